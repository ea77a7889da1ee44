package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;
import synod.runtime.HostPort;
import synod.runtime.Sockets;
import synod.tree.WatchKind;

@Timeout(60)
final class FourLetterWordsTest {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";

    private final Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private final EchoNode node = new EchoNode(sockets);
    private ClientGateway gateway =
            new ClientGateway(sockets, GatewaySettings.defaults(new HostPort("127.0.0.1", 0)), node, node);

    private int start(String... whitelist) throws IOException {
        GatewaySettings defaults = GatewaySettings.defaults(new HostPort("127.0.0.1", 0));
        gateway = new ClientGateway(
                sockets,
                new GatewaySettings(
                        defaults.address(), -1, 60, 0, 1 << 20, 1 << 20, 1 << 20, 10_000, false, List.of(whitelist)),
                node,
                node);
        node.connect(gateway);
        return gateway.start().plain();
    }

    @AfterEach
    void stop() {
        gateway.stopAccepting();
        sockets.loop().submit(gateway::closeAll).awaitUninterruptibly();
        sockets.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruok", "stat", "mntr", "isro", "conf", "dump", "wchs", "stmk", "sess"})
    void refusesWhatIsNotOnTheList(String word) throws IOException {
        assertThat(Wire.word(start("srvr"), word))
                .isEqualTo(word + " is not executed because it is not in the whitelist.\n");
    }

    @Test
    void srvrIsAlwaysOnTheList() throws IOException {
        assertThat(Wire.word(start("ruok"), "srvr")).isEqualTo("""
                        Zookeeper version: 3.9.5-test, built on 2026-01-01
                        Latency min/avg/max: 0/0.0/0
                        Received: 1
                        Sent: 0
                        Connections: 1
                        Outstanding: 0
                        Zxid: 0x1f
                        Mode: leader
                        Node count: 5
                        Proposal sizes last/min/max: -1/-1/-1
                        """);
    }

    @Test
    void statListsTheClients() throws IOException {
        int port = start("*");
        try (Wire client = new Wire(port)) {
            client.frame(new byte[45]);
            client.frame();
            String answer = Wire.word(port, "stat");
            assertThat(answer)
                    .contains("Clients:\n /127.0.0.1:" + client.localPort() + "[1](queued=0,recved=1,sent=1)\n")
                    .containsPattern("\n /127\\.0\\.0\\.1:\\d+\\[0\\]\\(queued=0,recved=1,sent=0\\)\n\nLatency")
                    .contains("Received: 2\nSent: 1\nConnections: 2\n");
        }
    }

    @Test
    void consTellsAllOfASession() throws IOException {
        int port = start("*");
        try (Wire client = new Wire(port)) {
            client.frame(new byte[45]);
            client.frame();
            client.frame(ByteBuffer.allocate(8).putInt(17).putInt(4).array());
            client.frame();
            assertThat(Wire.word(port, "cons"))
                    .containsPattern(" /127\\.0\\.0\\.1:" + client.localPort()
                            + "\\[1\\]\\(queued=0,recved=2,sent=2,sid=0x1234,lop=GETD,est=\\d+,to=4000,lcxid=0x11,"
                            + "lzxid=0x7,lresp=\\d+,llat=\\d+,minlat=\\d+,avglat=\\d+,maxlat=\\d+\\)\n")
                    .endsWith("\n\n");
            assertThat(Wire.word(port, "crst")).isEqualTo("Connection stats reset.\n");
            assertThat(Wire.word(port, "srst")).isEqualTo("Server stats reset.\n");
            assertThat(Wire.word(port, "cons"))
                    .containsPattern("\\(queued=0,recved=0,sent=0,sid=0x1234,lop=NA,est=\\d+,to=4000,"
                            + "lzxid=0xffffffffffffffff,lresp=0,llat=0,minlat=0,avglat=0,maxlat=0\\)\n");
            // What has come since is the three words themselves.
            assertThat(Wire.word(port, "stat")).contains("recved=0,sent=0").contains("Received: 2\n");
        }
    }

    @Test
    void mntrHasOneFigureALine() throws IOException {
        String answer = Wire.word(start("*"), "mntr");
        assertThat(answer.split("\n")).allSatisfy(line -> assertThat(line).matches("zk_[a-z0-9_]+\t.+"));
        assertThat(answer)
                .startsWith("zk_version\t3.9.5-test, built on 2026-01-01\nzk_server_state\tleader\n")
                .contains("zk_peer_state\tleading - broadcast\n", "zk_quorum_size\t3\n", "zk_synod_answer\t42\n")
                .contains("zk_znode_count\t5\n", "zk_ephemerals_count\t1\n", "zk_approximate_data_size\t27\n")
                .contains("zk_learners\t2\n", "zk_watch_count\t3\n", "zk_num_alive_connections\t1\n");
    }

    @Test
    void answersTheRest() throws IOException {
        int port = start("*");
        assertThat(Wire.word(port, "ruok")).isEqualTo("imok");
        assertThat(Wire.word(port, "isro")).isEqualTo("rw");
        assertThat(Wire.word(port, "conf")).isEqualTo("clientPort=1\ntickTime=2000\n");
        assertThat(Wire.word(port, "dirs")).isEqualTo("datadir_size: 10\nlogdir_size: 20\n");
        assertThat(Wire.word(port, "envi")).isEqualTo("Environment:\nzookeeper.version=3.9.5-test\nos.name=x\n");
        assertThat(Wire.word(port, "dump"))
                .startsWith("SessionTracker dump:\nGlobal Sessions(0):\nConnections dump:\nConnections Sets (1)/(1):\n")
                .containsPattern("\n1 expire at [A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d0 \\S+ \\d{4}:\n"
                        + "\tip: /127\\.0\\.0\\.1:\\d+ sessionId: 0x0\n$");
        assertThat(Wire.word(port, "hash")).isEqualTo("80: 17\n100: -5\n");
    }

    @Test
    void tellsTheWatchesOnZnodesByConnectionAndByPath() throws IOException {
        int port = start("*");
        assertThat(Wire.word(port, "wchs")).isEqualTo("0 connections watching 0 paths\nTotal watches:0\n");
        assertThat(Wire.word(port, "wchc")).isEqualTo("\n");
        assertThat(Wire.word(port, "wchp")).isEqualTo("\n");
        try (Wire client = new Wire(port)) {
            client.frame(new byte[45]);
            client.frame();
            sockets.loop()
                    .submit(() -> gateway.connections().forEach(connection -> {
                        if (connection.stats().session() != 0) {
                            node.watches.add(WatchKind.DATA, path("/a"), connection.number());
                            node.watches.add(WatchKind.PERSISTENT_RECURSIVE, path("/b/c"), connection.number());
                            node.watches.add(WatchKind.CHILDREN, path("/no"), connection.number());
                            // A connection that the gateway has forgotten already.
                            node.watches.add(WatchKind.DATA, path("/a"), 7);
                        }
                    }))
                    .syncUninterruptibly();
            assertThat(Wire.word(port, "wchs")).isEqualTo("2 connections watching 2 paths\nTotal watches:3\n");
            assertThat(Wire.word(port, "wchc").split("(?<=\n)(?=0x|\n)"))
                    .containsExactlyInAnyOrder("0x1234\n\t/a\n\t/b/c\n", "0x0\n\t/a\n", "\n");
            assertThat(Wire.word(port, "wchp").split("(?<=\n)(?=/|\n)"))
                    .containsExactlyInAnyOrder("/a\n\t0x0\n\t0x1234\n", "/b/c\n\t0x1234\n", "\n");
        }
    }

    private static Bytes path(String path) {
        return Bytes.wrap(path.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theTraceMaskIsReadBackAsItWasSet() throws IOException {
        int port = start("*");
        assertThat(Wire.word(port, "gtmk")).isEqualTo("306");
        byte[] word = "stmk".getBytes(StandardCharsets.US_ASCII);
        try (Wire wire = new Wire(port)) {
            wire.send(ByteBuffer.allocate(12).put(word).putLong(-5).array());
            assertThat(wire.rest()).isEqualTo("-5");
        }
        try (Wire wire = new Wire(port)) {
            // Its last bytes come later, and what follows them counts for nothing.
            wire.send(ByteBuffer.allocate(7).put(word).put(new byte[3]).array());
            assertThat(Wire.word(port, "gtmk")).isEqualTo("-5");
            wire.send(ByteBuffer.allocate(9).putInt(0).put((byte) 9).putInt(77).array());
            assertThat(wire.rest()).isEqualTo("9");
        }
        node.isServing = false;
        assertThat(Wire.word(port, "gtmk")).isEqualTo("9");
    }

    @Test
    void aWordThatIsNotAllowedWaitsForNoArgument() throws IOException {
        assertThat(Wire.word(start("gtmk"), "stmk"))
                .isEqualTo("stmk is not executed because it is not in the whitelist.\n");
    }

    @Test
    void whatIsKnownOfASessionIsToldAlsoWhileNobodyIsServed() throws IOException {
        int port = start("sess");
        node.isServing = false;
        byte[] word = "sess".getBytes(StandardCharsets.US_ASCII);
        try (Wire wire = new Wire(port)) {
            wire.send(ByteBuffer.allocate(12).put(word).putLong(0xab12).array());
            assertThat(wire.rest()).isEqualTo("0xab12: unknown here\n");
        }
    }

    @Test
    void aServerThatServesOnlyReadersSaysSo() throws IOException {
        int port = start("*");
        node.isServing = false;
        assertThat(Wire.word(port, "isro")).isEqualTo("null");
        node.isReadOnly = true;
        assertThat(Wire.word(port, "isro")).isEqualTo("ro");
        assertThat(Wire.word(port, "srvr"))
                .startsWith("Zookeeper version: 3.9.5-test, built on 2026-01-01\n"
                        + "READ-ONLY mode; serving only read-only clients\nLatency");
    }

    @Test
    void telnetsInterruptClosesTheConnection() throws IOException {
        int port = start("*");
        try (Wire wire = new Wire(port)) {
            wire.send(new byte[] {(byte) 0xff, (byte) 0xf4, (byte) 0xff, (byte) 0xfd});
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertThat(Wire.word(port, "ruok")).isEqualTo("imok");
    }

    @Test
    void saysWhenItDoesNotServe() throws IOException {
        int port = start("*");
        node.isServing = false;
        assertThat(Wire.word(port, "srvr")).isEqualTo(NOT_SERVING);
        assertThat(Wire.word(port, "mntr")).isEqualTo(NOT_SERVING);
        assertThat(Wire.word(port, "conf")).isEqualTo(NOT_SERVING);
        assertThat(Wire.word(port, "ruok")).isEqualTo("imok");
        assertThat(Wire.word(port, "isro")).isEqualTo("null");
        assertThat(Wire.word(port, "envi")).startsWith("Environment:\n");
    }

    @Test
    void knowsNoWordsBehindTheHandshake() throws IOException {
        int port = start("*");
        try (Wire client = new Wire(port)) {
            client.frame(new byte[45]);
            client.frame();
            client.send("ruok".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.isClosedByServer()).isTrue();
        }
    }
}
