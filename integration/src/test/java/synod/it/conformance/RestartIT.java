package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.made;

import java.io.IOException;
import java.time.Duration;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.proto.ConnectResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** Sessions when their server is killed and started again. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class RestartIT extends Conformance {
    RestartIT(Shape shape) {
        super(shape);
    }

    private void start() {
        server().start();
        cluster.awaitServing();
    }

    @Test
    void item019SessionsAndEphemeralsSurviveARestart() throws IOException {
        try (RawClient before = new RawClient(server())) {
            ConnectResponse session = before.handshake(10_000);
            made(before, root + "/e", CreateMode.EPHEMERAL);
            server().kill();
            start();
            try (RawClient after = new RawClient(server())) {
                assertThat(after.handshake(10_000, session.getSessionId(), session.getPasswd()))
                        .isEqualTo(session);
                assertThat(Requests.stat(after, root + "/e").getEphemeralOwner())
                        .isEqualTo(session.getSessionId());
            }
        }
    }

    @Test
    void item020AfterARestartTheTimeoutBeginsAnew() throws IOException {
        int timeout = 4 * TICK_MILLIS;
        try (RawClient before = new RawClient(server())) {
            before.handshake(timeout);
            made(before, root + "/e", CreateMode.EPHEMERAL);
            server().kill();
        }
        long started = System.nanoTime();
        start();
        try (RawClient witness = raw()) {
            Awaitility.await("the session that never returns ends")
                    .pollInterval(Duration.ofMillis(100))
                    .pollDelay(Duration.ZERO)
                    .atMost(Cluster.PATIENCE)
                    .until(() -> !isThere(witness, root + "/e"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(timeout));
    }
}
