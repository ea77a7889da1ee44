package synod.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.replica.CloseReason;
import synod.runtime.ClientEvents;
import synod.runtime.Clients;
import synod.runtime.Seldom;
import synod.runtime.Sockets;

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

    private final Sockets sockets;
    private final GatewaySettings settings;
    private final ClientEvents events;
    private final FourLetterWords words;
    private final Latencies latencies = new Latencies();
    private final ConnectionTable connections = new ConnectionTable();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private final Seldom seldom = new Seldom(SELDOM_NANOS);
    private List<ClientConnection> dirty = new ArrayList<>();
    private List<ClientConnection> flushing = new ArrayList<>();
    private final List<ClientConnection> waiting = new ArrayList<>();
    private long received;
    private long sent;
    private int outstanding;
    private long outstandingBytes;
    private @Nullable Channel listener;
    private @Nullable ScheduledFuture<?> sweep;

    /** @param wordSource what the four-letter words tell that is not known here */
    public ClientGateway(Sockets sockets, GatewaySettings settings, ClientEvents events, WordSource wordSource) {
        this.sockets = sockets;
        this.settings = settings;
        this.events = events;
        this.words = new FourLetterWords(this, wordSource);
    }

    /**
     * Listens from now on. Not for the loop.
     *
     * @return the port, of interest when the system chose it
     * @throws IOException when the address is taken or not one of this machine's
     */
    public int start() throws IOException {
        var bound = sockets.listen(settings.address(), settings.backlog(), new Acceptor())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen for clients at " + settings.address() + ": "
                            + (bound.cause() == null
                                    ? "no reason given"
                                    : bound.cause().getMessage()),
                    bound.cause());
        }
        listener = bound.channel();
        long interval = settings.handshakeTimeoutMillis();
        sweep = sockets.loop().scheduleAtFixedRate(this::sweep, interval, interval, TimeUnit.MILLISECONDS);
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** Takes no more connections; the open ones stay. Not for the loop. */
    public void stopAccepting() {
        Channel open = listener;
        if (open != null) {
            listener = null;
            Sockets.closeAndWait(open);
        }
        ScheduledFuture<?> timer = sweep;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private final class Acceptor extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            InetSocketAddress remote = channel.remoteAddress();
            // A connection can be gone again before it is looked at.
            if (remote == null || !admit(remote.getAddress())) {
                channel.close();
                return;
            }
            channel.config()
                    .setOption(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(settings.highWaterBytes() / 2, settings.highWaterBytes()));
            channel.config().setKeepAlive(settings.isKeepAlive());
            ClientConnection connection =
                    new ClientConnection(ClientGateway.this, channel, connections.nextNumber(), remote);
            connections.put(connection.number(), connection);
            channel.pipeline().addLast(connection);
        }
    }

    private boolean admit(InetAddress address) {
        if (settings.maxConnections() > 0 && connections.size() >= settings.maxConnections()) {
            tell("too many", "closed a connection from {}: maxCnxns={} are open", address, settings.maxConnections());
            return false;
        }
        int open = perAddress.getOrDefault(address, 0);
        if (settings.maxConnectionsPerAddress() > 0 && open >= settings.maxConnectionsPerAddress()) {
            tell(
                    "too many from " + address,
                    "closed a connection from {}: it has maxClientCnxns={} already",
                    address,
                    settings.maxConnectionsPerAddress());
            return false;
        }
        perAddress.put(address, open + 1);
        return true;
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
                connection.closeNow();
            }
        });
    }

    @Override
    public void reply(long connection, byte[] buffer, int offset, int length) {
        ClientConnection open = connections.find(connection);
        if (open != null) {
            open.reply(buffer, offset, length);
        }
    }

    @Override
    public void close(long connection, CloseReason reason) {
        ClientConnection open = connections.find(connection);
        if (open != null) {
            log.debug("closing {}: {}", open, reason.text());
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
    public void closeAll() {
        connections.forEach(ClientConnection::closeNow);
    }

    @Override
    public void flush() {
        if (!dirty.isEmpty()) {
            // Flushing can close a connection, whose end may dirty others: those go with the next turn.
            List<ClientConnection> now = dirty;
            dirty = flushing;
            flushing = now;
            for (ClientConnection connection : now) {
                connection.flush();
            }
            now.clear();
        }
        if (!waiting.isEmpty() && !isCrowded()) {
            for (ClientConnection connection : waiting) {
                connection.resumeForOthers();
            }
            waiting.clear();
        }
    }

    boolean answersWord(ClientConnection connection, byte[] first) {
        String word = new String(first, StandardCharsets.ISO_8859_1);
        return words.answer(connection, word);
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

    void onReceived(int length) {
        received++;
        outstanding++;
        outstandingBytes += length;
    }

    void onAnswered(long nanos, int length) {
        sent++;
        outstanding--;
        outstandingBytes -= length;
        latencies.add(nanos);
    }

    void onNotification() {
        sent++;
    }

    void onMalformed(ClientConnection connection, String reason) {
        tell("malformed", "closed a connection from {}: {}", connection.address(), reason);
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
        perAddress.computeIfPresent(connection.address(), (address, open) -> open == 1 ? null : open - 1);
        outstanding -= connection.stats().outstanding();
        outstandingBytes -= connection.stats().outstandingBytes();
        if (connection.isKnown()) {
            events.onClientGone(connection.number());
        }
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

    long received() {
        return received;
    }

    long sent() {
        return sent;
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
        received = 0;
        sent = 0;
        latencies.reset();
    }

    void resetConnectionStats() {
        connections.forEach(connection -> connection.stats().reset());
    }
}
