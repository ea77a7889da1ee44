package synod.bench.trial;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import synod.bench.load.Frames;

/**
 * One client that writes its own znode again and again, and keeps its session. When its connection is lost, or cannot be
 * had within a second, it tries the next server at once; when all were tried in vain, it first waits a moment. An open
 * connection is kept, however long it is silent: after a second without an answer it writes again.
 */
final class Writer {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SESSION_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 4096;

    private enum Phase {
        AWAY,
        CONNECTING,
        GREETING,
        OPEN
    }

    private final Selector selector;
    private final List<InetSocketAddress> servers;
    private final byte[] path;
    private final Successes successes;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private @Nullable SocketChannel channel;
    private Phase phase = Phase.AWAY;
    private int server;
    private int failures;

    /** When something is due: the next try, the end of patience, or the next write. */
    private long due = System.nanoTime();

    private long session;
    private byte[] password = new byte[Frames.PASSWORD];
    private long lastZxid;
    private int xid;
    private long writes;
    private int expired;

    /**
     * A client that is not connected yet.
     *
     * @param server place of the one it tries first
     * @param path its own znode
     * @param successes told of each write that succeeded
     */
    Writer(Selector selector, List<InetSocketAddress> servers, int server, byte[] path, Successes successes) {
        this.selector = selector;
        this.servers = servers;
        this.server = server;
        this.path = path;
        this.successes = successes;
    }

    int expired() {
        return expired;
    }

    /** Does what is due; to be called often. */
    void onTime(long now) throws IOException {
        if (now - due < 0) {
            return;
        }
        switch (phase) {
            case AWAY -> connect(now);
            case CONNECTING, GREETING -> lose();
            case OPEN -> write(now);
        }
    }

    /** Its channel is ready for something. */
    void onReady(SelectionKey key) throws IOException {
        SocketChannel ready = channel;
        if (ready == null || !key.isValid() || key.channel() != ready) {
            return;
        }
        try {
            if (key.isConnectable() && ready.finishConnect()) {
                greet(ready, key);
            } else if (key.isReadable()) {
                read(ready);
            }
        } catch (IOException e) {
            // Whatever went wrong with a connection, a client goes on to the next server.
            lose();
        }
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        phase = Phase.AWAY;
    }

    private void connect(long now) throws IOException {
        SocketChannel fresh = SocketChannel.open();
        channel = fresh;
        phase = Phase.CONNECTING;
        due = now + PATIENCE_NANOS;
        in.clear();
        out.clear();
        try {
            fresh.configureBlocking(false);
            fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = fresh.register(selector, SelectionKey.OP_CONNECT, this);
            if (fresh.connect(servers.get(server))) {
                greet(fresh, key);
            }
        } catch (IOException e) {
            lose();
        }
    }

    private void greet(SocketChannel fresh, SelectionKey key) throws IOException {
        if (fresh.getLocalAddress().equals(fresh.getRemoteAddress())) {
            throw new IOException("nobody listens, and the kernel has connected this end with itself");
        }
        phase = Phase.GREETING;
        key.interestOps(SelectionKey.OP_READ);
        Frames.connect(out, lastZxid, SESSION_MILLIS, session, password);
        flush(fresh);
    }

    /** The connection is gone; the next server is tried at once, or after a moment when all were tried. */
    private void lose() throws IOException {
        close();
        server = (server + 1) % servers.size();
        failures++;
        due = System.nanoTime() + (failures % servers.size() == 0 ? PAUSE_NANOS : 0);
    }

    private void write(long now) throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("a client is open without a connection");
        }
        xid++;
        writes++;
        // Answered, it writes again after its pace; see onReply.
        due = now + PATIENCE_NANOS;
        Frames.setData(out, xid, path, LargeTree.data((int) writes));
        try {
            flush(open);
        } catch (IOException e) {
            lose();
        }
    }

    private void flush(SocketChannel open) throws IOException {
        out.flip();
        open.write(out);
        if (out.hasRemaining()) {
            throw new IOException("the server takes no more");
        }
        out.clear();
    }

    private void read(SocketChannel open) throws IOException {
        if (open.read(in) < 0) {
            throw new EOFException("the server closed the connection");
        }
        in.flip();
        while (phase != Phase.AWAY && in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
            int length = in.getInt();
            int next = in.position() + length;
            if (phase == Phase.GREETING) {
                onGreeting();
            } else {
                onReply();
            }
            in.position(next);
        }
        in.compact();
    }

    private void onGreeting() throws IOException {
        in.getInt();
        int timeoutMillis = in.getInt();
        long granted = in.getLong();
        if (timeoutMillis <= 0 || granted == 0) {
            expired++;
            forget();
            throw new IOException("the session has expired");
        }
        session = granted;
        in.getInt();
        in.get(password);
        phase = Phase.OPEN;
        failures = 0;
        due = System.nanoTime();
    }

    private void onReply() throws IOException {
        int answered = in.getInt();
        long zxid = in.getLong();
        int error = in.getInt();
        lastZxid = Math.max(lastZxid, zxid);
        if (error == Frames.SESSION_EXPIRED) {
            expired++;
            forget();
            throw new IOException("the session has expired");
        }
        long now = System.nanoTime();
        if (error == 0) {
            successes.add(now);
        }
        if (answered == xid) {
            due = now + PACE_NANOS;
        }
    }

    private void forget() {
        session = 0;
        password = new byte[Frames.PASSWORD];
    }
}
