package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.SyncRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Events;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** A server without a quorum that serves those who only read: items 157, 221 and 222, and part of 208. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class ReadOnlyIT extends Conformance {
    private static final List<String> OPTIONS = List.of("-Dreadonlymode.enabled=true");

    /** Without local sessions nobody gets a session from a reference that only reads. */
    private static final List<String> LOCAL =
            List.of("localSessionsEnabled=true", "localSessionsUpgradingEnabled=true");

    ReadOnlyIT(Shape shape) {
        super(shape);
    }

    private static ServerProcess leaveAlone(Cluster own) throws KeeperException, InterruptedException {
        ZooKeeper writer = Clients.connect(own.connectString());
        writer.create("/a", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        writer.close();
        ServerProcess last = own.awaitFollower();
        Awaitility.await("it has what was written").atMost(Cluster.PATIENCE).until(() -> {
            ZooKeeper reader = Clients.connect(last.address());
            boolean isThere = reader.exists("/a", false) != null;
            reader.close();
            return isThere;
        });
        own.servers().stream().filter(server -> server != last).forEach(ServerProcess::kill);
        Awaitility.await("it serves those who only read")
                .atMost(Cluster.PATIENCE)
                .until(() -> last.ask("isro").orElse("").equals("ro"));
        return last;
    }

    /** A client who would be content with a server that cannot write, connected to one. */
    private static ZooKeeper reader(String servers) throws IOException {
        ZooKeeper client = new ZooKeeper(servers, Clients.TIMEOUT_MILLIS, event -> {}, true);
        Awaitility.await("a connection for reading")
                .atMost(Cluster.PATIENCE)
                .until(() -> client.getState() == ZooKeeper.States.CONNECTEDREADONLY);
        return client;
    }

    @Test
    void item221ReadsAreAnsweredAndWritesRefused() throws Exception {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, LOCAL, OPTIONS)) {
            ServerProcess alone = leaveAlone(own);
            assertThat(alone.ask("srvr").orElse(""))
                    .contains("READ-ONLY mode; serving only read-only clients\n", "Mode: read-only\n");
            assertThat(alone.ask("mntr").orElse("")).contains("zk_server_state\tread-only\n");
            Events events = new Events();
            ZooKeeper client = reader(alone.address());
            assertThat(text(client.getData("/a", events, null))).isEqualTo("1");
            assertThat(client.getChildren("/", events)).contains("a");
            assertThat(client.exists("/none", events)).isNull();
            assertThatThrownBy(() -> client.create("/b", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.setData("/a", bytes("2"), -1))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.delete("/a", -1)).isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.setACL("/a", Ids.OPEN_ACL_UNSAFE, -1))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.multi(List.of(Op.check("/a", -1))))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            BlockingQueue<Integer> synced = new LinkedBlockingQueue<>();
            client.sync("/a", (code, path, context) -> synced.add(code), null);
            assertThat(synced.poll(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isEqualTo(Code.NOTREADONLY.intValue());
            client.close();
            try (RawClient raw = new RawClient(alone)) {
                ConnectResponse session =
                        raw.handshake(new ConnectRequest(0, 0, Clients.TIMEOUT_MILLIS, 0, new byte[16], true));
                assertThat(session.getReadOnly()).isTrue();
                RawClient.Frame read = raw.call(1, OpCode.ping);
                RawClient.Frame refused = raw.call(2, OpCode.sync, new SyncRequest("/"));
                assertThat(refused.header().getErr()).isEqualTo(Code.NOTREADONLY.intValue());
                assertThat(refused.header().getZxid())
                        .as("the last one that was applied")
                        .isEqualTo(read.header().getZxid());
                assertThat(raw.call(3, OpCode.closeSession).header().getErr()).isZero();
                assertThat(raw.bytesUntilClosed()).isZero();
            }
        }
    }

    @Test
    void item222WhoWantsToWriteIsSentAway() throws Exception {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, LOCAL, OPTIONS)) {
            ServerProcess alone = leaveAlone(own);
            try (RawClient writer = new RawClient(alone)) {
                writer.sendFrame(
                        RawClient.bytes(new ConnectRequest(0, 0, Clients.TIMEOUT_MILLIS, 0, new byte[16], false)));
                assertThat(writer.bytesUntilClosed()).isZero();
            }
            try (RawClient reader = new RawClient(alone)) {
                assertThat(reader.handshake(new ConnectRequest(0, 0, Clients.TIMEOUT_MILLIS, 0, new byte[16], true))
                                .getTimeOut())
                        .isPositive();
            }
        }
    }

    @Test
    void item157AWatchOutlivesTheWayBackToAQuorum() throws Exception {
        // Better than the reference, which needs local sessions for it.
        List<String> settings = shape().product() == Product.SYNOD ? List.of() : LOCAL;
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, settings, OPTIONS)) {
            ServerProcess alone = leaveAlone(own);
            Events events = new Events();
            ZooKeeper client = reader(own.connectString());
            assertThat(text(client.getData("/a", events, null))).isEqualTo("1");
            own.startAll();
            own.awaitServing();
            Awaitility.await("the way back")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> client.getState() == ZooKeeper.States.CONNECTED);
            assertThat(alone.ask("isro")).contains("rw");
            ZooKeeper writer = Clients.connect(own.connectString());
            writer.setData("/a", bytes("2"), -1);
            assertThat(events.nextText()).isEqualTo("NodeDataChanged /a");
            client.create("/b", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            client.close();
            writer.close();
        }
    }
}
