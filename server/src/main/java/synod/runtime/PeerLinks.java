package synod.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.NodeId;
import synod.security.PeerTls;
import synod.security.TlsOrPlain;
import synod.wire.Output;
import synod.wire.peer.PeerCodec;
import synod.wire.peer.PeerHello;
import synod.wire.peer.PeerMessage;

/**
 * The links of this server to the others: one connection for each pair. The server with the higher number dials, the one
 * with the lower number accepts; a newer connection of a pair replaces the older, which is dead or about to be.
 *
 * <p>Messages to a peer without a link are dropped: the protocol expects loss and repeats what matters. A peer that does
 * not take what is sent loses its link when too much waits for it, and resumes with a new one.
 *
 * <p>Everything but {@link #start} and {@link #stop} happens on the loop.
 */
// What a write or a close came to arrives as the end of the channel; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
public final class PeerLinks {
    private static final Logger log = LoggerFactory.getLogger("peers");
    private static final long SELDOM_NANOS = 10_000_000_000L;
    private static final long LEAST_BACKOFF_MILLIS = 10;
    private static final long MOST_BACKOFF_MILLIS = 1_000;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int DEAD_PEER_MILLIS = 5_000;
    private static final int MOST_STRANGERS = 64;
    private static final int KEPT_OUTPUT_BYTES = 1 << 20;
    private static final long TWIN_NANOS = 10_000_000_000L;
    private static final int TWIN_CHANGES = 3;

    /** What is known of one peer's link. */
    private static final class Link {
        final HostPort address;

        @Nullable
        PeerConnection connection;

        long backoffMillis = LEAST_BACKOFF_MILLIS;
        long changesSince;
        int changes;

        Link(HostPort address) {
            this.address = address;
        }
    }

    private final Sockets sockets;
    private final PeerSettings settings;
    private final LongSupplier ensembleId;
    private final PeerEvents events;
    private final Executor background;
    private final SortedMap<NodeId, Link> links = new TreeMap<>();
    private final Seldom seldom = new Seldom(SELDOM_NANOS);
    private final CRC32C checksum = new CRC32C();
    private Output output = new Output(16 * 1024);
    private @Nullable PeerMessage encoded;
    private int encodedChecksum;
    private List<PeerConnection> dirty = new ArrayList<>();
    private List<PeerConnection> flushing = new ArrayList<>();
    private int strangers;
    private boolean isStopped;
    private @Nullable Channel listener;

    /**
     * @param ensembleId the ensemble this server belongs to, 0 while it knows of none; asked for each connection
     * @param background runs what may block, such as looking up names
     */
    public PeerLinks(
            Sockets sockets, PeerSettings settings, LongSupplier ensembleId, PeerEvents events, Executor background) {
        this.sockets = sockets;
        this.settings = settings;
        this.ensembleId = ensembleId;
        this.events = events;
        this.background = background;
        settings.peers().forEach((peer, address) -> links.put(peer, new Link(address)));
    }

    /**
     * Listens, and begins to dial. Not for the loop.
     *
     * @return the port it listens on
     * @throws IOException when the address is taken or not one of this machine's
     */
    public int start() throws IOException {
        var bound = sockets.listen(settings.listen(), -1, new Acceptor()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen for peers at " + settings.listen() + ": "
                            + (bound.cause() == null
                                    ? "no reason given"
                                    : bound.cause().getMessage()),
                    bound.cause());
        }
        listener = bound.channel();
        sockets.loop()
                .execute(() -> links.forEach((peer, link) -> {
                    if (isDialledByUs(peer)) {
                        dial(peer, link);
                    }
                }));
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** Closes everything. Not for the loop. */
    public void stop() {
        Channel open = listener;
        if (open != null) {
            Sockets.closeAndWait(open);
        }
        sockets.loop()
                .submit(() -> {
                    isStopped = true;
                    closeAll();
                })
                .awaitUninterruptibly();
    }

    /** Closes all links; they come up again by themselves unless this was stopped. */
    public void closeAll() {
        for (Link link : links.values()) {
            PeerConnection connection = link.connection;
            if (connection != null) {
                connection.channel().close();
            }
        }
    }

    private boolean isDialledByUs(NodeId peer) {
        return settings.self().compareTo(peer) > 0;
    }

    /** Sends a message with the next flush; drops it when there is no link. */
    public void send(NodeId to, PeerMessage message) {
        Link link = links.get(to);
        PeerConnection connection = link == null ? null : link.connection;
        if (connection == null) {
            return;
        }
        // The same message goes to several peers in a row; it is encoded once.
        if (message != encoded) {
            output.reset();
            PeerCodec.encode(message, output);
            checksum.reset();
            checksum.update(output.array(), 0, output.length());
            encodedChecksum = (int) checksum.getValue();
            encoded = message;
        }
        if (!connection.send(output.array(), output.length(), encodedChecksum)) {
            tell("slow " + to, "server {} at {} does not take what is sent to it; its link is dropped", to, connection);
            connection.channel().close();
        }
    }

    /** Writes out what this turn produced: one system call for each peer. */
    public void flush() {
        if (dirty.isEmpty()) {
            return;
        }
        List<PeerConnection> now = dirty;
        dirty = flushing;
        flushing = now;
        for (PeerConnection connection : now) {
            connection.flush();
        }
        now.clear();
        encoded = null;
        if (output.array().length > KEPT_OUTPUT_BYTES) {
            output = new Output(KEPT_OUTPUT_BYTES);
        }
    }

    /** Visits every peer that has a link, in order of their numbers. */
    public void forEachLinked(Consumer<NodeId> visitor) {
        links.forEach((peer, link) -> {
            if (link.connection != null) {
                visitor.accept(peer);
            }
        });
    }

    /** The peers that have no link, in order of their numbers. */
    public List<NodeId> missing() {
        List<NodeId> missing = new ArrayList<>();
        links.forEach((peer, link) -> {
            if (link.connection == null) {
                missing.add(peer);
            }
        });
        return missing;
    }

    private final class Acceptor extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            if (strangers >= MOST_STRANGERS) {
                tell(
                        "strangers",
                        "closed a connection from {}: {} others have not said who they are",
                        channel,
                        strangers);
                channel.close();
                return;
            }
            strangers++;
            setOptions(channel);
            PeerTls tls = settings.tls();
            if (tls != null) {
                Supplier<SslHandler> handler = () -> tls.tls().accept(channel.alloc(), channel.remoteAddress());
                channel.pipeline().addLast(tls.acceptsPlain() ? new TlsOrPlain(handler) : handler.get());
            }
            channel.pipeline().addLast(new PeerConnection(PeerLinks.this, channel, null));
        }
    }

    private void setOptions(SocketChannel channel) {
        channel.config().setTcpNoDelay(true);
        channel.config().setKeepAlive(true);
        channel.config().setOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT);
        if (sockets.isEpoll()) {
            // A machine that vanished without a word is noticed while something is sent to it.
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, DEAD_PEER_MILLIS);
        }
    }

    private void dial(NodeId peer, Link link) {
        if (isStopped || link.connection != null) {
            return;
        }
        // Looking up a name can take seconds, which the loop does not have.
        background.execute(() -> {
            InetSocketAddress address = link.address.resolve();
            sockets.loop().execute(() -> dial(peer, link, address));
        });
    }

    private void dial(NodeId peer, Link link, InetSocketAddress address) {
        if (isStopped || link.connection != null) {
            return;
        }
        if (address.isUnresolved()) {
            tell("name of " + peer, "the name of server {} cannot be looked up: {}", peer, link.address);
            dialLater(peer, link);
            return;
        }
        new Bootstrap()
                .group(sockets.loop())
                .channel(sockets.stream())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        setOptions(channel);
                        PeerTls tls = settings.tls();
                        if (tls != null && tls.isDialled()) {
                            HostPort named = link.address;
                            channel.pipeline().addLast(tls.tls().dial(channel.alloc(), named.host(), named.port()));
                        }
                        channel.pipeline().addLast(new PeerConnection(PeerLinks.this, channel, peer));
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        log.debug("server {} at {} is not there yet", peer, address, done.cause());
                        dialLater(peer, link);
                    }
                });
    }

    private void dialLater(NodeId peer, Link link) {
        long wait = link.backoffMillis;
        link.backoffMillis = Math.min(MOST_BACKOFF_MILLIS, 2 * wait);
        if (!isStopped) {
            sockets.loop().schedule(() -> dial(peer, link), wait, TimeUnit.MILLISECONDS);
        }
    }

    /** What is wrong with a hello, as a sentence for the operator; null when nothing is. */
    @Nullable
    String objection(PeerHello said, PeerConnection connection) {
        NodeId self = settings.self();
        NodeId expected = connection.peer();
        if (said.version() != PeerHello.VERSION) {
            return "speaks version " + said.version() + " of the protocol between servers and this server version "
                    + PeerHello.VERSION + ": run the same release on both";
        }
        if (said.from().equals(self)) {
            return "says that it is server " + self.value()
                    + ", as this one is: two nodes have one id. Correct the myid of one of them";
        }
        if (!said.to().equals(self)) {
            return "means to speak to server " + said.to().value() + ", but this is server " + self.value()
                    + ": the server lines or the myid of one of the two are wrong";
        }
        if (expected != null && !expected.equals(said.from())) {
            return "was expected to be server " + expected.value() + " but says that it is server "
                    + said.from().value() + ": the line server." + expected.value() + " or a myid is wrong";
        }
        if (!links.containsKey(said.from())) {
            return "says that it is server " + said.from().value()
                    + ", for which there is no server line here: give all servers the same lines";
        }
        long own = ensembleId.getAsLong();
        if (own != 0 && said.ensembleId() != 0 && own != said.ensembleId()) {
            return "has the data folder of another ensemble (" + Long.toHexString(said.ensembleId()) + ", not "
                    + Long.toHexString(own) + "): check the dataDir of both, one is not where it belongs";
        }
        if (expected == null && isDialledByUs(said.from())) {
            return "dialled although its number is lower than this server's: it is not of this release";
        }
        return null;
    }

    void onRefused(PeerConnection connection, PeerHello said, String objection) {
        tell("refused " + said.from(), "refused the server at {}: it {}", connection, objection);
    }

    void onOpen(PeerConnection connection, NodeId peer) {
        if (!connection.isDialled()) {
            strangers--;
        }
        Link link = links.get(peer);
        if (link == null) {
            throw new IllegalStateException("a link to " + peer + ", which is no peer");
        }
        PeerConnection older = link.connection;
        if (older != null) {
            noteTwin(peer, link, older, connection);
            older.drop();
            events.onLinkDown(peer);
        }
        link.connection = connection;
        link.backoffMillis = LEAST_BACKOFF_MILLIS;
        log.debug("linked with server {} at {}", peer, connection);
        events.onLinkUp(peer);
    }

    /** Two processes with one number replace each other's connection again and again. */
    private void noteTwin(NodeId peer, Link link, PeerConnection older, PeerConnection newer) {
        long now = System.nanoTime();
        if (now - link.changesSince > TWIN_NANOS) {
            link.changesSince = now;
            link.changes = 0;
        }
        if (++link.changes >= TWIN_CHANGES) {
            tell(
                    "twin " + peer,
                    "server " + peer.value() + " connects again and again, last from {}, while its connection from {}"
                            + " still stands: two nodes have one id. Correct the myid of one of them",
                    newer,
                    older);
        }
    }

    void onClosed(PeerConnection connection) {
        NodeId peer = connection.peer();
        if (peer == null) {
            strangers--;
            return;
        }
        Link link = links.get(peer);
        if (link == null) {
            return;
        }
        if (link.connection == connection) {
            link.connection = null;
            events.onLinkDown(peer);
        }
        if (connection.isDialled() && link.connection == null) {
            dialLater(peer, link);
        }
    }

    void onTlsFailure(PeerConnection connection, String reason) {
        NodeId peer = connection.peer();
        tell(
                "tls " + (peer == null ? reason : peer),
                "no TLS with the server at {}: {}. Check the ssl.quorum keys of both",
                connection,
                reason);
    }

    /** Somebody speaks TLS to a server that does not. */
    void onUnexpectedTls(PeerConnection connection) {
        tell(
                "unexpected tls",
                "closed a connection on the peer port, from {}: it speaks TLS, and {} does not. Give all servers"
                        + " the same sslQuorum, or portUnification=true while they change",
                connection,
                settings.self());
    }

    void onGarbage(PeerConnection connection, String reason) {
        tell("garbage", "closed a connection on the peer port, from {}: {}", connection, reason);
    }

    void onFailure(PeerConnection connection, Throwable cause) {
        log.warn("closed the connection of server {} after a failure", connection.peer(), cause);
    }

    private void tell(String subject, String line, Object first, Object second) {
        long leftOut = seldom.allows(subject, System.nanoTime());
        if (leftOut >= 0) {
            log.warn(line + (leftOut > 0 ? " (" + leftOut + " more like this)" : ""), first, second);
        }
    }

    void flushLater(PeerConnection connection) {
        dirty.add(connection);
    }

    PeerSettings settings() {
        return settings;
    }

    PeerEvents events() {
        return events;
    }

    long ensembleId() {
        return ensembleId.getAsLong();
    }
}
