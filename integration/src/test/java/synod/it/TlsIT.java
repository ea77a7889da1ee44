package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import synod.it.cluster.Authority;
import synod.it.cluster.Authority.Issued;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** TLS with real servers: of ZooKeeper's own client, and between the servers. Certificates are made here. */
@ExtendWith(ClusterLogs.class)
class TlsIT {
    private static final String SUBJECT = "CN=client,O=Synod";

    @TempDir
    Path folder;

    private final Authority authority = new Authority("CN=authority");
    private final List<ZooKeeper> clients = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (ZooKeeper client : clients) {
            client.close();
        }
        authority.close();
    }

    /** A server's stores, under keys with a prefix. */
    private List<String> stores(String prefix, Issued own, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                prefix + "keyStore.location=" + own.write(folder.resolve("server.p12")),
                prefix + "keyStore.password=" + Authority.SECRET,
                prefix + "trustStore.location=" + authority.writeTrust(folder.resolve("trust.p12")),
                prefix + "trustStore.password=" + Authority.SECRET));
        lines.addAll(List.of(more));
        return lines;
    }

    private Cluster start(int size, List<String> settings) {
        return Cluster.start(new Shape(Product.SYNOD, size), 500, settings);
    }

    private ZooKeeper connect(String address, @Nullable Issued own, BlockingQueue<KeeperState> states)
            throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(
                address,
                Clients.TIMEOUT_MILLIS,
                event -> {
                    states.add(event.getState());
                    if (event.getState() == KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                authority.clientConfig(folder, own));
        clients.add(client);
        assertThat(connected.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return client;
    }

    private ZooKeeper plain(String address) {
        ZooKeeper client = Clients.connect(address);
        clients.add(client);
        return client;
    }

    /** Asks for a session over TLS, with a plain socket. */
    private void greet(int port, @Nullable Issued own) throws IOException {
        try (Socket socket = authority.client(own).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Cluster.PATIENCE.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(45);
            out.write(new byte[45]);
            out.flush();
            assertThat(new DataInputStream(socket.getInputStream()).readInt()).isEqualTo(37);
        }
    }

    @Test
    void whoIsLetInAndAsWhom() throws Exception {
        Issued good = authority.issue(SUBJECT);
        Issued revoked = authority.revoke(authority.issue(SUBJECT));
        Map<String, @Nullable Issued> bad = new LinkedHashMap<>();
        bad.put("revoked", revoked);
        bad.put("expired", authority.issue(SUBJECT, -3, -2));
        bad.put("not yet valid", authority.issue(SUBJECT, 1, 2));
        bad.put("made by himself", Authority.selfMade(SUBJECT));
        try (Authority other = new Authority("CN=authority")) {
            bad.put("of another authority of the same name", other.issue(SUBJECT));
        }
        bad.put("missing", null);
        ServerProcess server = start(
                        1, stores("ssl.", authority.issue("CN=server"), "client.portUnification=true", "ssl.crl=true"))
                .servers()
                .get(0);

        ZooKeeper client = connect(server.address(), good, new LinkedBlockingQueue<>());
        client.create("/mine", new byte[] {7}, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        assertThat(client.getACL("/mine", null)).containsExactly(new ACL(31, new Id("x509", SUBJECT)));
        assertThat(client.getData("/mine", false, null)).containsExactly(7);
        assertThat(client.whoAmI())
                .extracting(info -> info.getAuthScheme() + " " + info.getUser())
                .containsExactlyInAnyOrder("ip 127.0.0.1", "x509 " + SUBJECT);
        ZooKeeper nameless = plain(server.address());
        assertThatThrownBy(() -> nameless.getData("/mine", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        bad.forEach((what, own) -> assertThatThrownBy(() -> greet(server.clientPort(), own))
                .as(what)
                .isInstanceOf(IOException.class));
        greet(server.clientPort(), good);
        assertThat(server.countInLog(Authority.SECRET)).isZero();
        Map<String, Long> figures = figures(server);
        assertThat(figures.get("zk_unsuccessful_handshake")).isEqualTo(bad.size());
        // The client without a name, and the one that asks here.
        assertThat(figures.get("zk_non_mtls_local_conn_count")).isEqualTo(2);
        assertThat(figures.get("zk_non_mtls_remote_conn_count")).isZero();
        assertThat(figures.get("zk_outstanding_tls_handshake")).isZero();
    }

    private static Map<String, Long> figures(ServerProcess server) {
        Map<String, Long> figures = new LinkedHashMap<>();
        Matcher line =
                Pattern.compile("(zk_\\w+)\t(\\d+)").matcher(server.ask("mntr").orElse(""));
        while (line.find()) {
            figures.put(line.group(1), Long.parseLong(line.group(2)));
        }
        return figures;
    }

    @Test
    void respondersAreAsked() throws Exception {
        Issued good = authority.issue(SUBJECT);
        Issued revoked = authority.revoke(authority.issue(SUBJECT));
        ServerProcess server = start(
                        1, stores("ssl.", authority.issue("CN=server"), "client.portUnification=true", "ssl.ocsp=true"))
                .servers()
                .get(0);
        greet(server.clientPort(), good);
        assertThat(authority.questions()).isEqualTo(1);
        assertThatThrownBy(() -> greet(server.clientPort(), revoked)).isInstanceOf(IOException.class);
        assertThat(authority.questions()).isEqualTo(2);
        authority.close();
        // Of a certificate of which nothing can be found out nothing good is believed.
        assertThatThrownBy(() -> greet(server.clientPort(), authority.issue(SUBJECT)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aCertificateIsExchangedUnderConnectedClients() throws Exception {
        Issued good = authority.issue(SUBJECT);
        ServerProcess server = start(
                        1,
                        stores(
                                "ssl.",
                                authority.issue("CN=before"),
                                "client.portUnification=true",
                                "client.certReload=true",
                                "X509AuthenticationProvider.superUser=" + SUBJECT))
                .servers()
                .get(0);
        BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        ZooKeeper client = connect(server.address(), good, states);
        assertThat(shownBy(server.clientPort(), good)).isEqualTo("CN=before");

        authority.issue("CN=after").write(folder.resolve("server.p12"));
        Awaitility.await("the new certificate")
                .atMost(Cluster.PATIENCE)
                .until(() -> shownBy(server.clientPort(), good).equals("CN=after"));
        Files.writeString(folder.resolve("server.p12"), "broken");
        Awaitility.await("the line about the broken file")
                .atMost(Cluster.PATIENCE)
                .until(() -> server.countInLog("the changed stores cannot be used") == 1);
        assertThat(shownBy(server.clientPort(), good)).isEqualTo("CN=after");

        client.create("/still", null, Arrays.asList(new ACL(1, Ids.ANYONE_ID_UNSAFE)), CreateMode.PERSISTENT);
        // Nobody else may write here; whoever the configuration calls the super user may.
        client.setData("/still", new byte[] {1}, -1);
        assertThat(states).containsExactly(KeeperState.SyncConnected);
    }

    /** The first words of a TLS client that knows no version later than the one given, as bytes: Java says no such. */
    private static byte[] hello(int version) {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.putShort((short) version).put(new byte[32]).put((byte) 0);
        // Two suites that every old server had, and no compression.
        body.putShort((short) 4)
                .putShort((short) 0xc00a)
                .putShort((short) 0x002f)
                .put((byte) 1)
                .put((byte) 0);
        body.flip();
        ByteBuffer record = ByteBuffer.allocate(9 + body.remaining());
        record.put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + body.remaining()));
        record.put((byte) 1).put((byte) 0).putShort((short) body.remaining()).put(body);
        return record.array();
    }

    @Test
    void oldVersionsAreRefused() throws Exception {
        ServerProcess server = start(1, stores("ssl.", authority.issue("CN=server"), "client.portUnification=true"))
                .servers()
                .get(0);
        for (int version : new int[] {0x0300, 0x0301, 0x0302}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.clientPort())) {
                socket.setSoTimeout((int) Cluster.PATIENCE.toMillis());
                socket.getOutputStream().write(hello(version));
                byte[] answer = socket.getInputStream().readAllBytes();
                // An alert that ends the connection, and not a byte of a handshake.
                assertThat(answer).as("version %x", version).hasSize(7).startsWith(21, 3);
                assertThat(answer[5]).isEqualTo((byte) 2);
            }
        }
        Issued good = authority.issue(SUBJECT);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = (SSLSocket)
                    authority.client(good).getSocketFactory().createSocket("127.0.0.1", server.clientPort())) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsEnded() throws Exception {
        Cluster cluster = Cluster.start(
                new Shape(Product.SYNOD, 1),
                500,
                stores("ssl.", authority.issue("CN=server"), "client.portUnification=true"),
                List.of("-Dzookeeper.nio.sessionlessCnxnTimeout=1000"));
        int port = cluster.servers().get(0).clientPort();
        Issued good = authority.issue(SUBJECT);
        byte[] hello = hello(0x0303);
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                held.add(socket);
                socket.setSoTimeout((int) Cluster.PATIENCE.toMillis());
                socket.getOutputStream().write(Arrays.copyOf(hello, 1 + i % (hello.length - 1)));
            }
            greet(port, good);
            for (Socket socket : held) {
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
            Socket dripping = new Socket(InetAddress.getLoopbackAddress(), port);
            held.add(dripping);
            // A record of the greatest length, of which a byte comes now and then.
            dripping.getOutputStream().write(new byte[] {22, 3, 1, 0x40, 0});
            Awaitility.await("the server ends the handshake")
                    .atMost(Cluster.PATIENCE)
                    .pollInterval(java.time.Duration.ofMillis(50))
                    .until(() -> {
                        try {
                            dripping.getOutputStream().write(1);
                            return false;
                        } catch (java.net.SocketException e) {
                            // Nobody listens any more.
                            return true;
                        }
                    });
            greet(port, good);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private String shownBy(int port, Issued own) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) authority.client(own).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void serversAmongThemselves() throws Exception {
        Cluster three = start(3, stores("ssl.quorum.", authority.issue("CN=server"), "sslQuorum=true"));
        ZooKeeper client = plain(three.servers().get(2).address());
        client.create("/one", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        ServerProcess first = three.servers().get(0);
        int port = peerPort(first);
        try (Authority other = new Authority("CN=authority")) {
            Issued foreign = other.issue("CN=server");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> greet(port, foreign)).isInstanceOf(IOException.class);
            }
        }
        Awaitility.await("the line about the stranger")
                .atMost(Cluster.PATIENCE)
                .until(() -> first.countInLog("no TLS with the server at /127.0.0.1") == 1);
        assertThat(first.countInLog(Authority.SECRET)).isZero();
        assertThatThrownBy(() -> greet(port, null)).isInstanceOf(IOException.class);
        ZooKeeper late = plain(first.address());
        late.sync("/one", (code, path, context) -> {}, null);
        assertThat(late.exists("/one", false)).isNotNull();
    }

    @Test
    void serversExchangeTheirCertificates() throws Exception {
        Cluster three = start(
                3,
                stores("ssl.quorum.", authority.issue("CN=before"), "sslQuorum=true", "sslQuorumReloadCertFiles=true"));
        Issued own = authority.issue("CN=server");
        int port = peerPort(three.servers().get(0));
        assertThat(shownBy(port, own)).isEqualTo("CN=before");
        authority.issue("CN=after").write(folder.resolve("server.p12"));
        for (ServerProcess server : three.servers()) {
            int each = peerPort(server);
            Awaitility.await("the new certificate")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> shownBy(each, own).equals("CN=after"));
        }
        ServerProcess last = three.servers().get(2);
        last.stop();
        last.start();
        three.awaitServing();
        plain(last.address()).create("/after", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static int peerPort(ServerProcess server) throws IOException {
        String text = Files.readString(server.folder().resolve("zoo.cfg"), StandardCharsets.UTF_8);
        Matcher line = Pattern.compile("server\\." + server.id() + "=127\\.0\\.0\\.1:(\\d+):")
                .matcher(text);
        assertThat(line.find()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    @Test
    void anEnsembleChangesToTlsOneServerAtATime() throws Exception {
        Cluster three = start(3, stores("ssl.quorum.", authority.issue("CN=server"), "portUnification=true"));
        for (ServerProcess server : three.servers()) {
            server.stop();
            Files.writeString(
                    server.folder().resolve("zoo.cfg"),
                    "sslQuorum=true\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.APPEND);
            server.start();
            three.awaitServing();
            ZooKeeper client = plain(server.address());
            client.create("/by-" + server.id(), null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        ZooKeeper late = plain(three.servers().get(0).address());
        late.sync("/", (code, path, context) -> {}, null);
        assertThat(late.getChildren("/", false)).contains("by-1", "by-2", "by-3");
    }
}
