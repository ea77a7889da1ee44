package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Sessions that one server knows alone, and their upgrade: items 223, 224 and 225. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class LocalSessionsIT extends Conformance {
    private static final List<String> LOCAL = List.of("localSessionsEnabled=true");
    private static final List<String> UPGRADING =
            List.of("localSessionsEnabled=true", "localSessionsUpgradingEnabled=true");

    LocalSessionsIT(Shape shape) {
        super(shape);
    }

    private Cluster start(List<String> settings) {
        return Cluster.start(shape(), TICK_MILLIS, settings);
    }

    private static long zxid(ZooKeeper client) throws KeeperException, InterruptedException {
        return client.setData("/", new byte[0], -1).getMzxid();
    }

    @Test
    void item223AnEphemeralNeedsAnUpgrade() throws Exception {
        try (Cluster own = start(LOCAL)) {
            ZooKeeper client = Clients.connect(own.awaitFollower().address());
            client.create("/a", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(text(client.getData("/a", false, null))).isEqualTo("1");
            for (CreateMode mode : List.of(CreateMode.EPHEMERAL, CreateMode.EPHEMERAL_SEQUENTIAL)) {
                assertThatThrownBy(() -> client.create("/a/e", bytes(""), Ids.OPEN_ACL_UNSAFE, mode))
                        .isInstanceOf(KeeperException.EphemeralOnLocalSessionException.class);
            }
            assertThat(client.getChildren("/a", false)).isEmpty();
            long before = zxid(client);
            ZooKeeper other = Clients.connect(own.awaitLeader().address());
            other.close();
            assertThat(zxid(client)).as("a session comes and goes unrecorded").isEqualTo(before + 1);
            client.close();
        }
        try (Cluster own = start(UPGRADING)) {
            for (ServerProcess server : own.servers()) {
                ZooKeeper client = Clients.connect(server.address());
                long session = client.getSessionId();
                String path = "/e" + server.id();
                client.create(path, bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                Stat stat = client.exists(path, false);
                assertThat(stat.getEphemeralOwner()).isEqualTo(session);
                assertThat(client.getSessionId()).isEqualTo(session);
                assertThat(client.getEphemerals()).containsExactly(path);
                client.close();
                ZooKeeper reader = Clients.connect(server.address());
                assertThat(reader.exists(path, false))
                        .as("it went with its session")
                        .isNull();
                reader.close();
            }
        }
    }

    @Test
    void item224ALocalSessionIsKnownToItsServerAlone() throws IOException, InterruptedException {
        try (Cluster own = start(UPGRADING)) {
            ServerProcess home = own.awaitFollower();
            ConnectResponse session;
            try (RawClient first = new RawClient(home)) {
                session = first.handshake(Talk.TIMEOUT_MILLIS);
                assertThat(first.call(1, OpCode.getEphemerals, new GetEphemeralsRequest("/"))
                                .header()
                                .getErr())
                        .isZero();
            }
            try (RawClient again = new RawClient(home)) {
                ConnectResponse same =
                        again.handshake(Talk.TIMEOUT_MILLIS, session.getSessionId(), session.getPasswd());
                assertThat(same.getSessionId()).isEqualTo(session.getSessionId());
                assertThat(same.getTimeOut()).isEqualTo(Talk.TIMEOUT_MILLIS);
            }
            for (ServerProcess server : own.servers()) {
                if (server != home) {
                    try (RawClient elsewhere = new RawClient(server)) {
                        ConnectResponse refused =
                                elsewhere.handshake(Talk.TIMEOUT_MILLIS, session.getSessionId(), session.getPasswd());
                        assertThat(refused.getTimeOut()).as("it is over there").isZero();
                        assertThat(refused.getSessionId()).isZero();
                    }
                }
            }
        }
    }

    @Test
    void item225AMultiWithAnEphemeralUpgradesToo() throws Exception {
        try (Cluster own = start(UPGRADING)) {
            ServerProcess home = own.awaitFollower();
            ZooKeeper client = Clients.connect(home.address());
            long session = client.getSessionId();
            client.multi(List.of(
                    Op.create("/a", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                    Op.create("/a/b", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT)));
            client.multi(List.of(
                    Op.create("/a/c", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                    Op.create("/a/e", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL)));
            assertThat(client.exists("/a/e", false).getEphemeralOwner()).isEqualTo(session);
            ServerProcess other = own.awaitLeader();
            try (Talk moved = Talk.taking(other, client)) {
                assertThat(moved.sessionId()).as("every server knows it now").isEqualTo(session);
                assertThat(moved.exists("/a/e", false).code()).isEqualTo(Code.OK);
            }
            client.close();
        }
    }
}
