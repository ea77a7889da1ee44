package synod.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One session of the generator: what it has sent and still waits for, in the order in which a server must answer. Every
 * reply is checked against the request at the head of that queue.
 */
public final class LoadConnection implements AutoCloseable {
    /** Told of each reply that passed the checks. */
    public interface Replies {
        /** A reply that arrived so long after its request was, or should have been, sent. */
        void onReply(LoadConnection connection, long latencyNanos) throws IOException;
    }

    private static final int LEAST_BUFFER_BYTES = 1024;
    private static final int SESSION_MILLIS = 30_000;
    private static final long CONNECT_MILLIS = 5_000;

    /** How many requests this connection keeps outstanding. */
    public final int share;

    public final int number;

    private final InetSocketAddress server;
    private final SocketChannel channel;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final long[] sentNanos;
    private final int[] expectedLength;
    private final int mask;
    private int lastSent;
    private int lastAnswered;

    private LoadConnection(int number, int share, int frameBytes, InetSocketAddress server, SocketChannel channel) {
        this.number = number;
        this.share = share;
        this.server = server;
        this.channel = channel;
        // No more than the share is ever under way in either direction.
        int bytes = Math.max(LEAST_BUFFER_BYTES, Math.multiplyExact(share, frameBytes));
        this.in = ByteBuffer.allocateDirect(bytes);
        this.out = ByteBuffer.allocateDirect(bytes);
        // A power of two, so that an xid is its own place in the ring.
        int ring = Integer.highestOneBit(share * 2 - 1);
        this.sentNanos = new long[ring];
        this.expectedLength = new int[ring];
        this.mask = ring - 1;
    }

    /**
     * Connects and opens a session, in blocking mode.
     *
     * @param share the most requests that will ever be outstanding
     * @param frameBytes no request and no reply is longer than that
     */
    public static LoadConnection open(int number, int share, int frameBytes, InetSocketAddress server)
            throws IOException {
        LoadConnection connection = connect(number, share, frameBytes, server);
        connection.awaitSession();
        return connection;
    }

    /** Connects and asks for a session; {@link #awaitSession} must follow. */
    static LoadConnection connect(int number, int share, int frameBytes, InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(server, (int) CONNECT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            LoadConnection connection = new LoadConnection(number, share, frameBytes, server, channel);
            Frames.connect(connection.out, SESSION_MILLIS);
            connection.writeAll();
            return connection;
        } catch (IOException e) {
            channel.close();
            throw new IOException("no session at " + server + ": " + e.getMessage(), e);
        }
    }

    /** Waits for the session that was asked for; closes the connection when there is none to be had. */
    void awaitSession() throws IOException {
        try {
            ByteBuffer reply = readFrame();
            if (reply.remaining() != Frames.CONNECT_REPLY) {
                throw new IOException("its first reply has " + reply.remaining() + " bytes where "
                        + Frames.CONNECT_REPLY + " were due");
            }
            reply.getInt();
            if (reply.getInt() <= 0) {
                throw new IOException("it refused a new session");
            }
        } catch (IOException e) {
            channel.close();
            throw new IOException("no session at " + server + ": " + e.getMessage(), e);
        }
    }

    /** The socket, for a selector. */
    public SocketChannel channel() {
        return channel;
    }

    /** Where the next request is written; {@link #sent} must follow. */
    public ByteBuffer out() {
        return out;
    }

    /** The xid that the next request must carry. */
    public int nextXid() {
        return lastSent + 1;
    }

    /** The request just written to {@link #out} will be answered, if it succeeds, by that many bytes. */
    public void sent(int replyLength, long now) {
        lastSent++;
        sentNanos[lastSent & mask] = now;
        expectedLength[lastSent & mask] = replyLength;
    }

    /** Requests that wait for their reply. */
    public int outstanding() {
        return lastSent - lastAnswered;
    }

    /** Writes what the socket takes; true when nothing is left over. */
    public boolean flush() throws IOException {
        out.flip();
        channel.write(out);
        boolean isDone = !out.hasRemaining();
        out.compact();
        return isDone;
    }

    /** Reads what is there and hands on every whole reply. */
    public void read(Replies replies) throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException(server + " closed a connection with " + outstanding() + " requests outstanding");
        }
        long now = System.nanoTime();
        in.flip();
        while (in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
            int length = in.getInt();
            int next = in.position() + length;
            int xid = in.getInt();
            in.getLong();
            int error = in.getInt();
            in.position(next);
            replies.onReply(this, now - check(xid, error, length));
        }
        in.compact();
    }

    /** One request and its reply in blocking mode; returns the error code. */
    public int exchange() throws IOException {
        post();
        return collect();
    }

    /** Sends the request just written, in blocking mode; {@link #collect} must follow. */
    public void post() throws IOException {
        lastSent++;
        writeAll();
    }

    /** Waits for the reply to what was posted; returns the error code. */
    public int collect() throws IOException {
        lastAnswered = lastSent;
        ByteBuffer reply = readFrame();
        int xid = reply.getInt();
        if (xid != lastSent) {
            throw new IOException(server + " answered xid " + xid + " where " + lastSent + " was due");
        }
        reply.getLong();
        return reply.getInt();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private long check(int xid, int error, int length) throws IOException {
        int due = lastAnswered + 1;
        if (xid != due || outstanding() == 0) {
            throw new IOException(server + " answered xid " + xid + " where " + due + " was due");
        }
        if (error != 0) {
            throw new IOException(server + " answered xid " + xid + " with error " + error);
        }
        if (length != expectedLength[xid & mask]) {
            throw new IOException(server + " answered xid " + xid + " with " + length + " bytes where "
                    + expectedLength[xid & mask] + " were due");
        }
        lastAnswered = xid;
        return sentNanos[xid & mask];
    }

    private void writeAll() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    private ByteBuffer readFrame() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        readFully(length);
        ByteBuffer frame = ByteBuffer.allocate(length.getInt());
        readFully(frame);
        return frame;
    }

    private void readFully(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it closed the connection");
            }
        }
        buffer.flip();
    }
}
