package synod.gateway;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;

/** What all {@link EpollLine}s have in common, so that none of them keeps it. On the loop. */
final class EpollLines {
    private static final int LEAST_READ_BYTES = 2048;
    private static final int MOST_READ_BYTES = 64 * 1024;

    /** After so many reads in a row that a buffer of half the size would have held, it is halved. */
    private static final int SMALL_READS = 256;

    private final IoEventLoop loop;
    private final int highWaterBytes;
    private int readBytes = LEAST_READ_BYTES;
    private int smallReads;

    EpollLines(IoEventLoop loop, int highWaterBytes) {
        this.loop = loop;
        this.highWaterBytes = highWaterBytes;
    }

    IoEventLoop loop() {
        return loop;
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    /** What may wait to be written to one client before it is no longer read, until half of it is left. */
    int highWaterBytes() {
        return highWaterBytes;
    }

    /** How many bytes to read at once: follows what the clients send lately. */
    int readBytes() {
        return readBytes;
    }

    void onRead(int count, int capacity) {
        if (count == capacity) {
            readBytes = Math.min(MOST_READ_BYTES, 2 * capacity);
            smallReads = 0;
        } else if (2 * count > capacity || capacity == LEAST_READ_BYTES) {
            smallReads = 0;
        } else if (++smallReads == SMALL_READS) {
            readBytes = Math.max(LEAST_READ_BYTES, capacity / 2);
            smallReads = 0;
        }
    }
}
