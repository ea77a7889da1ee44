package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Events;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** Multis and watches on several servers: items 115 and 156. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class AcrossServersIT extends Conformance {
    AcrossServersIT(Shape shape) {
        super(shape);
    }

    @Test
    void item115AFollowerAnswersMultisAsTheLeaderDoes() throws IOException {
        for (ServerProcess server : List.of(cluster.awaitFollower(), cluster.awaitLeader())) {
            String base = root + "/at" + server.id();
            try (Talk talk = Talk.with(server, Talk.TIMEOUT_MILLIS)) {
                talk.addWatch(base, AddWatchMode.PERSISTENT_RECURSIVE).ok();
                Talk.Reply reply = talk.multi(
                        Part.create(base),
                        Part.create(OpCode.create2, base + "/a", 0, Ids.OPEN_ACL_UNSAFE),
                        Part.set(base, 0),
                        Part.sequential(base + "/s"),
                        Part.delete(base + "/a", 0));
                assertThat(talk.toldBefore())
                        .containsExactly(
                                "NodeCreated " + base,
                                "NodeCreated " + base + "/a",
                                "NodeDataChanged " + base,
                                "NodeCreated " + base + "/s0000000001",
                                "NodeDeleted " + base + "/a");
                List<OpResult> results = reply.results();
                assertThat(((OpResult.CreateResult) results.get(1)).getStat().getCzxid())
                        .isEqualTo(reply.zxid());
                assertThat(((OpResult.CreateResult) results.get(3)).getPath()).isEqualTo(base + "/s0000000001");
                assertThat(talk.multi(Part.create(base + "/b"), Part.check(base, 0), Part.create(base + "/c"))
                                .codes())
                        .containsExactly(0, Code.BADVERSION.intValue(), Code.RUNTIMEINCONSISTENCY.intValue());
                assertThat(talk.names(base)).containsExactly("s0000000001");
                assertThat(talk.multiRead(Part.get(base), Part.get(base + "/b")).codes())
                        .containsExactly(0, Code.NONODE.intValue());
            }
        }
    }

    /** A client that tells which server it is connected to. */
    @SuppressWarnings("try") // The client's own close() may be interrupted; nobody opens one in a try.
    private static final class Locatable extends ZooKeeper {
        Locatable(String connectString, Watcher watcher) throws IOException {
            super(connectString, Clients.TIMEOUT_MILLIS, watcher);
        }

        int port() {
            return testableRemoteSocketAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        }
    }

    @Test
    void item156WatchesMoveWithTheClient() throws Exception {
        Events events = new Events();
        Locatable client = new Locatable(cluster.connectString(), event -> {});
        try {
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.exists(root, false) != null);
            client.getData(root, events, null);
            client.exists(root + "/a", events);
            client.getChildren(root, events);
            client.addWatch(root + "/r", events, AddWatchMode.PERSISTENT_RECURSIVE);
            int port = client.port();
            ServerProcess left = cluster.servers().stream()
                    .filter(server -> server.clientPort() == port)
                    .findAny()
                    .orElseThrow();
            left.kill();
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.exists(root, false) != null && client.port() != port);

            client.setData(root, bytes("1"), -1);
            assertThat(events.nextText()).isEqualTo("NodeDataChanged " + root);
            client.create(root + "/a", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a");
            assertThat(events.nextText()).isEqualTo("NodeChildrenChanged " + root);
            client.create(root + "/r", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/r");
            client.create(root + "/r/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/r/s");
        } finally {
            client.close();
            cluster.startAll();
            cluster.awaitServing();
        }
    }
}
