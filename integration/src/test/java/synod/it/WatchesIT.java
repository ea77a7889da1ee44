package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Watches: what fires them, once or for good, and in which order they arrive. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class WatchesIT extends OnServers {
    private final Events events = new Events();
    private ZooKeeper zk;
    private ZooKeeper other;

    WatchesIT(Shape shape) {
        super(shape);
    }

    @BeforeEach
    void open() {
        zk = connect();
        other = connect();
    }

    private void create(String name) throws KeeperException, InterruptedException {
        other.create(root + "/" + name, bytes(name), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        settle();
    }

    /** Whatever was on its way to {@code zk} has arrived when this returns. */
    private void settle() throws InterruptedException {
        BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
        zk.sync(root, (rc, path, context) -> answers.add(rc), null);
        assertThat(answers.poll(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isZero();
    }

    @Test
    void oneShotWatchesOnData() throws Exception {
        assertThat(zk.exists(root + "/a", events)).isNull();
        create("a");
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a");

        zk.getData(root + "/a", events, null);
        Stat set = other.setData(root + "/a", bytes("1"), -1);
        WatchedEvent changed = events.next();
        assertThat(changed.getType()).isEqualTo(Watcher.Event.EventType.NodeDataChanged);
        assertThat(changed.getZxid()).isEqualTo(set.getMzxid());

        other.setData(root + "/a", bytes("2"), -1);
        settle();
        assertThat(events.arrived()).as("it fired once").isEmpty();

        zk.exists(root + "/a", events);
        other.delete(root + "/a", -1);
        assertThat(events.nextText()).isEqualTo("NodeDeleted " + root + "/a");
    }

    @Test
    void oneShotWatchesOnChildren() throws Exception {
        zk.getChildren(root, events);
        create("a");
        assertThat(events.nextText()).isEqualTo("NodeChildrenChanged " + root);

        zk.getChildren(root, events);
        other.setData(root + "/a", bytes("1"), -1);
        other.setData(root, bytes("1"), -1);
        settle();
        assertThat(events.arrived()).as("data are not children").isEmpty();
        other.delete(root + "/a", -1);
        assertThat(events.nextText()).isEqualTo("NodeChildrenChanged " + root);

        zk.getChildren(root, events);
        other.delete(root, -1);
        assertThat(events.nextText()).isEqualTo("NodeDeleted " + root);
    }

    @Test
    void failedReadsLeaveNoWatchButExistsDoes() throws Exception {
        assertThatThrownBy(() -> zk.getData(root + "/a", events, null))
                .isInstanceOf(KeeperException.NoNodeException.class);
        assertThatThrownBy(() -> zk.getChildren(root + "/a", events))
                .isInstanceOf(KeeperException.NoNodeException.class);
        create("a");
        settle();
        assertThat(events.arrived()).isEmpty();

        zk.exists(root + "/b", events);
        create("b");
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/b");
    }

    @Test
    void setAclTellsNobody() throws Exception {
        create("a");
        zk.getData(root + "/a", events, null);
        zk.getChildren(root + "/a", events);
        other.setACL(root + "/a", Ids.OPEN_ACL_UNSAFE, -1);
        settle();
        assertThat(events.arrived()).isEmpty();
    }

    @Test
    void theEventComesBeforeTheReplyOfTheChange() throws Exception {
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        for (int i = 0; i < 50; i++) {
            String path = root + "/n" + i;
            zk.exists(path, event -> order.add("event"));
            zk.create(
                    path,
                    null,
                    Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT,
                    (rc, p, c, name) -> order.add("reply"),
                    null);
            assertThat(order.poll(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isEqualTo("event");
            assertThat(order.poll(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isEqualTo("reply");
        }
    }

    @Test
    void whoReadsNewDataHasBeenToldBefore() throws Exception {
        create("a");
        for (int i = 0; i < 50; i++) {
            BlockingQueue<String> order = new LinkedBlockingQueue<>();
            String before = text(zk.getData(root + "/a", event -> order.add("event"), null));
            other.setData(root + "/a", bytes("v" + i), -1);
            while (!order.contains("v" + i)) {
                zk.getData(root + "/a", false, (rc, p, c, data, stat) -> order.add(text(data)), null);
                settle();
            }
            order.removeIf(seen -> seen.equals(before));
            assertThat(order.peek()).isEqualTo("event");
        }
    }

    @Test
    void persistentWatchesStay() throws Exception {
        zk.addWatch(root + "/a", events, AddWatchMode.PERSISTENT);
        create("a");
        create("a/child");
        other.setData(root + "/a", bytes("1"), -1);
        other.delete(root + "/a/child", -1);
        other.delete(root + "/a", -1);
        create("a");
        for (String expected : List.of(
                "NodeCreated",
                "NodeChildrenChanged",
                "NodeDataChanged",
                "NodeChildrenChanged",
                "NodeDeleted",
                "NodeCreated")) {
            assertThat(events.nextText()).isEqualTo(expected + " " + root + "/a");
        }
    }

    @Test
    void recursiveWatchesSeeEverythingBelow() throws Exception {
        zk.addWatch(root + "/a", events, AddWatchMode.PERSISTENT_RECURSIVE);
        create("a");
        create("ab");
        create("a/b");
        create("a/b/c");
        other.setData(root + "/a/b/c", bytes("1"), -1);
        other.delete(root + "/a/b/c", -1);
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a");
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a/b");
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a/b/c");
        assertThat(events.nextText()).isEqualTo("NodeDataChanged " + root + "/a/b/c");
        assertThat(events.nextText()).isEqualTo("NodeDeleted " + root + "/a/b/c");
        settle();
        assertThat(events.arrived()).isEmpty();
    }

    @Test
    void removedWatchesAreSilent() throws Exception {
        create("a");
        Watcher watcher = event -> {
            if (event.getType() != Watcher.Event.EventType.DataWatchRemoved) {
                events.process(event);
            }
        };
        zk.getData(root + "/a", watcher, null);
        zk.removeWatches(root + "/a", watcher, WatcherType.Data, false);
        other.setData(root + "/a", bytes("1"), -1);
        settle();
        assertThat(events.arrived()).isEmpty();
        assertThatThrownBy(() -> zk.removeWatches(root + "/a", watcher, WatcherType.Data, false))
                .isInstanceOf(KeeperException.NoWatcherException.class);
    }

    @Test
    void theEventsOfAMultiComeInItsOrder() throws Exception {
        zk.addWatch(root, events, AddWatchMode.PERSISTENT_RECURSIVE);
        other.multi(List.of(
                Op.create(root + "/b", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.create(root + "/a", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.setData(root + "/b", null, -1),
                Op.delete(root + "/a", -1)));
        WatchedEvent first = events.next();
        assertThat(first.getPath()).isEqualTo(root + "/b");
        assertThat(events.nextText()).isEqualTo("NodeCreated " + root + "/a");
        assertThat(events.nextText()).isEqualTo("NodeDataChanged " + root + "/b");
        WatchedEvent last = events.next();
        assertThat(last.getType()).isEqualTo(Watcher.Event.EventType.NodeDeleted);
        assertThat(last.getZxid()).isEqualTo(first.getZxid());
    }

    @Test
    void aClosedSessionTellsOfItsEphemerals() throws Exception {
        ZooKeeper owner = connect();
        owner.create(root + "/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        settle();
        assertThat(zk.exists(root + "/e", events)).isNotNull();
        owner.close();
        assertThat(events.nextText()).isEqualTo("NodeDeleted " + root + "/e");
        assertThat(zk.exists(root + "/e", false)).isNull();
    }
}
