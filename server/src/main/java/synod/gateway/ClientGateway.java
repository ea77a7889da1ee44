package synod.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoRegistration;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.Bytes;
import synod.replica.CloseReason;
import synod.replica.SaslStep;
import synod.runtime.ClientEvents;
import synod.runtime.Clients;
import synod.runtime.FrameCutter;
import synod.runtime.HostPort;
import synod.runtime.Seldom;
import synod.runtime.Sockets;
import synod.security.TlsOrPlain;

/**
 * The client port. Everything but {@link #start} and {@link #stopAccepting} happens on the loop.
 *
 * <p>When a queue is full: a connection whose output is above the mark, or that has a request in process while the
 * requests of all take too much memory, is not read until that is over; its client's bytes wait in the socket. A client that takes so
 * little that its answers pile up beyond a last bound is closed.
 */
// What a write or a close came to arrives as the end of the channel; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ClientGateway implements Clients {
    private static final Logger log = LoggerFactory.getLogger("clients");
    private static final long SELDOM_NANOS = 10_000_000_000L;
    private static final long MOST_WAITING_BYTES = 64L << 20;

    /** When so many connections have something to be written it is written, so that clients read while others are told. */
    private static final int FLUSHED_TOGETHER = 128;

    private final Sockets sockets;
    private final GatewaySettings settings;
    private final ClientEvents events;
    private final FourLetterWords words;
    private final Latencies latencies = new Latencies();
    private final GatewayFigures figures = new GatewayFigures();
    private final Throttle throttle;
    private final ConnectionTable connections = new ConnectionTable();
    private final ArrivalPool arrivals = new ArrivalPool();
    private final EpollLines lines;
    private final WriteBufferWaterMark marks;
    private final Map<InetAddress, Origin> origins = new HashMap<>();
    private final Seldom seldom = new Seldom(SELDOM_NANOS);
    private List<ClientConnection> dirty = new ArrayList<>();
    private List<ClientConnection> flushing = new ArrayList<>();
    private final List<ClientConnection> waiting = new ArrayList<>();
    private int outstanding;
    private long outstandingBytes;
    private final @Nullable SecurePort secure;
    private final @Nullable SaslDesk logins;
    private @Nullable FrameCutter spareCutter;
    private final List<Channel> listeners = new ArrayList<>();
    private @Nullable ScheduledFuture<?> sweep;

    /** A gateway without TLS and SASL. */
    public ClientGateway(Sockets sockets, GatewaySettings settings, ClientEvents events, WordSource wordSource) {
        this(sockets, settings, null, null, events, wordSource);
    }

    /**
     * A gateway at which nobody listens yet.
     *
     * @param secure how clients reach it with TLS; null for not at all
     * @param sasl where clients log in with SASL; null for nowhere
     * @param wordSource what the four-letter words tell that is not known here
     */
    public ClientGateway(
            Sockets sockets,
            GatewaySettings settings,
            @Nullable SecurePort secure,
            @Nullable SaslPort sasl,
            ClientEvents events,
            WordSource wordSource) {
        this.sockets = sockets;
        this.secure = secure;
        this.settings = settings;
        this.events = events;
        this.lines = new EpollLines(sockets.loop(), settings.highWaterBytes());
        this.marks = new WriteBufferWaterMark(settings.highWaterBytes() / 2, settings.highWaterBytes());
        this.throttle = new Throttle(settings.pacing(), events, System.nanoTime(), System.nanoTime());
        this.words = new FourLetterWords(this, wordSource);
        this.logins = sasl == null ? null : new SaslDesk(sasl, sockets.loop(), this::onLoginJudged);
    }

    /** What it can tell operators. */
    public Overview overview(WordSource wordSource) {
        return new Overview(this, wordSource);
    }

    /**
     * Listens from now on. Not for the loop.
     *
     * @return the ports, of interest when the system chose them
     * @throws IOException when an address is taken or not one of this machine's
     */
    public OpenPorts start() throws IOException {
        SecurePort tls = secure;
        int plainPort = OpenPorts.NONE;
        int securePort = OpenPorts.NONE;
        HostPort plain = settings.address();
        if (plain != null) {
            plainPort = listen(plain, acceptor(tls));
        }
        if (tls != null && tls.address() != null) {
            securePort = listen(tls.address(), new Acceptor(tls, false));
        }
        long interval = settings.handshakeTimeoutMillis();
        sweep = sockets.loop().scheduleAtFixedRate(this::sweep, interval, interval, TimeUnit.MILLISECONDS);
        return new OpenPorts(plainPort, securePort);
    }

    /** What takes connections at the plain port. */
    private ChannelHandler acceptor(@Nullable SecurePort tls) {
        if (tls != null && tls.isUnified()) {
            // Whether a client speaks TLS is known when its socket has a channel already, which it then keeps.
            return new Acceptor(tls, true);
        }
        return sockets.isEpoll() ? new SocketTaker() : new Acceptor(null, true);
    }

    private int listen(HostPort address, ChannelHandler acceptor) throws IOException {
        // A socket that is taken out of its channel is never given to the channel's own acceptor.
        ChannelHandler taker = acceptor instanceof SocketTaker ? acceptor : null;
        var bound = sockets.listen(address, settings.backlog(), taker, acceptor).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen for clients at " + address + ": "
                            + (bound.cause() == null
                                    ? "no reason given"
                                    : bound.cause().getMessage()),
                    bound.cause());
        }
        listeners.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** Takes no more connections; the open ones stay. Not for the loop. */
    public void stopAccepting() {
        listeners.forEach(Sockets::closeAndWait);
        listeners.clear();
        ScheduledFuture<?> timer = sweep;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Takes the sockets of accepted connections out of the channels that came with them, which are never registered. */
    private final class SocketTaker extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
            EpollSocketChannel accepted = (EpollSocketChannel) message;
            Socket socket = (Socket) accepted.fd();
            InetSocketAddress remote = accepted.remoteAddress();
            // A connection can be gone again before it is looked at.
            Origin origin = remote == null ? null : admit(remote.getAddress());
            if (remote == null || origin == null) {
                socket.close();
                return;
            }
            ClientConnection connection = add(origin, remote.getPort(), made -> new EpollLine(lines, made, socket));
            try {
                accepted.config().setTcpNoDelay(true).setKeepAlive(settings.isKeepAlive());
            } catch (ChannelException e) {
                // As with a connection that is reset before it is looked at.
                log.debug("no options for {}", connection, e);
            }
            register((EpollLine) connection.line());
        }

        private void register(EpollLine line) {
            sockets.loop().register(line).addListener((Future<IoRegistration> registered) -> {
                if (registered.isSuccess()) {
                    line.start(registered.getNow());
                } else {
                    log.warn("closed a connection that the loop did not take", registered.cause());
                    line.close();
                }
            });
        }
    }

    private final class Acceptor extends ChannelInitializer<SocketChannel> {
        private final @Nullable SecurePort tls;
        private final boolean takesPlain;

        /**
         * @param tls how TLS is spoken; null for not at all
         * @param takesPlain whether connections without TLS are taken
         */
        Acceptor(@Nullable SecurePort tls, boolean takesPlain) {
            this.tls = tls;
            this.takesPlain = takesPlain;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            InetSocketAddress remote = channel.remoteAddress();
            // A connection can be gone again before it is looked at.
            Origin origin = remote == null ? null : admit(remote.getAddress());
            if (remote == null || origin == null) {
                channel.close();
                return;
            }
            channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, marks);
            channel.config().setKeepAlive(settings.isKeepAlive());
            ClientConnection connection = add(origin, remote.getPort(), made -> new ChannelLine(made, channel));
            if (tls != null) {
                Supplier<SslHandler> handler = () -> tls.tls().accept(channel.alloc(), remote);
                channel.pipeline().addLast(takesPlain ? new TlsOrPlain(handler) : handler.get());
                channel.pipeline().addLast(new Handshake(ClientGateway.this, connection, tls));
            }
            channel.pipeline().addLast((ChannelLine) connection.line());
        }
    }

    private ClientConnection add(Origin origin, int port, ClientConnection.LineFactory<?> line) {
        ClientConnection connection = new ClientConnection(this, line, connections.nextNumber(), origin, port);
        connections.put(connection.number(), connection);
        return connection;
    }

    /** Counts one more connection from an address; null when it is one too many. */
    private @Nullable Origin admit(InetAddress address) {
        if (settings.maxConnections() > 0 && connections.size() >= settings.maxConnections()) {
            figures.onRejected();
            tell("too many", "closed a connection from {}: maxCnxns={} are open", address, settings.maxConnections());
            return null;
        }
        Origin origin = origins.get(address);
        if (origin == null) {
            origin = new Origin(address);
            origins.put(address, origin);
        }
        if (settings.maxConnectionsPerAddress() > 0 && origin.connections() >= settings.maxConnectionsPerAddress()) {
            figures.onRejected();
            tell(
                    "too many from " + address,
                    "closed a connection from {}: it has maxClientCnxns={} already",
                    address,
                    settings.maxConnectionsPerAddress());
            return null;
        }
        origin.onOpened();
        return origin;
    }

    private void tell(String subject, String line, Object first, Object second) {
        long leftOut = seldom.allows(subject, System.nanoTime());
        if (leftOut >= 0) {
            log.warn(line + (leftOut > 0 ? " (" + leftOut + " more like this)" : ""), first, second);
        }
    }

    /** Closes what has been open for a whole interval without a session. */
    private void sweep() {
        long oldest = wallMillis() - settings.handshakeTimeoutMillis();
        connections.forEach(connection -> {
            if (connection.isSessionless() && connection.stats().establishedMillis() <= oldest) {
                figures.onSessionlessEnded();
                connection.closeNow();
            }
        });
    }

    @Override
    public void reply(long connection, byte[] buffer, int offset, int length) {
        ClientConnection open = connections.find(connection);
        if (open != null) {
            open.reply(buffer, offset, length);
            if (dirty.size() >= FLUSHED_TOGETHER) {
                flushDirty();
            }
        }
    }

    @Override
    public void close(long connection, CloseReason reason) {
        ClientConnection open = connections.find(connection);
        if (open != null) {
            log.debug("closing {}: {}", open, reason.text());
            if (reason == CloseReason.AUTHENTICATION_FAILED) {
                figures.onAuthenticationFailed();
            }
            open.closeAfterReplies();
        }
    }

    @Override
    public void setReading(long connection, boolean on) {
        ClientConnection open = connections.find(connection);
        if (open != null) {
            open.setReading(on);
        }
    }

    @Override
    public void logIn(long connection, Bytes token) {
        SaslDesk desk = logins;
        if (desk == null) {
            throw new IllegalStateException("nobody can log in here");
        }
        desk.hear(connection, token);
    }

    private void onLoginJudged(long number, SaslStep step, String failure) {
        ClientConnection connection = connections.find(number);
        if (connection == null) {
            return;
        }
        if (step.outcome() == SaslStep.Outcome.FAILED) {
            tell("login", "the login of a client at {} has failed: {}", connection.address(), failure);
        }
        events.onSaslStep(number, step);
    }

    @Override
    public void closeAll() {
        connections.forEach(ClientConnection::closeNow);
    }

    @Override
    public void flush() {
        flushDirty();
        throttle.release(events.now());
        if (!waiting.isEmpty() && !isCrowded()) {
            for (ClientConnection connection : waiting) {
                connection.resumeForOthers();
            }
            waiting.clear();
        }
    }

    private void flushDirty() {
        // Flushing can close a connection, whose end may dirty others: those go with the next turn.
        List<ClientConnection> now = dirty;
        dirty = flushing;
        flushing = now;
        for (ClientConnection connection : now) {
            connection.flush();
        }
        now.clear();
    }

    FourLetterWords words() {
        return words;
    }

    boolean answersWord(ClientConnection connection, int first) {
        return words.answer(connection, word(first), first);
    }

    void answersArgument(ClientConnection connection, int first, long argument) {
        words.answerArgument(connection, word(first), argument);
    }

    private static String word(int first) {
        byte[] bytes = {(byte) (first >> 24), (byte) (first >> 16), (byte) (first >> 8), (byte) first};
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Whether a request may go into process; its connection is closed when it may not. */
    boolean admits(ClientConnection connection, Bytes body, boolean isConnect) {
        if (isConnect && !throttle.admitsConnect(body, events.now())) {
            tell("throttled", "closed a connection from {}: {}", connection.address(), "too many connect at once");
            return false;
        }
        if (!throttle.admits(body.length())) {
            tell("large", "closed a connection from {}: {}", connection.address(), "too many large requests at once");
            return false;
        }
        return true;
    }

    /** Runs something slow elsewhere and comes back to the loop with its result. */
    void aside(java.util.function.Supplier<String> slow, Consumer<String> then) {
        words.background().execute(() -> {
            String text = slow.get();
            sockets.loop().execute(() -> then.accept(text));
        });
    }

    void flushLater(ClientConnection connection) {
        dirty.add(connection);
    }

    void resumeLater(ClientConnection connection) {
        waiting.add(connection);
    }

    /** Whether the requests in process take as much memory as they may. Their number is the replica's to judge. */
    boolean isCrowded() {
        return outstandingBytes >= settings.maxOutstandingBytes();
    }

    /** A whole request came, which its connection has counted. */
    void onReceived(ClientConnection connection, Bytes body, boolean isConnect) {
        figures.onFrame(body.length(), isConnect);
        outstanding++;
        outstandingBytes += body.length();
        throttle.take(connection, body, events.now());
    }

    void onAnswered(long nanos, int length) {
        figures.onSent();
        throttle.onAnswered(length);
        outstanding--;
        outstandingBytes -= length;
        latencies.add(nanos);
    }

    void onNotification() {
        figures.onSent();
    }

    void onMalformed(ClientConnection connection, String reason) {
        tell("malformed", "closed a connection from {}: {}", connection.address(), reason);
    }

    void onTlsFailure(ClientConnection connection, String reason) {
        tell("tls " + reason, "closed a connection from {}: no TLS with it: {}", connection.address(), reason);
    }

    void onTooSlow(ClientConnection connection) {
        tell(
                "too slow",
                "closed a connection from {}: it does not read, and {} MiB of answers wait for it",
                connection.address(),
                MOST_WAITING_BYTES >> 20);
    }

    void onFailure(ClientConnection connection, Throwable cause) {
        log.warn("closed a connection from {} after a failure", connection.address(), cause);
    }

    void onGone(ClientConnection connection) {
        connections.remove(connection.number());
        waiting.remove(connection);
        Origin origin = connection.origin();
        origin.onClosed();
        if (origin.connections() == 0) {
            origins.remove(origin.address());
        }
        throttle.onGone(connection);
        if (logins != null) {
            logins.forget(connection.number());
        }
        outstanding -= connection.stats().outstanding();
        outstandingBytes -= connection.stats().outstandingBytes();
        if (connection.isKnown()) {
            events.onClientGone(connection.number());
        }
    }

    /** A cutter between frames, to be given back when it is there again. */
    FrameCutter lendCutter(int leastFrameBytes) {
        FrameCutter spare = spareCutter;
        spareCutter = null;
        return spare != null ? spare : new FrameCutter(4, leastFrameBytes, settings.maxFrameBytes());
    }

    void takeBack(FrameCutter cutter) {
        spareCutter = cutter;
    }

    ArrivalPool arrivals() {
        return arrivals;
    }

    GatewaySettings settings() {
        return settings;
    }

    ClientEvents events() {
        return events;
    }

    long mostWaitingBytes() {
        return MOST_WAITING_BYTES;
    }

    long wallMillis() {
        return System.currentTimeMillis();
    }

    GatewayFigures figures() {
        return figures;
    }

    Throttle throttle() {
        return throttle;
    }

    int outstanding() {
        return outstanding;
    }

    Latencies latencies() {
        return latencies;
    }

    ConnectionTable connections() {
        return connections;
    }

    void resetStats() {
        figures.reset();
        latencies.reset();
    }

    void resetConnectionStats() {
        connections.forEach(connection -> connection.stats().reset());
    }
}
