package synod.kernel;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of bytes: a slice of an array that nobody writes to any more. A slice keeps its whole array alive;
 * {@link #compact()} makes one that does not.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final int SHOWN = 32;

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** All of {@code array}, which the caller gives away: it must not be written to afterwards. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /**
     * A slice of {@code array}, which the caller gives away: that range must not be written to afterwards.
     *
     * @throws IndexOutOfBoundsException when the slice is not inside the array
     */
    public static Bytes wrap(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(array, offset, length);
    }

    /** A copy of a range that the caller keeps. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return wrap(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** The array behind this slice, for readers that copy or checksum in bulk. It must not be written to. */
    public byte[] array() {
        return array;
    }

    /** Where this slice begins in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** How many bytes this slice has. */
    public int length() {
        return length;
    }

    /** The byte at {@code index}, counted from the beginning of the slice. */
    public byte at(int index) {
        return array[offset + java.util.Objects.checkIndex(index, length)];
    }

    /** A slice of this slice; nothing is copied. */
    public Bytes slice(int from, int size) {
        java.util.Objects.checkFromIndexSize(from, size, length);
        return new Bytes(array, offset + from, size);
    }

    /** The same bytes in an array of exactly their size. */
    public Bytes compact() {
        return offset == 0 && length == array.length ? this : wrap(toArray());
    }

    /** A fresh copy that the caller may change. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes
                && Arrays.equals(
                        array, offset, offset + length, bytes.array, bytes.offset, bytes.offset + bytes.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        String shown = HexFormat.of().formatHex(array, offset, offset + Math.min(length, SHOWN));
        return length <= SHOWN ? shown : shown + "... (" + length + " bytes)";
    }
}
