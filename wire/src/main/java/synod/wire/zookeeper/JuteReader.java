package synod.wire.zookeeper;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.wire.Input;
import synod.wire.Malformed;

/**
 * Reads the primitive types of ZooKeeper's encoding from one frame: all integers big-endian, a buffer or string as its
 * length and its bytes, a vector as its count and its elements; -1 instead of a length means null. What it hands out are
 * slices of the frame. It never allocates for a length that the frame does not hold, and what it refuses it calls by the
 * field's name.
 */
final class JuteReader {
    private final Bytes frame;
    private final Input in;

    JuteReader(Bytes frame) {
        this.frame = frame;
        this.in = new Input(frame);
    }

    int remaining() {
        return in.remaining();
    }

    int position() {
        return frame.length() - in.remaining();
    }

    /** The bytes from {@code start}, an earlier {@link #position()}, up to the present one. */
    Bytes since(int start) {
        return frame.slice(start, position() - start);
    }

    boolean readBoolean(String field) throws Malformed {
        require(1, field);
        return in.readBoolean();
    }

    int readInt(String field) throws Malformed {
        require(Integer.BYTES, field);
        return in.readInt();
    }

    long readLong(String field) throws Malformed {
        require(Long.BYTES, field);
        return in.readLong();
    }

    /** A buffer; null and empty differ. */
    @Nullable
    Bytes readBuffer(String field) throws Malformed {
        int length = readInt(field);
        if (length == -1) {
            return null;
        }
        if (length < 0) {
            throw new Malformed(field + " has the length " + length);
        }
        require(length, field);
        return in.readBytes(length);
    }

    /** A string that must be there, as its UTF-8 bytes. */
    Bytes readText(String field) throws Malformed {
        Bytes text = readBuffer(field);
        if (text == null) {
            throw new Malformed(field + " is null");
        }
        return text;
    }

    /**
     * The count of a vector, or -1 for a null one.
     *
     * @param smallest the fewest bytes that one element takes; a count that cannot fit into the frame is refused before
     *     anything is allocated for it
     */
    int readCount(String field, int smallest) throws Malformed {
        int count = readInt(field);
        if (count < -1) {
            throw new Malformed(field + " has the count " + count);
        }
        if ((long) count * smallest > remaining()) {
            throw new Malformed(field + " counts " + count + " elements, but only " + remaining() + " bytes follow");
        }
        return count;
    }

    private void require(int length, String field) throws Malformed {
        if (length > remaining()) {
            throw new Malformed(field + " needs " + length + " bytes, but the frame has only " + remaining() + " left");
        }
    }
}
