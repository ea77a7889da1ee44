package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.SyncRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.audit.Load;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** The leader is stopped where it stands, others take over, and it goes on as if nothing had happened. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
@ExtendWith(ClusterLogs.class)
class PauseIT {
    private static final int TICK_MILLIS = 500;

    /** The shortest session timeout that these servers grant. */
    private static final int SESSION_MILLIS = 2 * TICK_MILLIS;

    private final Shape shape;

    PauseIT(Shape shape) {
        this.shape = shape;
    }

    @Test
    void nothingIsLostWhenTheLeaderFallsAsleep() throws Exception {
        try (Cluster cluster = Cluster.start(shape, TICK_MILLIS, List.of());
                Load load = Load.start(cluster, 7)) {
            for (double timeouts : new double[] {0.5, 1, 3, 10}) {
                load.awaitAcknowledged(100);
                ServerProcess leader = cluster.awaitLeader();
                long begin = System.nanoTime();
                leader.pause();
                Awaitility.await("a pause of " + timeouts + " session timeouts")
                        .atMost(Cluster.PATIENCE)
                        .until(() -> System.nanoTime() - begin > timeouts * SESSION_MILLIS * 1e6);
                leader.resume();
                cluster.awaitServing();
                load.awaitAcknowledged(10);
                load.assertKeepersLive();
            }
            load.audit();
        }
    }

    /**
     * A client of the sleeping leader asks for a sync and a read after others have changed the znode. When the leader
     * wakes it finds the question in its socket; it may close the connection, but must not answer with what was true
     * when it fell asleep.
     */
    @Test
    void aLeaderThatWakesAnswersNothingStale() throws Exception {
        Assumptions.assumeTrue(
                shape.product() == Product.SYNOD, "the reference answers a sync from what its leader believes");
        try (Cluster cluster = Cluster.start(shape, TICK_MILLIS, List.of())) {
            for (int round = 0; round < 3; round++) {
                wakeTheLeaderWithAQuestion(cluster, "/answer" + round);
            }
        }
    }

    private static void wakeTheLeaderWithAQuestion(Cluster cluster, String path) throws Exception {
        ServerProcess leader = cluster.awaitLeader();
        List<ServerProcess> others =
                cluster.servers().stream().filter(server -> server != leader).toList();
        ZooKeeper writer =
                Clients.connect(others.get(0).address() + "," + others.get(1).address());
        writer.create(path, bytes("before"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        try (RawClient client = new RawClient(leader)) {
            client.handshake(10_000);
            assertThat(syncRead(client, path)).isEqualTo("before");

            leader.pause();
            try {
                Awaitility.await("a write without the leader")
                        .atMost(Cluster.PATIENCE)
                        .ignoreExceptions()
                        .until(() -> writer.setData(path, bytes("after"), -1) != null);
                client.send(3, OpCode.sync, new SyncRequest(path));
                client.send(4, OpCode.getData, new GetDataRequest(path, false));
            } finally {
                leader.resume();
            }
            assertThat(answerOrNothing(client)).isIn("after", "nothing");
        }
        cluster.awaitServing();
        writer.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String syncRead(RawClient client, String path) throws IOException {
        client.send(1, OpCode.sync, new SyncRequest(path));
        client.send(2, OpCode.getData, new GetDataRequest(path, false));
        return answerOrNothing(client);
    }

    /** The data behind a sync that went well; nothing when either was refused or the connection ended. */
    private static String answerOrNothing(RawClient client) {
        try {
            RawClient.Frame synced = client.receive();
            RawClient.Frame read = client.receive();
            if (synced.header().getErr() != 0 || read.header().getErr() != 0) {
                return "nothing";
            }
            return new String(read.read(new GetDataResponse()).getData(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "nothing";
        }
    }
}
