package synod.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import synod.kernel.Bytes;

/**
 * Reads big-endian values one after the other and never beyond the end: what is missing is {@link Malformed}. Slices are
 * not copied. Not for use by several threads at once.
 */
public final class Input {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int position;
    private int end;

    /** Reads all of {@code bytes}. */
    public Input(Bytes bytes) {
        array = bytes.array();
        position = bytes.offset();
        end = bytes.offset() + bytes.length();
    }

    /** Starts again with other bytes. */
    public void wrap(Bytes bytes) {
        array = bytes.array();
        position = bytes.offset();
        end = bytes.offset() + bytes.length();
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** Reads one byte, 0 to 255. */
    public int readByte() throws Malformed {
        need(1);
        return array[position++] & 0xff;
    }

    /** Reads one byte; any but zero is true. */
    public boolean readBoolean() throws Malformed {
        return readByte() != 0;
    }

    /** Reads four bytes. */
    public int readInt() throws Malformed {
        need(Integer.BYTES);
        int value = (int) INT.get(array, position);
        position += Integer.BYTES;
        return value;
    }

    /** Reads eight bytes. */
    public long readLong() throws Malformed {
        need(Long.BYTES);
        long value = (long) LONG.get(array, position);
        position += Long.BYTES;
        return value;
    }

    /** The next {@code count} bytes, as a slice. */
    public Bytes readBytes(int count) throws Malformed {
        if (count < 0) {
            throw new Malformed("a negative length: " + count);
        }
        need(count);
        Bytes bytes = Bytes.wrap(array, position, count);
        position += count;
        return bytes;
    }

    /** An int length and that many bytes, as a slice. */
    public Bytes readSized() throws Malformed {
        return readBytes(readInt());
    }

    /**
     * The number of elements that follow.
     *
     * @param smallest the fewest bytes one element can have; a count that cannot fit is refused before anything is
     *     allocated for it
     */
    public int readCount(int smallest) throws Malformed {
        int count = readInt();
        if (count < 0 || (long) count * smallest > remaining()) {
            throw new Malformed("a count of " + count + " with " + remaining() + " bytes left");
        }
        return count;
    }

    /** Passes over {@code count} bytes. */
    public void skip(int count) throws Malformed {
        if (count < 0) {
            throw new Malformed("a negative length: " + count);
        }
        need(count);
        position += count;
    }

    /** Refuses what follows the last field. */
    public void end() throws Malformed {
        if (position != end) {
            throw new Malformed(remaining() + " bytes too many");
        }
    }

    private void need(int count) throws Malformed {
        if (end - position < count) {
            throw new Malformed(count + " bytes expected, " + (end - position) + " left");
        }
    }
}
