package synod.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A session with an ensemble. It looks for another server when a connection breaks, presents its credentials again and
 * puts its watches back; when the session has expired it begins a new one and says so.
 *
 * <p>For several threads at once. The listener is called on the client's own thread and must not wait for answers there.
 */
public final class Client implements AutoCloseable {
    private static final long CLOSING_MILLIS = 2_000;
    private static final long PAUSE_MILLIS = 200;
    private static final int CONNECT_MILLIS = 5_000;

    private final Servers servers;
    private final Way way;
    private final int timeoutMillis;
    private final Listener listener;
    private final Watches watches = new Watches();
    private final CompletableFuture<State> first = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Object lock = new Object();
    private final Heard heard = new Heard();

    // Guarded by lock.
    private final List<Auth> auths = new ArrayList<>();
    private State state = State.CONNECTING;
    private @Nullable Connection connection;
    private long sessionId;
    private byte[] password = new byte[16];
    private long seenZxid;

    // Of the thread that lives.
    private int nextServer;

    /** Where a session stands. */
    public enum State {
        /** No connection; a server is looked for. */
        CONNECTING,
        /** The session is over; a new one is asked for. Only told, never the state. */
        EXPIRED,
        /** Requests are answered. */
        CONNECTED,
        /** The end. */
        CLOSED
    }

    /** Who wants to know. */
    public interface Listener {
        /** A watch fired. */
        void onEvent(Event event);

        /** The state is another, and why, in one sentence. */
        void onState(State state, String detail);
    }

    private Client(Servers servers, Way way, int timeoutMillis, List<Auth> auths, Listener listener) {
        this.servers = servers;
        this.way = way;
        this.timeoutMillis = timeoutMillis;
        this.auths.addAll(auths);
        this.listener = listener;
    }

    /**
     * Begins a session. Addresses that refuse are given up at once; servers that are there but do not serve are asked
     * again until the time is over.
     *
     * @param way how the servers want to be talked to
     * @param timeoutMillis the wanted timeout of the session, and the longest wait for a connection; 1 or more
     * @throws NotConnected when there is no server, with each address and what is wrong with it
     * @throws Refused when the credentials are not taken
     * @throws LoginFailed when they cannot be presented
     */
    public static Client connect(Servers servers, Way way, int timeoutMillis, List<Auth> auths, Listener listener)
            throws InterruptedException {
        Client client = new Client(servers, way, timeoutMillis, auths, listener);
        Thread thread = new Thread(client::live, "synod-client");
        thread.setDaemon(true);
        thread.start();
        try {
            await(client.first, Long.MAX_VALUE);
            return client;
        } catch (RuntimeException | InterruptedException e) {
            client.closing.countDown();
            throw e;
        }
    }

    /** Waits for an answer and throws what went wrong as it is. */
    public static <T> T await(CompletableFuture<T> answer, long millis) throws InterruptedException {
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NotConnected("no answer within " + millis + " ms; whether a write happened is not known");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("an answer failed in an unforeseen way", cause);
        }
    }

    /** Sends a request, after waiting for a connection when there is none. Answers come in the order of requests. */
    public <T> CompletableFuture<T> send(Request<T> request) throws InterruptedException {
        return awaitConnection().send(request, false);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws Refused when the server says no
     * @throws NotConnected when there is no connection, or it breaks
     */
    public <T> T call(Request<T> request) throws InterruptedException {
        // A connection that is silent for too long breaks, and with it the wait.
        return await(send(request), Long.MAX_VALUE);
    }

    /**
     * Presents an identity, now and after each reconnect.
     *
     * @throws Refused when the server does not take it; it also closes the connection then
     * @throws LoginFailed when it cannot be presented
     */
    public void authenticate(Auth auth) throws InterruptedException {
        await(present(awaitConnection(), auth), Long.MAX_VALUE);
        synchronized (lock) {
            auths.add(auth);
        }
    }

    /** Takes all watches away from a path. */
    public void removeWatches(String path) throws InterruptedException {
        call(Request.removeWatches(path));
        watches.removeAll(path);
    }

    /** The paths that are watched in a certain way. */
    public List<String> watched(WatchKind kind) {
        return watches.paths(kind);
    }

    /** Where the session stands. */
    public State state() {
        synchronized (lock) {
            return state;
        }
    }

    /** The session's number; 0 before there is one. */
    public long sessionId() {
        synchronized (lock) {
            return sessionId;
        }
    }

    /** The timeout that was granted, in milliseconds; 0 without a connection. */
    public int grantedMillis() {
        Connection now = connection();
        return now == null ? 0 : now.timeoutMillis();
    }

    /** All servers that it may be connected to. */
    public Servers servers() {
        return servers;
    }

    /** How they are talked to. */
    public Way way() {
        return way;
    }

    /** The server at the other end, or null without a connection. */
    public Servers.@Nullable Address server() {
        Connection now = connection();
        return now == null ? null : now.server();
    }

    private @Nullable Connection connection() {
        synchronized (lock) {
            return state == State.CONNECTED ? connection : null;
        }
    }

    private Connection awaitConnection() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (lock) {
            while (true) {
                if (state == State.CONNECTED && connection != null) {
                    return connection;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (state == State.CLOSED || left <= 0) {
                    throw new NotConnected("no connection to any of " + servers + " for " + timeoutMillis
                            + " ms; it is still being tried");
                }
                lock.wait(left);
            }
        }
    }

    /** Ends the session: its ephemeral znodes are gone when this returns, if a server could be told. */
    @Override
    public void close() {
        Connection last;
        synchronized (lock) {
            last = state == State.CONNECTED ? connection : null;
            state = State.CLOSED;
            lock.notifyAll();
        }
        if (last != null) {
            try {
                await(last.send(Request.close(), false), CLOSING_MILLIS);
            } catch (NotConnected | Refused e) {
                // The session ends by itself then, after its timeout.
                last.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            last.close();
        }
        closing.countDown();
    }

    /** The life of the client's thread: one connection after the other. */
    private void live() {
        long began = System.nanoTime();
        try {
            while (!isClosed()) {
                Attempts attempts = new Attempts();
                Connection next = open(attempts);
                if (next == null) {
                    boolean isOver = System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
                    if (!first.isDone() && (isOver || attempts.isHopeless())) {
                        first.completeExceptionally(new NotConnected(attempts.message(servers)));
                        return;
                    }
                    if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } else {
                    use(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            first.completeExceptionally(new NotConnected("closed before it was connected"));
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0 || state() == State.CLOSED;
    }

    private void use(Connection next) throws InterruptedException {
        if (next.timeoutMillis() <= 0) {
            next.close();
            forgetSession();
            return;
        }
        CompletableFuture<?> greeting;
        synchronized (lock) {
            if (state == State.CLOSED) {
                next.close();
                return;
            }
            sessionId = next.sessionId();
            password = next.password();
            greeting = greet(next);
            connection = next;
        }
        CompletableFuture<?> unused = greeting.whenComplete((nothing, failure) -> onGreeted(next, failure));
        try {
            next.read();
        } catch (IOException e) {
            onBroken(next, Connection.reason(e));
        }
    }

    private void forgetSession() {
        long gone;
        synchronized (lock) {
            gone = sessionId;
            sessionId = 0;
            password = new byte[16];
        }
        watches.clear();
        listener.onState(
                State.EXPIRED,
                "session 0x" + Long.toHexString(gone) + " has expired: its ephemeral znodes and watches are gone");
    }

    /** Credentials first, then watches, as every client does; each when the one before it is through. */
    private CompletableFuture<?> greet(Connection next) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(State.CONNECTING);
        for (Auth auth : auths) {
            last = last.thenCompose(done -> present(next, auth));
        }
        return watches.isEmpty()
                ? last
                : last.thenCompose(done -> next.send(Request.restore(seenZxid, watches), false));
    }

    private static CompletableFuture<Object> present(Connection to, Auth auth) {
        return auth.scheme().equals(SaslLogin.SCHEME) ? SaslLogin.on(to, auth) : to.send(Request.auth(auth), true);
    }

    private void onGreeted(Connection now, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof Refused || cause instanceof LoginFailed) {
                first.completeExceptionally(cause);
                now.close();
            }
            return;
        }
        synchronized (lock) {
            if (state == State.CLOSED || connection != now) {
                return;
            }
            state = State.CONNECTED;
            lock.notifyAll();
        }
        listener.onState(State.CONNECTED, "connected to " + now.server());
        first.complete(State.CONNECTED);
    }

    private void onBroken(Connection broken, String reason) {
        boolean isNews;
        synchronized (lock) {
            isNews = state == State.CONNECTED;
            connection = null;
            if (state != State.CLOSED) {
                state = State.CONNECTING;
            }
        }
        if (isNews) {
            listener.onState(State.CONNECTING, "connection to " + broken.server() + " lost: " + reason);
        }
    }

    /** Tries every server once, beginning behind the last one. */
    private @Nullable Connection open(Attempts attempts) {
        int count = servers.all().size();
        for (int i = 0; i < count && !isClosed(); i++) {
            Servers.Address server = servers.all().get(Math.floorMod(nextServer++, count));
            try {
                for (InetAddress address : InetAddress.getAllByName(server.host())) {
                    Connection opened = open(server, address, attempts);
                    if (opened != null) {
                        return opened;
                    }
                }
            } catch (UnknownHostException e) {
                attempts.add(server.toString(), "this name cannot be looked up", true);
            }
        }
        return null;
    }

    private @Nullable Connection open(Servers.Address server, InetAddress address, Attempts attempts) {
        Socket socket = new Socket();
        boolean isConnected = false;
        try {
            socket.connect(new InetSocketAddress(address, server.port()), Math.min(CONNECT_MILLIS, timeoutMillis));
            isConnected = true;
            socket.setSoTimeout(timeoutMillis);
            Connection opened = new Connection(server, way.over(socket, server), heard);
            long seen;
            long session;
            byte[] secret;
            synchronized (lock) {
                seen = seenZxid;
                session = sessionId;
                secret = password;
            }
            opened.shakeHands(seen, timeoutMillis, session, secret);
            return opened;
        } catch (EOFException e) {
            attempts.add(
                    server.toString(),
                    "it closes connections without a word, as a server without a quorum does",
                    false);
        } catch (ConnectException e) {
            attempts.add(server.toString(), "nothing listens there (" + e.getMessage() + ")", true);
        } catch (SocketTimeoutException e) {
            attempts.add(server.toString(), isConnected ? "it does not answer" : "it cannot be reached in time", false);
        } catch (SSLException e) {
            attempts.add(server.toString(), "no TLS with it: " + Connection.reason(e), true);
        } catch (IOException e) {
            attempts.add(server.toString(), Connection.reason(e), !isConnected);
        }
        try {
            socket.close();
        } catch (IOException e) {
            attempts.add(server.toString(), Connection.reason(e), false);
        }
        return null;
    }

    /** What became of a round. */
    private static final class Attempts {
        private final List<String> lines = new ArrayList<>();
        private boolean isHopeless = true;

        void add(String server, String reason, boolean isFinal) {
            lines.add("  " + server + ": " + reason);
            isHopeless &= isFinal;
        }

        boolean isHopeless() {
            return isHopeless;
        }

        String message(Servers servers) {
            String rest = isHopeless
                    ? "Start one with: synod server    or name others with: --server HOST:PORT"
                    : "See how it is with: synod status " + servers;
            return "no connection\n" + String.join("\n", lines) + "\n" + rest;
        }
    }

    private final class Heard implements Connection.Heard {
        @Override
        public void onEvent(Event event) {
            watches.onEvent(event);
            listener.onEvent(event);
        }

        @Override
        public void onWatch(WatchKind kind, String path) {
            watches.add(kind, path);
        }

        @Override
        public void onZxid(long zxid) {
            synchronized (lock) {
                seenZxid = Math.max(seenZxid, zxid);
            }
        }
    }
}
