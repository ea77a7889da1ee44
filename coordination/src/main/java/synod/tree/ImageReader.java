package synod.tree;

import synod.kernel.Bytes;

/**
 * Reads one item of an image that may not be there in full: what lies beyond the end reads as zero and is remembered, so
 * the item can be tried again when more has come. Nothing is allocated on the word of a length.
 */
final class ImageReader {
    private byte[] array = new byte[0];
    private int at;
    private int end;
    private long base;
    private boolean isShort;

    /** Reads from {@code array}, whose first byte is number {@code position} of the image. */
    void start(byte[] from, int offset, int limit, long position) {
        array = from;
        at = offset;
        end = limit;
        base = position - offset;
        isShort = false;
    }

    /** Whether more was read than there is. */
    boolean isShort() {
        return isShort;
    }

    int at() {
        return at;
    }

    /** The number, in the image, of the byte to be read next. */
    long position() {
        return base + at;
    }

    int readByte() {
        if (at == end) {
            isShort = true;
            return 0;
        }
        return array[at++] & 0xff;
    }

    int readInt() {
        return readByte() << 24 | readByte() << 16 | readByte() << 8 | readByte();
    }

    long readLong() {
        return (long) readInt() << 32 | (readInt() & 0xffff_ffffL);
    }

    int readVarint() throws MalformedSnapshot {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                if (value > Integer.MAX_VALUE) {
                    throw malformed("a number is too large");
                }
                return (int) value;
            }
        }
        throw malformed("a number has no end");
    }

    /** A slice of what is being read; empty when it is not there in full. */
    Bytes readBytes() throws MalformedSnapshot {
        int length = readVarint();
        if (isShort || length > end - at) {
            isShort = true;
            at = end;
            return Bytes.EMPTY;
        }
        Bytes bytes = Bytes.wrap(array, at, length);
        at += length;
        return bytes;
    }

    MalformedSnapshot malformed(String what) {
        return new MalformedSnapshot("malformed image at byte " + position() + ": " + what);
    }
}
