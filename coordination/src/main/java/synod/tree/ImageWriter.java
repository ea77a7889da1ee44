package synod.tree;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import synod.kernel.Bytes;

/** Collects the bytes of an image and hands them out in blocks. */
final class ImageWriter {
    /** Blocks have at least this many bytes, the last one excepted, and mostly little more: less than 64 KiB. */
    static final int BLOCK = 60 << 10;

    private static final int FIRST_CAPACITY = BLOCK + 4096;

    private byte[] array = new byte[FIRST_CAPACITY];
    private int size;

    /** Arrays of blocks that were given back. */
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

    void putByte(int value) {
        room(1);
        array[size++] = (byte) value;
    }

    void putInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            putByte(value >>> shift);
        }
    }

    void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    /** Seven bits a byte, the lowest first; the value is not negative. */
    void putVarint(int value) {
        int rest = value;
        while (rest >= 0x80) {
            putByte(rest | 0x80);
            rest >>>= 7;
        }
        putByte(rest);
    }

    void putBytes(byte[] from, int offset, int length) {
        putVarint(length);
        room(length);
        System.arraycopy(from, offset, array, size, length);
        size += length;
    }

    void putBytes(Bytes bytes) {
        putBytes(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Hands out what there is when it fills a block. */
    void flushFull(Consumer<Bytes> sink) {
        if (size >= BLOCK) {
            flush(sink);
        }
    }

    void flush(Consumer<Bytes> sink) {
        if (size > 0) {
            Bytes block = Bytes.wrap(array, 0, size);
            byte[] next = spare.pollLast();
            array = next == null ? new byte[FIRST_CAPACITY] : next;
            size = 0;
            sink.accept(block);
        }
    }

    /** Takes a block back that nobody reads any more. */
    void giveBack(Bytes block) {
        if (block.array().length >= FIRST_CAPACITY) {
            spare.addLast(block.array());
        }
    }

    private void room(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, Math.addExact(size, more)));
        }
    }
}
