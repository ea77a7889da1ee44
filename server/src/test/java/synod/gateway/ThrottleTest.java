package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import synod.runtime.HostPort;
import synod.runtime.Sockets;

/** What clients see of the limits on what they ask for together. */
@Timeout(60)
final class ThrottleTest {
    private static final byte[] CONNECT = new byte[45];

    private final Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private final EchoNode node = new EchoNode(sockets);
    private ClientGateway gateway =
            new ClientGateway(sockets, GatewaySettings.defaults(new HostPort("127.0.0.1", 0)), node, node);
    private int port;

    private void start(Pacing pacing) throws IOException {
        gateway = new ClientGateway(
                sockets,
                new GatewaySettings(
                        new HostPort("127.0.0.1", 0),
                        -1,
                        60,
                        0,
                        1 << 20,
                        1 << 20,
                        1 << 20,
                        10_000,
                        false,
                        List.of("*"),
                        pacing),
                node,
                node);
        node.connect(gateway);
        port = gateway.start().plain();
    }

    @AfterEach
    void stop() {
        gateway.stopAccepting();
        sockets.loop().submit(gateway::closeAll).awaitUninterruptibly();
        sockets.close();
    }

    private Wire connected() throws IOException {
        Wire wire = new Wire(port);
        wire.frame(CONNECT);
        assertThat(wire.frame()).hasSize(37);
        return wire;
    }

    private <T> T onLoop(Callable<T> question) {
        return sockets.loop().submit(question).syncUninterruptibly().getNow();
    }

    private static byte[] request(int xid, int type, int bytes) {
        return ByteBuffer.allocate(8 + bytes).putInt(xid).putInt(type).array();
    }

    private static int xidOf(byte[] reply) {
        return ByteBuffer.wrap(reply).getInt();
    }

    private String figure(String name) throws IOException {
        for (String line : Wire.word(port, "mntr").split("\n", -1)) {
            if (line.startsWith("zk_" + name + "\t")) {
                return line.substring(line.indexOf('\t') + 1);
            }
        }
        return "none";
    }

    @Test
    void aConnectionThatBringsTooMuchAtOnceIsClosed() throws IOException {
        start(new Pacing(1_000, 2_500, 0, 0, false, Pacing.Connects.free()));
        try (Wire first = connected();
                Wire second = connected();
                Wire third = connected()) {
            node.isQuiet = true;
            first.frame(request(1, 5, 1_400));
            awaitReceived(4);
            second.frame(request(1, 5, 900));
            awaitReceived(5);
            third.frame(request(1, 5, 1_400));
            assertThat(third.isClosedByServer()).isTrue();
            assertThat(figure("large_requests_rejected")).isEqualTo("1");
            // The second's are no large ones, and those of the first count no more when it is gone.
            second.frame(request(2, 5, 900));
        }
        node.isQuiet = false;
        while (onLoop(() -> gateway.connections().size()) > 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 3; i++) {
            try (Wire next = connected()) {
                for (int xid = 1; xid <= 4; xid++) {
                    next.frame(request(xid, 5, 2_000));
                    assertThat(xidOf(next.frame())).isEqualTo(xid);
                }
            }
        }
    }

    @Test
    void connectRequestsThatCannotBePaidAreClosed() throws IOException {
        start(new Pacing(-1, 1, 0, 0, false, new Pacing.Connects(5, 3_600_000, 1, -1, 0, 0, 0, 3, 2)));
        byte[] again = ByteBuffer.allocate(45)
                .putInt(0)
                .putLong(0)
                .putInt(4000)
                .putLong(0x77)
                .array();
        try (Wire fresh = connected();
                Wire refused = new Wire(port);
                Wire renewed = new Wire(port)) {
            refused.frame(CONNECT);
            assertThat(refused.isClosedByServer()).isTrue();
            renewed.frame(again);
            assertThat(renewed.frame()).hasSize(37);
            assertThat(figure("connection_token_deficit")).isEqualTo("5");
            assertThat(figure("connection_drop_probability")).isEqualTo("0.0");
            fresh.frame(request(1, 4, 0));
            assertThat(xidOf(fresh.frame())).isEqualTo(1);
        }
    }

    @Test
    void moreRequestsThanMayBeInProcessWaitInOrder() throws IOException {
        start(new Pacing(-1, 1, 2, 0, false, Pacing.Connects.free()));
        try (Wire two = connected()) {
            try (Wire one = connected()) {
                node.isQuiet = true;
                for (int xid = 1; xid <= 3; xid++) {
                    one.frame(request(xid, 4, 0));
                }
                awaitReceived(2 + 2);
                two.frame(request(1, 4, 0));
                assertThat(awaitWaiting(2)).isEqualTo(2);
                assertThat(onLoop(() -> node.received.size())).isEqualTo(4);
            }
            // Whoever has requests in process and goes makes room for those that wait.
            awaitReceived(5);
            assertThat(onLoop(() -> xidOf(node.received.get(4).toArray()))).isEqualTo(1);
            assertThat(onLoop(() -> node.late.size())).isZero();
        }
    }

    @Test
    void whatHasWaitedTooLongGoesOnAsLate() throws IOException {
        start(new Pacing(-1, 1, 1, 1, false, Pacing.Connects.free()));
        try (Wire two = connected()) {
            try (Wire one = connected()) {
                node.isQuiet = true;
                one.frame(request(1, 4, 0));
                awaitReceived(3);
                two.frame(request(7, 4, 0));
                awaitWaiting(1);
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < 2_000_000) {
                    Thread.onSpinWait();
                }
                node.isQuiet = false;
            }
            assertThat(xidOf(two.frame())).isEqualTo(7);
            assertThat(onLoop(() -> node.late.size())).isEqualTo(1);
            assertThat(figure("throttled_ops")).isEqualTo("1");
            assertThat(figure("request_throttle_wait_count")).isEqualTo("1");
        }
    }

    private void awaitReceived(int count) {
        while (onLoop(() -> node.received.size()) < count) {
            Thread.onSpinWait();
        }
    }

    private long awaitWaiting(long count) {
        while (onLoop(() -> gateway.throttle().waited()) < count) {
            Thread.onSpinWait();
        }
        return onLoop(() -> gateway.throttle().waited());
    }
}
