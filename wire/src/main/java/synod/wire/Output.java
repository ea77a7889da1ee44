package synod.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import synod.kernel.Bytes;

/**
 * Writes big-endian values one after the other into an array that grows. Meant to be reused: {@link #reset} keeps the
 * array. Not for use by several threads at once.
 */
public final class Output {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int length;

    /** @param capacity bytes to begin with; at least 1 */
    public Output(int capacity) {
        array = new byte[capacity];
    }

    /** The array that holds what was written; replaced when it has to grow. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Forgets what was written and keeps the array. */
    public void reset() {
        length = 0;
    }

    /**
     * Forgets what was written at and behind {@code newLength}.
     *
     * @throws IllegalArgumentException when fewer bytes were written
     */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot shorten " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /** A copy of what was written. */
    public Bytes toBytes() {
        return Bytes.copyOf(array, 0, length);
    }

    /** Writes the lowest eight bits. */
    public void writeByte(int value) {
        reserve(1);
        array[length++] = (byte) value;
    }

    /** Writes one byte, 0 or 1. */
    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** Writes four bytes. */
    public void writeInt(int value) {
        reserve(Integer.BYTES);
        INT.set(array, length, value);
        length += Integer.BYTES;
    }

    /** Writes eight bytes. */
    public void writeLong(long value) {
        reserve(Long.BYTES);
        LONG.set(array, length, value);
        length += Long.BYTES;
    }

    /** Writes the bytes alone, without their length. */
    public void write(Bytes bytes) {
        write(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Writes the bytes alone, without their length. */
    public void write(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, array, length, count);
        length += count;
    }

    /** Writes an int length and then the bytes. */
    public void writeSized(Bytes bytes) {
        writeInt(bytes.length());
        write(bytes);
    }

    /** Leaves room for an int that {@link #setInt} fills in later, and returns where. */
    public int reserveInt() {
        int at = length;
        writeInt(0);
        return at;
    }

    /** Overwrites an int at a place that was written before. */
    public void setInt(int at, int value) {
        java.util.Objects.checkFromIndexSize(at, Integer.BYTES, length);
        INT.set(array, at, value);
    }

    /** Overwrites a long at a place that was written before. */
    public void setLong(int at, long value) {
        java.util.Objects.checkFromIndexSize(at, Long.BYTES, length);
        LONG.set(array, at, value);
    }

    private void reserve(int count) {
        if (array.length - length < count) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(length, count), grown(array.length)));
        }
    }

    private static int grown(int capacity) {
        return (int) Math.min(Integer.MAX_VALUE - 8L, capacity * 2L);
    }
}
