package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Why sessions ended, as {@code bin/synod session ID} and the log of the leader tell. */
@ExtendWith(ClusterLogs.class)
class SessionReasonIT {
    private static final int TICK_MILLIS = 500;
    private static final int TIMEOUT_MILLIS = 2_000;

    private static String told(Cluster cluster, long session, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "synod.cli.Main",
                "session",
                "0x" + Long.toHexString(session),
                "--server",
                cluster.connectString()));
        command.addAll(Arrays.asList(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private static void awaitEnd(ServerProcess server, long session) {
        Awaitility.await("the session's end")
                .atMost(Cluster.PATIENCE)
                .until(() -> !server.ask("dump").orElse("").contains("0x" + Long.toHexString(session)));
    }

    @Test
    void silenceAndAWishAreTold() throws Exception {
        try (Cluster cluster = Cluster.start(new Shape(Product.SYNOD, 3), TICK_MILLIS, List.of())) {
            ServerProcess home = cluster.awaitFollower();
            ServerProcess leader = cluster.awaitLeader();
            long silent;
            try (RawClient client = new RawClient(home)) {
                silent = client.handshake(TIMEOUT_MILLIS).getSessionId();
                assertThat(told(cluster, silent))
                        .contains("lives, with a timeout of 2000 ms; its client is connected to this server");
            }
            awaitEnd(leader, silent);
            String reason = told(cluster, silent);
            assertThat(reason)
                    .containsPattern("ended by this server: nothing was heard of its client for \\d{4} ms, and its"
                            + " timeout is 2000 ms")
                    .contains("its connection to this server was closed or broke on its client's side")
                    .contains("does not live, as far as this server knows");
            assertThat(reason.lines().filter(line -> line.contains("  expired")).count())
                    .as(reason)
                    .isEqualTo(3);
            assertThat(leader.countInLog("session 0x" + Long.toHexString(silent) + " ends: nothing was heard"))
                    .isEqualTo(1);

            long closed;
            try (RawClient client = new RawClient(home)) {
                closed = client.handshake(TIMEOUT_MILLIS).getSessionId();
                assertThat(client.call(1, OpCode.closeSession).header().getErr())
                        .isZero();
            }
            assertThat(told(cluster, closed, "--json"))
                    .contains("\"server\":\"" + home.address() + "\"", "closed by its client");
        }
    }

    @Test
    void aServerThatStoodStillSaysSo() throws Exception {
        try (Cluster cluster = Cluster.start(new Shape(Product.SYNOD, 3), TICK_MILLIS, List.of())) {
            ServerProcess home = cluster.awaitFollower();
            ServerProcess leader = cluster.awaitLeader();
            try (RawClient client = new RawClient(home)) {
                long session = client.handshake(TIMEOUT_MILLIS).getSessionId();
                home.pause();
                awaitEnd(leader, session);
                home.resume();
                awaitEnd(home, session);
                assertThat(told(cluster, session))
                        .containsPattern("expired; in the minute before, this server stood still for \\d+\\.\\d s");
            }
        }
    }
}
