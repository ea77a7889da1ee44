package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Limits that are settings, each on a server of its own. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class ConnectionLimitsIT extends Conformance {
    private static final int LIMIT = 3;

    ConnectionLimitsIT(Shape shape) {
        super(shape);
    }

    private Cluster with(String... settings) {
        return Cluster.start(shape(), TICK_MILLIS, List.of(settings));
    }

    private static int given(ServerProcess server, int asked) throws IOException {
        try (RawClient client = new RawClient(server)) {
            return client.handshake(asked).getTimeOut();
        }
    }

    @Test
    void item002BoundsOfTimeoutsMayBeSet() throws IOException {
        try (Cluster custom = with("minSessionTimeout=300", "maxSessionTimeout=70000")) {
            ServerProcess server = custom.servers().get(0);
            assertThat(given(server, 1)).isEqualTo(300);
            assertThat(given(server, 301)).isEqualTo(301);
            assertThat(given(server, 1_000_000)).isEqualTo(70_000);
        }
        try (Cluster usual = with("minSessionTimeout=-1", "maxSessionTimeout=-1")) {
            ServerProcess server = usual.servers().get(0);
            assertThat(given(server, 1)).isEqualTo(2 * TICK_MILLIS);
            assertThat(given(server, 1_000_000)).isEqualTo(20 * TICK_MILLIS);
        }
    }

    @Test
    void item028ConnectionsOfOneAddressAreLimited() throws IOException {
        try (Cluster limited = with("maxClientCnxns=" + LIMIT)) {
            assertLimited(limited.servers().get(0));
        }
    }

    @Test
    void item029ConnectionsOfAPortAreLimited() throws IOException {
        try (Cluster limited = with("maxCnxns=" + LIMIT)) {
            assertLimited(limited.servers().get(0));
        }
    }

    private static void assertLimited(ServerProcess server) throws IOException {
        List<RawClient> held = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                // The questions of the start may still be on their way out.
                held.add(awaitServed(server));
            }
            try (RawClient surplus = new RawClient(server)) {
                assertThat(surplus.bytesUntilClosed()).isZero();
            }
            held.remove(0).close();
            held.add(awaitServed(server));
        } finally {
            for (RawClient client : held) {
                client.close();
            }
        }
    }

    private static RawClient awaitServed(ServerProcess server) {
        List<RawClient> served = new ArrayList<>();
        Awaitility.await("a connection is served")
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .atMost(Cluster.PATIENCE)
                .until(() -> {
                    RawClient client = new RawClient(server);
                    try {
                        client.handshake(10_000);
                        return served.add(client);
                    } catch (IOException e) {
                        // There is no room yet.
                        client.close();
                        return false;
                    }
                });
        return served.get(0);
    }

    @Test
    void item030AConnectionThatSaysNothingIsClosed() throws IOException {
        try (Cluster strict = Cluster.start(
                        shape(), TICK_MILLIS, List.of(), List.of("-Dzookeeper.nio.sessionlessCnxnTimeout=1000"));
                RawClient talker = raw(strict.servers().get(0));
                RawClient silent = new RawClient(strict.servers().get(0))) {
            long begin = System.nanoTime();
            assertThat(silent.bytesUntilClosed()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
            Requests.done(talker.call(-2, org.apache.zookeeper.ZooDefs.OpCode.ping));
        }
    }
}
