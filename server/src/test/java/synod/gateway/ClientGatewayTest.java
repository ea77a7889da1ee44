package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.runtime.HostPort;
import synod.runtime.Sockets;

@Timeout(60)
final class ClientGatewayTest {
    private static final byte[] CONNECT = new byte[45];
    private static final HostPort LOCAL = new HostPort("127.0.0.1", 0);

    private Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private EchoNode node = new EchoNode(sockets);
    private ClientGateway gateway = new ClientGateway(sockets, settings(100, 1 << 20, 10_000, "*"), node, node);
    private int port;

    private static GatewaySettings settings(int perAddress, int maxFrame, long handshakeMillis, String whitelist) {
        return new GatewaySettings(
                LOCAL, -1, perAddress, 0, maxFrame, 1 << 20, 64 << 10, handshakeMillis, false, List.of(whitelist));
    }

    private void start(GatewaySettings settings) throws IOException {
        gateway = new ClientGateway(sockets, settings, node, node);
        node.connect(gateway);
        port = gateway.start().plain();
    }

    @AfterEach
    void stop() {
        gateway.stopAccepting();
        sockets.loop().submit(gateway::closeAll).awaitUninterruptibly();
        sockets.close();
    }

    private <T> T onLoop(Callable<T> question) {
        return sockets.loop().submit(question).syncUninterruptibly().getNow();
    }

    private Wire connected() throws IOException {
        Wire wire = new Wire(port);
        wire.frame(CONNECT);
        assertThat(wire.frame()).hasSize(37);
        return wire;
    }

    private static byte[] request(int xid, int type, int bytes) {
        return ByteBuffer.allocate(8 + bytes).putInt(xid).putInt(type).array();
    }

    private static int xidOf(byte[] reply) {
        return ByteBuffer.wrap(reply).getInt();
    }

    @ParameterizedTest
    @EnumSource(Sockets.Kind.class)
    void carriesFramesBothWays(Sockets.Kind kind) throws IOException {
        start(kind, settings(100, 1 << 20, 10_000, "srvr"));
        try (Wire wire = connected()) {
            for (int xid = 1; xid <= 500; xid++) {
                wire.frame(request(xid, 4, xid % 7 == 0 ? 70_000 : xid));
            }
            for (int xid = 1; xid <= 500; xid++) {
                assertThat(xidOf(wire.frame())).isEqualTo(xid);
            }
        }
    }

    private void start(Sockets.Kind kind, GatewaySettings settings) throws IOException {
        sockets.close();
        sockets = Sockets.open(kind);
        node = new EchoNode(sockets);
        start(settings);
    }

    @ParameterizedTest
    @EnumSource(Sockets.Kind.class)
    void answersThatTheSystemDoesNotTakeAtOnceStayInOrder(Sockets.Kind kind) throws IOException {
        start(kind, settings(100, 1 << 20, 10_000, "srvr"));
        node.replyBytes = 400_000;
        try (Wire lazy = connected();
                Wire other = connected()) {
            for (int xid = 1; xid <= 40; xid++) {
                lazy.frame(request(xid, 4, 0));
            }
            // 16 MB of answers are due, more than the system takes: this one is not read, and the others are served.
            awaitOnLoop(() -> isPausedForOutput());
            other.frame(request(1, 4, 0));
            assertThat(xidOf(other.frame())).isEqualTo(1);
            for (int xid = 1; xid <= 40; xid++) {
                assertThat(xidOf(lazy.frame())).isEqualTo(xid);
            }
            // It is read again, and nothing of what waited is left.
            lazy.frame(request(41, 4, 0));
            assertThat(xidOf(lazy.frame())).isEqualTo(41);
            assertThat(onLoop(() -> isPausedForOutput())).isFalse();
        }
        awaitOpen(0);
    }

    private boolean isPausedForOutput() {
        boolean[] found = new boolean[1];
        gateway.connections().forEach(connection -> found[0] |= connection.interest() == 4);
        return found[0];
    }

    @ParameterizedTest
    @EnumSource(Sockets.Kind.class)
    void aClientThatLeavesUnderItsAnswersIsForgotten(Sockets.Kind kind) throws IOException {
        start(kind, settings(100, 1 << 20, 10_000, "srvr"));
        node.replyBytes = 400_000;
        try (Wire lazy = connected()) {
            for (int xid = 1; xid <= 40; xid++) {
                lazy.frame(request(xid, 4, 0));
            }
            awaitOnLoop(() -> isPausedForOutput());
        }
        awaitOpen(0);
        assertThat(onLoop(gateway::outstanding)).isZero();
        assertThat(onLoop(() -> List.copyOf(node.gone))).hasSize(1);
    }

    @Test
    void takesBytesOneByOne() throws IOException {
        start(settings(100, 1 << 20, 10_000, "srvr"));
        try (Wire wire = new Wire(port)) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 45 + 4 + 8);
            bytes.putInt(45).put(CONNECT).putInt(8).putInt(3).putInt(11);
            for (byte each : bytes.array()) {
                wire.send(new byte[] {each});
            }
            assertThat(wire.frame()).hasSize(37);
            assertThat(xidOf(wire.frame())).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 7, 4097, Integer.MAX_VALUE, 0x61626364})
    void closesOnALengthOutsideTheLimits(int length) throws IOException {
        start(settings(100, 4096, 10_000, "srvr"));
        try (Wire fresh = new Wire(port)) {
            fresh.send(ByteBuffer.allocate(4).putInt(length).array());
            assertThat(fresh.isClosedByServer()).isTrue();
        }
        try (Wire open = connected()) {
            open.send(ByteBuffer.allocate(4).putInt(length).array());
            assertThat(open.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aFrameOfExactlyTheLimitPasses() throws IOException {
        start(settings(100, 4096, 10_000, "srvr"));
        try (Wire wire = connected()) {
            wire.frame(request(1, 4, 4096 - 8));
            assertThat(xidOf(wire.frame())).isEqualTo(1);
        }
    }

    @Test
    void closesTheConnectionThatIsOneTooMany() throws IOException {
        start(settings(2, 4096, 10_000, "srvr"));
        try (Wire first = connected();
                Wire second = connected();
                Wire third = new Wire(port)) {
            assertThat(third.isClosedByServer()).isTrue();
            first.frame(request(1, 99, 0));
            assertThat(xidOf(first.frame())).isEqualTo(1);
            assertThat(first.isClosedByServer()).isTrue();
            // The place is free as soon as the gateway has seen the end, which the loop's order guarantees here.
            awaitOpen(1);
            try (Wire fourth = connected()) {
                assertThat(fourth.localPort()).isPositive();
            }
            assertThat(second.localPort()).isPositive();
        }
    }

    private void awaitOpen(int expected) {
        awaitOnLoop(() -> gateway.connections().size() == expected);
    }

    private void awaitOnLoop(Callable<Boolean> condition) {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!onLoop(condition)) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void closesWhoNeverShakesHands() throws IOException {
        start(settings(100, 4096, 50, "srvr"));
        try (Wire silent = new Wire(port);
                Wire half = new Wire(port);
                Wire open = connected()) {
            half.send(new byte[] {0, 0, 0});
            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(half.isClosedByServer()).isTrue();
            open.frame(request(5, 11, 0));
            assertThat(xidOf(open.frame())).isEqualTo(5);
        }
    }

    @Test
    void writesEverythingBeforeItCloses() throws IOException {
        start(settings(100, 4096, 10_000, "srvr"));
        node.replyBytes = 300_000;
        try (Wire wire = connected()) {
            for (int xid = 1; xid <= 9; xid++) {
                wire.frame(request(xid, 4, 0));
            }
            wire.frame(request(10, 99, 0));
            for (int xid = 1; xid <= 10; xid++) {
                assertThat(wire.frame()).hasSize(300_000);
            }
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void stopsReadingAClientThatDoesNotRead() throws IOException {
        start(settings(100, 1 << 20, 10_000, "srvr"));
        node.replyBytes = 100_000;
        try (Wire greedy = connected()) {
            int sent = 0;
            List<byte[]> replies = new ArrayList<>();
            while (sent < 200) {
                greedy.frame(request(++sent, 4, 0));
            }
            // 20 MB of answers are due; what is produced ahead of the client stays near the mark.
            while (onLoop(() -> gateway.connections().size()) == 1 && replies.size() < sent) {
                replies.add(greedy.frame());
            }
            assertThat(replies).hasSize(200);
            assertThat(xidOf(replies.get(199))).isEqualTo(200);
        }
    }

    @Test
    void stopsReadingWhileTheRequestsInProcessTakeTooMuch() throws IOException {
        start(settings(100, 1 << 20, 10_000, "srvr"));
        node.isQuiet = true;
        try (Wire wire = connected()) {
            Thread sender = new Thread(() -> {
                try {
                    for (int xid = 1; xid <= 64; xid++) {
                        wire.frame(request(xid, 4, 500_000));
                    }
                } catch (IOException e) {
                    // The test closes the connection under it.
                    Thread.currentThread().interrupt();
                }
            });
            sender.setDaemon(true);
            sender.start();
            awaitOnLoop(gateway::isCrowded);
            long bytes = onLoop(() -> {
                long sum = 0;
                for (synod.kernel.Bytes frame : node.received) {
                    sum += frame.length();
                }
                return sum;
            });
            // The limit is 1 MiB; one read of the socket may come on top.
            assertThat(bytes).isLessThan(4 << 20);
            // A connection that is not read does not tell its end either; it is closed from this side.
            sockets.loop().submit(gateway::closeAll).awaitUninterruptibly();
            awaitOpen(0);
        }
        assertThat(onLoop(gateway::outstanding)).isZero();
        assertThat(onLoop(gateway::isCrowded)).isFalse();
    }

    @Test
    void tellsTheNodeOnlyOfConnectionsThatSpoke() throws IOException {
        start(settings(100, 4096, 10_000, "ruok"));
        try (Wire probe = new Wire(port)) {
            assertThat(probe.localPort()).isPositive();
        }
        assertThat(Wire.word(port, "ruok")).isEqualTo("imok");
        connected().close();
        awaitOpen(0);
        assertThat(onLoop(() -> List.copyOf(node.gone))).hasSize(1);
    }
}
