package synod.runtime;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * Cuts a stream of bytes into frames that begin with their length. All whole frames of one read share one array, to
 * which they are copied once; a frame that spans reads gets an array of its own, which grows with its bytes, up to
 * four times what has arrived, so that a length alone claims no memory.
 *
 * <p>The header is the body's length in four bytes, and for peers four more with the body's checksum.
 */
public final class FrameCutter {
    private static final int FIRST_BYTES = 4096;
    private static final int GROWTH = 4;

    /** Takes the frames in order. */
    public interface Sink {
        /**
         * One frame.
         *
         * @param checksum the second word of the header; 0 when the header has only one
         * @param body without the header; its array is given away
         * @return whether to go on with the next one; false drops all that follows
         */
        boolean onFrame(int checksum, Bytes body);
    }

    private final int headerBytes;
    private final int leastBodyBytes;
    private int mostBodyBytes;
    private final byte[] header;
    private int headerFilled;
    private byte @Nullable [] partial;
    private int partialFilled;
    private int partialLength;
    private boolean isStopped;

    /**
     * @param headerBytes 4, or 8 with a checksum
     * @param leastBodyBytes shorter frames are malformed
     * @param mostBodyBytes longer frames are malformed
     */
    public FrameCutter(int headerBytes, int leastBodyBytes, int mostBodyBytes) {
        if (headerBytes != 4 && headerBytes != 8) {
            throw new IllegalArgumentException("a header has 4 or 8 bytes, not " + headerBytes);
        }
        this.headerBytes = headerBytes;
        this.leastBodyBytes = leastBodyBytes;
        this.mostBodyBytes = mostBodyBytes;
        this.header = new byte[headerBytes];
    }

    /** Sets the longest body for the frames that begin from now on. */
    public void allow(int most) {
        this.mostBodyBytes = most;
    }

    /**
     * Takes all readable bytes of {@code in}, without releasing it.
     *
     * @throws MalformedFrame when a length is outside the limits; the stream is of no use any more
     */
    public void accept(ByteBuf in, Sink sink) throws MalformedFrame {
        while (in.isReadable() && !isStopped) {
            if (partial != null) {
                fillBody(in, sink);
            } else if (headerFilled > 0 || in.readableBytes() < headerBytes) {
                fillHeader(in, sink);
            } else {
                cutWhole(in, sink);
            }
        }
    }

    /** Whether nothing of a frame is held, so that it may go on with any other stream of the same kind. */
    public boolean isBetweenFrames() {
        return partial == null && headerFilled == 0 && !isStopped;
    }

    private void cutWhole(ByteBuf in, Sink sink) throws MalformedFrame {
        int start = in.readerIndex();
        int limit = in.writerIndex();
        int end = start;
        while (end + headerBytes <= limit) {
            int length = in.getInt(end);
            if (end > start && !isAllowed(length)) {
                // What came before counts, however the stream came in; this is found again and refused.
                break;
            }
            checked(length);
            // Compared as longs: a length near the largest int would wrap.
            if ((long) end + headerBytes + length > limit) {
                break;
            }
            end += headerBytes + length;
        }
        if (end == start) {
            fillHeader(in, sink);
            return;
        }
        byte[] chunk = new byte[end - start];
        in.readBytes(chunk);
        int at = 0;
        while (at < chunk.length && !isStopped) {
            int length = intAt(chunk, at);
            int checksum = headerBytes == 8 ? intAt(chunk, at + 4) : 0;
            emit(sink, checksum, Bytes.wrap(chunk, at + headerBytes, length));
            at += headerBytes + length;
        }
    }

    private void fillHeader(ByteBuf in, Sink sink) throws MalformedFrame {
        int taken = Math.min(headerBytes - headerFilled, in.readableBytes());
        in.readBytes(header, headerFilled, taken);
        headerFilled += taken;
        if (headerFilled < headerBytes) {
            if (headerFilled >= 4) {
                checked(intAt(header, 0));
            }
            return;
        }
        headerFilled = 0;
        partialLength = checked(intAt(header, 0));
        partialFilled = 0;
        partial = new byte[roomFor(in.readableBytes())];
        fillBody(in, sink);
    }

    private void fillBody(ByteBuf in, Sink sink) {
        byte[] into = partial;
        if (into == null) {
            return;
        }
        int taken = Math.min(partialLength - partialFilled, in.readableBytes());
        if (partialFilled + taken > into.length) {
            into = Arrays.copyOf(into, roomFor(partialFilled + taken));
            partial = into;
        }
        in.readBytes(into, partialFilled, taken);
        partialFilled += taken;
        if (partialFilled == partialLength) {
            partial = null;
            emit(sink, headerBytes == 8 ? intAt(header, 4) : 0, Bytes.wrap(into, 0, partialLength));
        }
    }

    private int roomFor(int arrived) {
        return (int) Math.min(partialLength, Math.max(FIRST_BYTES, (long) GROWTH * arrived));
    }

    private void emit(Sink sink, int checksum, Bytes body) {
        if (!sink.onFrame(checksum, body)) {
            isStopped = true;
        }
    }

    private int checked(int length) throws MalformedFrame {
        if (!isAllowed(length)) {
            throw new MalformedFrame(
                    "a frame of " + length + " bytes; " + leastBodyBytes + " to " + mostBodyBytes + " are allowed");
        }
        return length;
    }

    private boolean isAllowed(int length) {
        return length >= leastBodyBytes && length <= mostBodyBytes;
    }

    private static int intAt(byte[] array, int at) {
        return (array[at] & 0xff) << 24
                | (array[at + 1] & 0xff) << 16
                | (array[at + 2] & 0xff) << 8
                | (array[at + 3] & 0xff);
    }
}
