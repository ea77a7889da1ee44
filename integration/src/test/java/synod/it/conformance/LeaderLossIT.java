package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What a leader's end is to clients, and what an observer is: items 216, 226, 227 and 230. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class LeaderLossIT extends Conformance {
    LeaderLossIT(Shape shape) {
        super(shape);
    }

    private String createOwn(ZooKeeper client, String path, CreateMode mode)
            throws KeeperException, InterruptedException {
        return client.create(path, bytes("x"), Ids.OPEN_ACL_UNSAFE, mode);
    }

    /** Asks again and again until the client has a connection, as its owner would. */
    private static void awaitConnected(ZooKeeper client) {
        Awaitility.await("a connection")
                .atMost(Cluster.PATIENCE)
                .ignoreException(KeeperException.ConnectionLossException.class)
                .until(() -> client.exists("/", false) != null);
    }

    @Test
    void item216NothingAcknowledgedGoesWithALeader() throws KeeperException, InterruptedException {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, List.of())) {
            ZooKeeper client = Clients.connect(own.connectString());
            client.create("/a", bytes("0"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            long session = client.getSessionId();
            createOwn(client, "/a/mine", CreateMode.EPHEMERAL);
            List<String> acknowledged = new ArrayList<>();
            ServerProcess leader = own.awaitLeader();
            for (int i = 0; i < 40; i++) {
                if (i == 20) {
                    leader.kill();
                }
                try {
                    acknowledged.add(createOwn(client, "/a/n" + i, CreateMode.PERSISTENT));
                } catch (KeeperException.ConnectionLossException e) {
                    // Whether it happened is not known.
                    awaitConnected(client);
                }
            }
            assertThat(client.getSessionId()).isEqualTo(session);
            ZooKeeper reader = Clients.connect(own.connectString());
            reader.sync("/a", (code, path, context) -> {}, null);
            List<String> there = reader.getChildren("/a", false);
            for (String path : acknowledged) {
                assertThat(there).contains(path.substring("/a/".length()));
            }
            assertThat(acknowledged).hasSizeGreaterThan(20);
            Stat mine = reader.exists("/a/mine", false);
            assertThat(mine).isNotNull();
            assertThat(mine.getEphemeralOwner()).isEqualTo(session);
            client.close();
            reader.close();
        }
    }

    @Test
    void item226AnObserverServesAsAFollowerDoes() throws KeeperException, InterruptedException {
        try (Cluster own = Cluster.startWithObserver(shape())) {
            ServerProcess observer = own.servers().get(shape().size() - 1);
            ZooKeeper client = Clients.connect(observer.address());
            ZooKeeper other = Clients.connect(own.awaitLeader().address());
            createOwn(client, "/a", CreateMode.PERSISTENT);
            assertThat(createOwn(client, "/a/s", CreateMode.EPHEMERAL_SEQUENTIAL))
                    .isEqualTo("/a/s0000000000");
            List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
            client.getData("/a", event -> told.add(event.getType() + " " + event.getPath()), null);
            Stat changed = other.setData("/a", bytes("y"), 0);
            Awaitility.await("told").atMost(Cluster.PATIENCE).until(() -> !told.isEmpty());
            assertThat(told).containsExactly("NodeDataChanged /a");
            client.sync("/a", (code, path, context) -> {}, null);
            assertThat(client.exists("/a", false)).isEqualTo(other.exists("/a", false));
            assertThat(changed.getVersion()).isEqualTo(1);
            client.close();
            Awaitility.await("the ephemeral goes")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> other.getChildren("/a", false).isEmpty());
            other.close();
        }
    }

    @Test
    void item227VersionsNumbersAndStatsGoOnUnderTheNextLeader() throws KeeperException, InterruptedException {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, List.of())) {
            ZooKeeper client = Clients.connect(own.connectString());
            createOwn(client, "/a", CreateMode.PERSISTENT);
            createOwn(client, "/a/s", CreateMode.PERSISTENT_SEQUENTIAL);
            Stat before = client.setData("/a", bytes("1"), 0);
            own.awaitLeader().kill();
            awaitConnected(client);
            Stat kept = client.exists("/a", false);
            assertThat(kept).isEqualTo(before);
            assertThat(createOwn(client, "/a/s", CreateMode.PERSISTENT_SEQUENTIAL))
                    .isEqualTo("/a/s0000000001");
            Stat after = client.setData("/a", bytes("2"), 1);
            assertThat(after.getVersion()).isEqualTo(2);
            assertThat(after.getCzxid()).isEqualTo(before.getCzxid());
            assertThat(after.getMzxid() >>> 32).isGreaterThan(before.getMzxid() >>> 32);
            client.close();
        }
    }

    @Test
    void item230AnElectionCostsNobodyItsSession() throws KeeperException, InterruptedException {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, List.of())) {
            List<ZooKeeper> clients = new ArrayList<>();
            List<Long> sessions = new ArrayList<>();
            for (ServerProcess server : own.servers()) {
                ZooKeeper client = Clients.connect(own.connectString());
                createOwn(client, "/of" + server.id(), CreateMode.EPHEMERAL);
                clients.add(client);
                sessions.add(client.getSessionId());
            }
            own.awaitLeader().kill();
            for (int i = 0; i < clients.size(); i++) {
                ZooKeeper client = clients.get(i);
                awaitConnected(client);
                assertThat(client.getSessionId()).isEqualTo(sessions.get(i));
            }
            for (ServerProcess server : own.servers()) {
                assertThat(clients.get(0).exists("/of" + server.id(), false)).isNotNull();
            }
            for (ZooKeeper client : clients) {
                client.close();
            }
        }
    }
}
