package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.runtime.Background;
import synod.runtime.HostPort;
import synod.runtime.Sockets;
import synod.security.ClientCertificate;
import synod.security.SelfMade;
import synod.security.Tls;
import synod.tree.Identity;

/** Clients with TLS and without, at the ports of one gateway. */
@Timeout(60)
final class TlsGatewayTest {
    private static final byte[] CONNECT = new byte[45];
    private static final HostPort LOCAL = new HostPort("127.0.0.1", 0);
    private static final SelfMade MADE = SelfMade.of("CN=one");

    @TempDir
    Path folder;

    private final Background handshakes = new Background("synod-tls");
    private Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private EchoNode node = new EchoNode(sockets);
    private @Nullable ClientGateway gateway;
    private OpenPorts ports = new OpenPorts(OpenPorts.NONE, OpenPorts.NONE);

    private void start(
            Sockets.Kind kind,
            @Nullable HostPort plain,
            boolean isUnified,
            ClientCertificate asked,
            long handshakeMillis)
            throws IOException, GeneralSecurityException {
        sockets.close();
        sockets = Sockets.open(kind);
        node = new EchoNode(sockets);
        Tls tls = Tls.open(MADE.settings(folder, asked, handshakeMillis), handshakes);
        GatewaySettings settings = new GatewaySettings(
                plain, -1, 100, 0, 1 << 20, 1 << 20, 64 << 10, 30_000, false, List.of("srvr", "ruok"));
        ClientGateway made =
                new ClientGateway(sockets, settings, new SecurePort(tls, LOCAL, isUnified, "CN=one"), null, node, node);
        gateway = made;
        node.connect(made);
        ports = made.start();
    }

    @AfterEach
    void stop() {
        ClientGateway open = gateway;
        if (open != null) {
            open.stopAccepting();
            sockets.loop().submit(open::closeAll).awaitUninterruptibly();
        }
        sockets.close();
        handshakes.close();
    }

    private <T> T onLoop(Callable<T> question) {
        return sockets.loop().submit(question).syncUninterruptibly().getNow();
    }

    /** A client that believes the server, with a certificate of its own or without. */
    private static SSLContext client(@Nullable SelfMade own) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", MADE.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore mine = KeyStore.getInstance("PKCS12");
        mine.load(null, null);
        if (own != null) {
            mine.setKeyEntry("me", own.key(), new char[0], new Certificate[] {own.certificate()});
        }
        keys.init(mine, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Wire secure(int port, @Nullable SelfMade own) throws IOException, GeneralSecurityException {
        return new Wire(client(own).getSocketFactory().createSocket("127.0.0.1", port));
    }

    private static void converse(Wire wire) throws IOException {
        wire.frame(CONNECT);
        assertThat(wire.frame()).hasSize(37);
        for (int xid = 1; xid <= 50; xid++) {
            wire.frame(java.nio.ByteBuffer.allocate(8 + 100 * xid * xid)
                    .putInt(xid)
                    .putInt(4)
                    .array());
        }
        for (int xid = 1; xid <= 50; xid++) {
            assertThat(java.nio.ByteBuffer.wrap(wire.frame()).getInt()).isEqualTo(xid);
        }
    }

    @ParameterizedTest
    @EnumSource(Sockets.Kind.class)
    void aCertificateIsKnownBeforeTheFirstFrame(Sockets.Kind kind) throws Exception {
        start(kind, null, false, ClientCertificate.NEED, 20_000);
        assertThat(ports.plain()).isEqualTo(OpenPorts.NONE);
        try (Wire wire = secure(ports.secure(), MADE)) {
            converse(wire);
        }
        List<List<Identity>> proved = onLoop(() -> List.copyOf(node.proved));
        assertThat(proved).containsExactly(List.of(Identity.of("x509", "CN=one"), Identity.of("super", "")));
    }

    @Test
    void whoeverIsNotAskedIsNobody() throws Exception {
        start(Sockets.Kind.AUTO, null, false, ClientCertificate.WANT, 20_000);
        try (Wire wire = secure(ports.secure(), null)) {
            converse(wire);
        }
        List<List<Identity>> proved = onLoop(() -> List.copyOf(node.proved));
        assertThat(proved).containsExactly(List.of());
    }

    @Test
    void withoutACertificateOrWithAForeignOneThereIsNoConnection() throws Exception {
        start(Sockets.Kind.AUTO, null, false, ClientCertificate.NEED, 20_000);
        for (SelfMade own : new ArrayList<>(java.util.Arrays.asList(null, SelfMade.of("CN=one")))) {
            assertThatThrownBy(() -> {
                        try (Wire wire = secure(ports.secure(), own)) {
                            converse(wire);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        List<List<Identity>> proved = onLoop(() -> List.copyOf(node.proved));
        assertThat(proved).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Sockets.Kind.class)
    void onePortTakesBoth(Sockets.Kind kind) throws Exception {
        start(kind, LOCAL, true, ClientCertificate.NEED, 20_000);
        try (Wire plain = new Wire(ports.plain());
                Wire secured = secure(ports.plain(), MADE)) {
            converse(plain);
            converse(secured);
        }
        assertThat(Wire.word(ports.plain(), "ruok")).isEqualTo("imok");
        try (Wire word = secure(ports.plain(), MADE)) {
            word.send("ruok".getBytes(StandardCharsets.US_ASCII));
            assertThat(word.rest()).isEqualTo("imok");
        }
    }

    @Test
    void thePortsOfEachKindTakeNothingElse() throws Exception {
        start(Sockets.Kind.AUTO, LOCAL, false, ClientCertificate.NEED, 20_000);
        try (Wire plain = new Wire(ports.secure())) {
            plain.frame(CONNECT);
            // An alert of TLS may come, then the end; never a reply.
            assertThat(plain.rest()).doesNotContain("imok").hasSizeLessThan(37);
        }
        assertThatThrownBy(() -> {
                    try (Wire secured = secure(ports.plain(), MADE)) {
                        converse(secured);
                    }
                })
                .isInstanceOf(IOException.class);
        try (Wire plain = new Wire(ports.plain())) {
            converse(plain);
        }
    }

    @Test
    void aHandshakeThatDoesNotGoOnIsEndedWhileOthersGoOn() throws Exception {
        start(Sockets.Kind.AUTO, null, false, ClientCertificate.NEED, 5_000);
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Wire wire = new Wire(ports.secure());
                // The head of a handshake record whose body never comes.
                wire.send(new byte[] {0x16, 3, 1, 0, 100, 1});
                slow.add(wire);
            }
            try (Wire other = secure(ports.secure(), MADE)) {
                converse(other);
            }
            // A client's patience is longer than the handshake's, and shorter than that of a connection without
            // session.
            for (Wire wire : slow) {
                assertThat(wire.rest()).hasSizeLessThan(16);
            }
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }
}
