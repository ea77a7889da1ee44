package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Persistent watches of the unmodified client, whose server goes away while others write. */
@ExtendWith(ClusterLogs.class)
class MissedEventsIT {
    private static final String END = "/end";

    private static void create(ZooKeeper client, String path) throws KeeperException, InterruptedException {
        client.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE", "SYNOD"})
    void whatHappenedMeanwhileArrivesInOrderWithSynodAndNotWithTheReference(Product product) throws Exception {
        try (Cluster cluster = Cluster.start(new Shape(product, 3))) {
            ServerProcess first = cluster.awaitFollower();
            ServerProcess next = cluster.servers().stream()
                    .filter(server -> server != first)
                    .findFirst()
                    .orElseThrow();
            CountDownLatch isCut = new CountDownLatch(1);
            Events events = new Events();
            ZooKeeper watching = Clients.connect(first.address(), Clients.TIMEOUT_MILLIS, event -> {
                if (event.getState() == Watcher.Event.KeeperState.Disconnected) {
                    isCut.countDown();
                }
            });
            create(watching, "/app");
            create(watching, "/app/kept");
            create(watching, "/plain");
            watching.addWatch("/app", events, AddWatchMode.PERSISTENT_RECURSIVE);
            watching.addWatch("/plain", events, AddWatchMode.PERSISTENT);
            watching.addWatch(END, events, AddWatchMode.PERSISTENT);
            long session = watching.getSessionId();

            first.kill();
            assertThat(isCut.await(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            ZooKeeper writing = Clients.connect(next.address());
            create(writing, "/app/new");
            long written = writing.setData("/app/new", new byte[1], -1).getMzxid();
            create(writing, "/beside");
            writing.setData("/app/kept", new byte[1], -1);
            create(writing, "/plain/child");
            writing.delete("/app/new", -1);
            writing.setData("/plain", new byte[1], -1);

            watching.updateServerList(next.address());
            Awaitility.await("the next connection")
                    .atMost(Cluster.PATIENCE)
                    .ignoreException(KeeperException.ConnectionLossException.class)
                    .until(() -> watching.exists("/app/kept", false) != null);
            assertThat(watching.getSessionId()).as("the same session").isEqualTo(session);
            create(writing, END);
            List<WatchedEvent> told = new ArrayList<>();
            do {
                told.add(events.next());
            } while (!told.get(told.size() - 1).getPath().equals(END));
            List<String> texts = told.stream()
                    .map(event -> event.getType() + " " + event.getPath())
                    .toList();
            if (product == Product.SYNOD) {
                assertThat(texts)
                        .containsExactly(
                                "NodeCreated /app/new",
                                "NodeDataChanged /app/new",
                                "NodeDataChanged /app/kept",
                                "NodeChildrenChanged /plain",
                                "NodeDeleted /app/new",
                                "NodeDataChanged /plain",
                                "NodeCreated " + END);
                assertThat(told.get(1).getZxid()).isEqualTo(written);
            } else {
                assertThat(texts).containsExactly("NodeCreated " + END);
            }
            watching.close();
            writing.close();
        }
    }
}
