package synod.cli.client;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a session, from the handshake to its end. Any thread may send; one thread reads, and that thread also
 * gives the signs of life.
 *
 * <p>A sender may be blocked for as long as the server takes nothing. Reading never waits for senders: the queues of what
 * is under way have a lock of their own.
 */
final class Connection {
    private static final int PING_XID = -2;
    private static final int EVENT_XID = -1;
    private static final int AUTH_XID = -4;
    private static final int LONGEST_FRAME = 1 << 29;

    private final Servers.Address server;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Heard heard;

    private final Object writing = new Object();
    private final Object queues = new Object();
    private final Deque<Call<?>> asked = new ArrayDeque<>();
    private final Deque<Call<?>> presented = new ArrayDeque<>();
    private boolean isBroken;
    private int lastXid;

    private long sessionId;
    private byte[] password = new byte[0];
    private int timeoutMillis;
    private volatile long lastSentNanos;
    private long lastReceivedNanos;

    /** What a connection has to tell, on the thread that reads. */
    interface Heard {
        /** A watch fired. */
        void onEvent(Event event);

        /** A request that leaves a watch was answered. */
        void onWatch(WatchKind kind, String path);

        /** An ordinary answer carried this zxid. */
        void onZxid(long zxid);
    }

    private record Call<T>(int xid, Request<T> request, CompletableFuture<T> answer) {}

    /** Opens a socket that is connected already; {@link #shakeHands} comes next. */
    Connection(Servers.Address server, Socket socket, Heard heard) throws IOException {
        this.server = server;
        this.socket = socket;
        this.heard = heard;
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /**
     * Asks for a session.
     *
     * @param old the session to go on with; 0 for a new one
     * @throws EOFException when the server closes without a word, as one without a quorum does
     */
    void shakeHands(long seenZxid, int wantedMillis, long old, byte[] oldPassword) throws IOException {
        byte[] body = new Encoder()
                .writeInt(0)
                .writeLong(seenZxid)
                .writeInt(wantedMillis)
                .writeLong(old)
                .writeBuffer(oldPassword)
                .writeBoolean(false)
                .bytes();
        socket.setSoTimeout(wantedMillis);
        out.write(new Encoder().writeBuffer(body).bytes());
        out.flush();
        try {
            Decoder reply = new Decoder(readFrame(false));
            reply.readInt();
            timeoutMillis = reply.readInt();
            sessionId = reply.readLong();
            byte[] given = reply.readBuffer();
            password = given == null ? new byte[0] : given;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("what answers there does not speak ZooKeeper's protocol", e);
        }
        lastSentNanos = System.nanoTime();
        lastReceivedNanos = lastSentNanos;
    }

    Servers.Address server() {
        return server;
    }

    long sessionId() {
        return sessionId;
    }

    byte[] password() {
        return password.clone();
    }

    /** What the server granted; 0 or less when the session that was asked for is over. */
    int timeoutMillis() {
        return timeoutMillis;
    }

    /** Sends a request. Its answer fails with {@link NotConnected} when the connection is or gets broken. */
    <T> CompletableFuture<T> send(Request<T> request, boolean isAuth) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (writing) {
            int xid;
            synchronized (queues) {
                if (isBroken) {
                    answer.completeExceptionally(lost());
                    return answer;
                }
                xid = isAuth ? AUTH_XID : nextXid();
                (isAuth ? presented : asked).add(new Call<>(xid, request, answer));
            }
            write(request.frame(xid));
        }
        return answer;
    }

    private int nextXid() {
        lastXid = lastXid == Integer.MAX_VALUE ? 1 : lastXid + 1;
        return lastXid;
    }

    private void write(byte[] frame) {
        try {
            out.write(frame);
            out.flush();
            lastSentNanos = System.nanoTime();
        } catch (IOException e) {
            // The thread that reads notices the same break and answers everybody who waits.
            close();
        }
    }

    private NotConnected lost() {
        return new NotConnected("the connection to " + server
                + " broke before the answer came; whether a write happened is not known: look before you repeat it");
    }

    /**
     * Reads until the connection ends, and answers everything that is still open then.
     *
     * @throws IOException always: why it ended
     */
    void read() throws IOException {
        try {
            socket.setSoTimeout(Math.max(1, timeoutMillis / 6));
            while (true) {
                onFrame(readFrame(true));
                keepAlive();
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("an answer from " + server + " makes no sense: " + e.getMessage(), e);
        } finally {
            close();
            failAll();
        }
    }

    private void failAll() {
        Deque<Call<?>> open = new ArrayDeque<>();
        synchronized (queues) {
            isBroken = true;
            open.addAll(presented);
            open.addAll(asked);
            presented.clear();
            asked.clear();
        }
        open.forEach(call -> call.answer().completeExceptionally(lost()));
    }

    private void onFrame(byte[] frame) throws IOException {
        Decoder decoder = new Decoder(frame);
        int xid = decoder.readInt();
        decoder.zxid(decoder.readLong());
        int error = decoder.readInt();
        switch (xid) {
            case PING_XID -> {
                // A sign of life, no more.
            }
            case EVENT_XID -> onEvent(decoder);
            default -> {
                Call<?> call;
                synchronized (queues) {
                    call = (xid == AUTH_XID ? presented : asked).poll();
                }
                if (call == null || call.xid() != xid) {
                    throw new IOException(server + " answered a request that was not the next one");
                }
                if (xid > 0 && decoder.zxid() > 0) {
                    heard.onZxid(decoder.zxid());
                }
                onAnswer(call, error, decoder);
            }
        }
    }

    private void onEvent(Decoder decoder) {
        int type = decoder.readInt();
        decoder.readInt();
        String path = decoder.readString();
        Event.Kind[] kinds = Event.Kind.values();
        if (type >= 1 && type <= kinds.length) {
            heard.onEvent(new Event(kinds[type - 1], path, decoder.zxid()));
        }
    }

    private <T> void onAnswer(Call<T> call, int error, Decoder decoder) {
        Request<T> request = call.request();
        WatchKind watch = request.watch();
        if (error != 0) {
            Refused refused = new Refused(error, request);
            if (watch == WatchKind.EXISTS && refused.code() == ErrorCode.NO_NODE) {
                heard.onWatch(WatchKind.EXISTS, request.path());
            }
            call.answer().completeExceptionally(refused);
            return;
        }
        try {
            T answer = request.readReply(decoder);
            if (watch != null) {
                // A look that found something leaves a watch of data.
                heard.onWatch(watch == WatchKind.EXISTS ? WatchKind.DATA : watch, request.path());
            }
            call.answer().complete(answer);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            call.answer().completeExceptionally(lost());
            throw e;
        }
    }

    private byte[] readFrame(boolean isPinging) throws IOException {
        byte[] head = new byte[Integer.BYTES];
        fill(head, isPinging);
        int length = ByteBuffer.wrap(head).getInt();
        if (length < 0 || length > LONGEST_FRAME) {
            throw new IOException("what answers there does not speak ZooKeeper's protocol");
        }
        byte[] frame = new byte[length];
        fill(frame, isPinging);
        lastReceivedNanos = System.nanoTime();
        return frame;
    }

    private void fill(byte[] bytes, boolean isPinging) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            try {
                int read = in.read(bytes, at, bytes.length - at);
                if (read < 0) {
                    throw new EOFException(server + " closed the connection");
                }
                at += read;
                lastReceivedNanos = System.nanoTime();
            } catch (SocketTimeoutException e) {
                if (!isPinging) {
                    throw e;
                }
                keepAlive();
            }
        }
    }

    /** Pings after a third of the timeout without a word of ours; gives up after two thirds without one of the server's. */
    private void keepAlive() throws IOException {
        long now = System.nanoTime();
        long third = TimeUnit.MILLISECONDS.toNanos(timeoutMillis) / 3;
        if (now - lastReceivedNanos > 2 * third) {
            throw new IOException(
                    server + " has said nothing for " + TimeUnit.NANOSECONDS.toMillis(now - lastReceivedNanos) + " ms");
        }
        if (now - lastSentNanos > third / 2) {
            synchronized (writing) {
                write(Request.ping().frame(PING_XID));
            }
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be done with a socket that cannot even be closed; reading it fails next.
            lastReceivedNanos = 0;
        }
    }

    /** The reason of an end, for the user. */
    static String reason(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null ? String.valueOf(failure) : message;
    }
}
