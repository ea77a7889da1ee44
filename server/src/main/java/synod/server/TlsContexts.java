package synod.server;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import synod.gateway.SecurePort;
import synod.runtime.Background;
import synod.runtime.Sockets;
import synod.security.PeerTls;
import synod.security.Tls;

/** The contexts of TLS that one server uses, read at its start and, where that is asked for, again when they change. */
final class TlsContexts implements AutoCloseable {
    private static final int WATCH_SECONDS = 1;

    private final Background handshakes;
    private final @Nullable SecurePort clients;
    private final @Nullable PeerTls peers;
    private @Nullable ScheduledFuture<?> watch;

    private TlsContexts(Background handshakes, @Nullable SecurePort clients, @Nullable PeerTls peers) {
        this.handshakes = handshakes;
        this.clients = clients;
        this.peers = peers;
    }

    /** @throws synod.security.TlsProblem when a store cannot be used */
    static TlsContexts open(ServerConfiguration configuration) {
        Background handshakes = new Background("synod-tls");
        ClientTls ofClients = configuration.clientTls();
        QuorumTls ofPeers = configuration.quorumTls();
        return new TlsContexts(
                handshakes,
                ofClients == null
                        ? null
                        : new SecurePort(
                                Tls.open(ofClients.settings(), handshakes),
                                ofClients.address(),
                                ofClients.isUnified(),
                                ofClients.superUser()),
                ofPeers == null
                        ? null
                        : new PeerTls(
                                Tls.open(ofPeers.settings(), handshakes), ofPeers.isDialled(), ofPeers.acceptsPlain()));
    }

    @Nullable
    SecurePort clients() {
        return clients;
    }

    @Nullable
    PeerTls peers() {
        return peers;
    }

    /** Looks at the files from now on, beside the loop. */
    void watch(Sockets sockets, Background background) {
        if (isReloaded(clients == null ? null : clients.tls()) || isReloaded(peers == null ? null : peers.tls())) {
            watch = sockets.loop()
                    .scheduleAtFixedRate(
                            () -> background.execute(this::reload), WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isReloaded(@Nullable Tls tls) {
        return tls != null && tls.settings().isReloaded();
    }

    private void reload() {
        if (clients != null) {
            clients.tls().reloadIfChanged();
        }
        if (peers != null) {
            peers.tls().reloadIfChanged();
        }
    }

    /** The loop must have ended. */
    @Override
    public void close() {
        ScheduledFuture<?> timer = watch;
        if (timer != null) {
            timer.cancel(false);
        }
        handshakes.close();
    }
}
