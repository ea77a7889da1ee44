package synod.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads a segment through a window. Sectors that cannot be read come back as zeros, and are remembered. */
final class SegmentReader {
    private static final int WINDOW_BYTES = 256 * 1024;
    private static final int NO_BEGIN = -1;
    private static final byte[] ZEROS = new byte[16 * 1024];

    private final DiskFile file;
    private final long size;
    private ByteBuffer window;
    private long begin = NO_BEGIN;
    private long end = NO_BEGIN;
    private long lastUnreadable = NO_BEGIN;

    SegmentReader(DiskFile file) {
        this.file = file;
        this.size = file.size();
        this.window = ByteBuffer.allocate((int) Math.max(Segment.SECTOR_BYTES, Math.min(size, WINDOW_BYTES)));
    }

    /** How long the file is. */
    long size() {
        return size;
    }

    /** Whether a sector at or behind {@code offset}, of those looked at so far, could not be read. */
    boolean isUnreadableFrom(long offset) {
        return lastUnreadable != NO_BEGIN && lastUnreadable + Segment.SECTOR_BYTES > offset;
    }

    /**
     * Brings a part of the file into the window.
     *
     * @return its index in {@link #window}, or -1 when the file ends before it does
     */
    int seek(long offset, long length) {
        if (offset + length > size) {
            return -1;
        }
        if (begin == NO_BEGIN || offset < begin || offset + length > end) {
            load(offset, (int) length);
        }
        return (int) (offset - begin);
    }

    /** How many bytes of the window are of the file. */
    int loaded() {
        return (int) (end - begin);
    }

    /** What is in memory; valid until the next {@link #seek}. */
    ByteBuffer window() {
        return window;
    }

    /** The first byte at or behind {@code offset} that is not zero; the size of the file when there is none. */
    long skipZeros(long offset) {
        long at = offset;
        while (at < size) {
            int from = seek(at, 1);
            int available = (int) (end - at);
            int found = firstOther(window.array(), from, from + available);
            if (found < from + available) {
                return at + found - from;
            }
            at += available;
        }
        return size;
    }

    private static int firstOther(byte[] array, int from, int to) {
        // Compared in runs, because the end of a segment is millions of zeros.
        int at = from;
        while (at < to) {
            int run = Math.min(to - at, ZEROS.length);
            int mismatch = Arrays.mismatch(array, at, at + run, ZEROS, 0, run);
            if (mismatch >= 0) {
                return at + mismatch;
            }
            at += run;
        }
        return to;
    }

    private void load(long offset, int length) {
        // The window begins at a sector, so that a bad sector is never met in two halves.
        long from = offset - offset % Segment.SECTOR_BYTES;
        int needed = Math.toIntExact(offset - from + length);
        if (needed > window.capacity()) {
            window = ByteBuffer.allocate(needed);
        }
        int count = (int) Math.min(window.capacity(), size - from);
        begin = NO_BEGIN;
        try {
            window.clear().limit(count);
            read(from, count);
        } catch (DiskFailure failure) {
            loadBySector(from, count, failure);
        }
        window.clear();
        begin = from;
        end = from + count;
    }

    private void loadBySector(long from, int count, DiskFailure failure) {
        boolean isAnyRead = false;
        for (int at = 0; at < count; at += Segment.SECTOR_BYTES) {
            int length = Math.min(Segment.SECTOR_BYTES, count - at);
            window.clear().position(at).limit(at + length);
            try {
                read(from + at, length);
                isAnyRead = true;
            } catch (DiskFailure unreadable) {
                Arrays.fill(window.array(), at, at + length, (byte) 0);
                lastUnreadable = Math.max(lastUnreadable, from + at);
            }
        }
        if (!isAnyRead) {
            // Not a bad sector but a disk that does not answer: that is no ground for declaring records lost.
            throw failure;
        }
    }

    private void read(long from, int count) {
        int read = file.read(from, window);
        if (read < count) {
            throw new DiskFailure("read " + read + " of " + count + " bytes at " + from + " of a segment of " + size);
        }
    }
}
