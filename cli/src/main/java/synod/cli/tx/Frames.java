package synod.cli.tx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Frames over one connection that does not block: the length, 1 to 1 MiB, the CRC32C of the content, the content. A frame
 * that is neither ends the connection.
 */
final class Frames {
    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_WAITING = 10_000;

    private final SocketChannel channel;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocate(16 * 1024);

    Frames(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Puts a frame behind those that wait. */
    void add(byte[] content) throws IOException {
        if (waiting.size() >= MOST_WAITING) {
            throw new IOException("the other side does not read");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + content.length);
        frame.putInt(content.length).putInt((int) checksum.getValue()).put(content);
        waiting.add(frame.flip());
    }

    /** Writes as much as goes; returns whether nothing waits any more. */
    boolean write() throws IOException {
        while (!waiting.isEmpty()) {
            channel.write(waiting.element());
            if (waiting.element().hasRemaining()) {
                return false;
            }
            waiting.remove();
        }
        return true;
    }

    /** Reads what is there. */
    List<byte[]> read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("closed");
        }
        List<byte[]> frames = new ArrayList<>();
        in.flip();
        while (in.remaining() >= HEADER_BYTES) {
            int length = in.getInt(in.position());
            if (length < 1 || length > MOST_BYTES) {
                throw new IOException("a frame of " + length + " bytes");
            }
            if (in.remaining() < HEADER_BYTES + length) {
                break;
            }
            in.getInt();
            int claimed = in.getInt();
            byte[] content = new byte[length];
            in.get(content);
            CRC32C checksum = new CRC32C();
            checksum.update(content);
            if ((int) checksum.getValue() != claimed) {
                throw new IOException("a frame with a wrong checksum");
            }
            frames.add(content);
        }
        int needed = in.remaining() >= HEADER_BYTES ? HEADER_BYTES + in.getInt(in.position()) : HEADER_BYTES;
        if (needed > in.capacity()) {
            in = ByteBuffer.allocate(needed).put(in);
        } else {
            in.compact();
        }
        return frames;
    }
}
