package synod.bench.trial;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import synod.bench.load.Frames;

/** Many sessions on one server that mostly do nothing; one thread, one selector, small buffers. */
final class Crowd implements AutoCloseable {
    /** Connections opened together; servers accept no more than some tens before they look. */
    private static final int OPENED_TOGETHER = 32;

    /** Longer than any reply that a member of the crowd gets. */
    private static final int BUFFER_BYTES = 512;

    private static final int CONNECT_MILLIS = 10_000;

    /** The longest that both systems grant by default. */
    private static final int SESSION_MILLIS = 40_000;

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int FIRST_XID = 1;

    private static final class Member {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
        int xid = FIRST_XID;

        Member(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final List<Member> members = new ArrayList<>();
    private final Selector selector;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private int replies;
    private int pings;
    private int notifications;
    private long lastNotificationNanos;

    private Crowd() throws IOException {
        this.selector = Selector.open();
    }

    /** Opens that many sessions. */
    static Crowd connect(InetSocketAddress server, int sessions) throws IOException {
        Crowd crowd = new Crowd();
        try {
            while (crowd.members.size() < sessions) {
                crowd.open(server, Math.min(OPENED_TOGETHER, sessions - crowd.members.size()));
            }
            return crowd;
        } catch (IOException | RuntimeException e) {
            int count = crowd.members.size();
            crowd.close();
            throw new IOException("after " + count + " of " + sessions + " sessions: " + e.getMessage(), e);
        }
    }

    int size() {
        return members.size();
    }

    /** Everybody says that he is alive, and is answered. */
    void ping() throws IOException {
        pings = 0;
        for (Member member : members) {
            Frames.ping(out);
            send(member);
        }
        await("answered pings", () -> pings);
    }

    /** Everybody reads a znode and asks to be told of its next change. */
    void watch(byte[] path) throws IOException {
        replies = 0;
        for (Member member : members) {
            Frames.getData(out, member.xid, path, true);
            send(member);
        }
        await("watches", () -> replies);
        notifications = 0;
    }

    /**
     * Waits until everybody was told.
     *
     * @return when the last one was, as {@link System#nanoTime} counts
     */
    long awaitNotifications() throws IOException {
        await("notifications", () -> notifications);
        return lastNotificationNanos;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (Member member : members) {
            member.channel.close();
        }
    }

    private void open(InetSocketAddress server, int count) throws IOException {
        List<Member> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            Member member = new Member(channel);
            members.add(member);
            fresh.add(member);
            channel.socket().connect(server, CONNECT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Frames.connect(out, SESSION_MILLIS);
            send(member);
        }
        for (Member member : fresh) {
            member.in.limit(4 + Frames.CONNECT_REPLY);
            while (member.in.hasRemaining()) {
                if (member.channel.read(member.in) < 0) {
                    throw new EOFException("the server closed the connection of a new session");
                }
            }
            if (member.in.getInt(8) <= 0) {
                throw new IOException("the server refused a new session");
            }
            member.in.clear();
            member.channel.configureBlocking(false);
            member.channel.register(selector, SelectionKey.OP_READ, member);
        }
    }

    private void send(Member member) throws IOException {
        out.flip();
        member.channel.write(out);
        if (out.hasRemaining()) {
            throw new IOException("the server does not take what a session sends");
        }
        out.clear();
    }

    private interface Count {
        int now();
    }

    private void await(String what, Count count) throws IOException {
        long begin = System.nanoTime();
        while (count.now() < members.size()) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(LIMIT_NANOS));
            for (SelectionKey key : selector.selectedKeys()) {
                read((Member) key.attachment());
            }
            selector.selectedKeys().clear();
            if (Thread.interrupted()) {
                throw new InterruptedIOException("interrupted with " + count.now() + " " + what);
            }
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new IOException(count.now() + " of " + members.size() + " " + what + " after "
                        + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s");
            }
        }
    }

    private void read(Member member) throws IOException {
        ByteBuffer in = member.in;
        if (member.channel.read(in) < 0) {
            throw new EOFException("the server closed the connection of an idle session");
        }
        in.flip();
        while (in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
            int length = in.getInt();
            int next = in.position() + length;
            int xid = in.getInt();
            in.getLong();
            int error = in.getInt();
            onFrame(member, xid, error);
            in.position(next);
        }
        in.compact();
    }

    private void onFrame(Member member, int xid, int error) throws IOException {
        if (xid == Frames.WATCH_XID) {
            notifications++;
            lastNotificationNanos = System.nanoTime();
        } else if (xid == Frames.PING_XID) {
            pings++;
        } else if (xid == member.xid && error == 0) {
            member.xid++;
            replies++;
        } else {
            throw new IOException(
                    "xid " + xid + " was answered with error " + error + " where " + member.xid + " was due without");
        }
    }
}
