package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Events;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.Product;
import synod.it.cluster.Shape;

/**
 * What becomes of watches when connections end and others begin, and of events that not everybody may see: items 148 to
 * 155 and 158 to 162.
 */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class WatchesAndConnectionsIT extends Talking {
    private static final List<String> NONE = List.of();
    private static final List<ACL> OF_USER_1 =
            Collections.unmodifiableList(acl(Perms.ALL, "digest", "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ="));

    WatchesAndConnectionsIT(Shape shape) {
        super(shape);
    }

    private String ask(String word) {
        return server().ask(word).orElseThrow();
    }

    @Test
    void item148WatchesGoWithTheirConnection() throws IOException {
        zk.create(at("/a")).ok();
        Talk watcher = open();
        watcher.get(at("/a"), true).ok();
        assertThat(ask("wchp")).contains(at("/a"));
        assertThat(ask("wchs")).contains("Total watches:1");
        assertThat(ask("mntr")).contains("zk_watch_count\t1\n");
        watcher.close();
        Awaitility.await().atMost(Cluster.PATIENCE).untilAsserted(() -> {
            assertThat(ask("wchp")).doesNotContain(at("/a"));
            assertThat(ask("wchs")).contains("Total watches:0");
            assertThat(ask("mntr")).contains("zk_watch_count\t0\n");
        });
    }

    /** As a client does on a new connection: what it has seen, and what it watches. */
    private static Talk.Reply setWatches(
            Talk talk, long seen, List<String> data, List<String> exist, List<String> child) throws IOException {
        return talk.ask(OpCode.setWatches, new SetWatches(seen, data, exist, child))
                .ok();
    }

    @Test
    void item149EveryCaseOfSetWatches() throws IOException {
        for (String name : List.of("/same", "/set", "/grown", "/gone", "/there")) {
            zk.create(at(name)).ok();
        }
        long seen = zk.stat(at("/there")).getMzxid();
        zk.set(at("/set"), "1").ok();
        zk.create(at("/grown/child")).ok();
        zk.delete(at("/gone")).ok();

        List<String> all = List.of(at("/same"), at("/set"), at("/grown"), at("/gone"));
        setWatches(other, seen, all, NONE, NONE);
        other.news().forEach(event -> assertThat(event.zxid()).isEqualTo(-1));
        setWatches(other, seen, NONE, NONE, NONE);
        assertThat(other.told()).isEmpty();
        assertThat(leftAfter(other, all, WatcherType.Data)).containsExactly(at("/same"), at("/grown"));

        Talk second = open();
        setWatches(second, seen, all, NONE, NONE);
        assertThat(second.toldBefore()).containsExactlyInAnyOrder(changed(at("/set")), deleted(at("/gone")));

        Talk third = open();
        setWatches(third, seen, NONE, List.of(at("/there"), at("/gone")), NONE);
        assertThat(third.toldBefore()).containsExactly(created(at("/there")));
        assertThat(leftAfter(third, List.of(at("/there"), at("/gone")), WatcherType.Data))
                .containsExactly(at("/gone"));

        Talk fourth = open();
        setWatches(fourth, seen, NONE, NONE, all);
        assertThat(fourth.toldBefore()).containsExactlyInAnyOrder(childrenChanged(at("/grown")), deleted(at("/gone")));
        assertThat(leftAfter(fourth, all, WatcherType.Children)).containsExactly(at("/same"), at("/set"));

        zk.set(at("/same"), "1").ok();
        zk.create(at("/same/child")).ok();
        zk.create(at("/gone")).ok();
        assertThat(other.told()).containsExactly(changed(at("/same")));
        assertThat(third.told()).containsExactly(created(at("/gone")));
        assertThat(fourth.told()).containsExactly(childrenChanged(at("/same")));
    }

    private static List<String> leftAfter(Talk talk, List<String> paths, WatcherType kind) throws IOException {
        ArrayList<String> left = new ArrayList<>();
        for (String path : paths) {
            if (talk.checkWatches(path, kind).code() == Code.OK) {
                left.add(path);
            }
        }
        return left;
    }

    @Test
    void item150CreatedAndDeletedWhileAway() throws IOException {
        long seen = zk.stat(root).getMzxid();
        zk.create(at("/a")).ok();
        zk.delete(at("/a")).ok();
        setWatches(other, seen, NONE, List.of(at("/a")), NONE);
        assertThat(other.told()).isEmpty();
        zk.create(at("/a")).ok();
        assertThat(other.told()).containsExactly(created(at("/a")));
    }

    @Test
    void item151DeletedAndCreatedWhileAway() throws IOException {
        zk.create(at("/a")).ok();
        long seen = zk.stat(at("/a")).getMzxid();
        zk.delete(at("/a")).ok();
        zk.create(at("/a")).ok();
        setWatches(other, seen, List.of(at("/a")), NONE, NONE);
        assertThat(other.toldBefore()).containsExactly(changed(at("/a")));
        zk.set(at("/a"), "1").ok();
        assertThat(other.told()).as("it fired").isEmpty();
    }

    @Test
    void item152OneChildForAnotherWhileAway() throws IOException {
        zk.create(at("/a")).ok();
        long seen = zk.create(at("/a/x")).ok().zxid();
        zk.delete(at("/a/x")).ok();
        zk.create(at("/a/y")).ok();
        setWatches(other, seen, NONE, NONE, List.of(at("/a")));
        assertThat(other.toldBefore()).containsExactly(childrenChanged(at("/a")));
    }

    @Test
    void item153DataSetWhileAway() throws IOException {
        long seen = zk.create(at("/a")).ok().zxid();
        zk.set(at("/a"), "1").ok();
        setWatches(other, seen, List.of(at("/a")), NONE, List.of(at("/a")));
        assertThat(other.toldBefore()).containsExactly(changed(at("/a")));
        zk.create(at("/a/b")).ok();
        assertThat(other.told()).as("the child watch was set again").containsExactly(childrenChanged(at("/a")));
    }

    @Test
    void item154PersistentWatchesAreSetAgain() throws IOException {
        long seen = zk.create(at("/a")).ok().zxid();
        zk.set(at("/a"), "1").ok();
        zk.create(at("/a/b")).ok();
        SetWatches2 again = new SetWatches2(seen, NONE, NONE, NONE, List.of(at("/a")), List.of(at("/r"), at("/a/b")));
        other.ask(OpCode.setWatches2, again).ok();
        List<String> missed = shape().product() == Product.SYNOD
                ? List.of(changed(at("/a")), created(at("/a/b")), childrenChanged(at("/a")))
                : NONE;
        assertThat(other.told()).as("what was missed is told by Synod alone").isEqualTo(missed);
        for (int i = 0; i < 2; i++) {
            zk.set(at("/a"), "2").ok();
            zk.create(at("/a/b/c")).ok();
            zk.delete(at("/a/b/c")).ok();
            zk.create(at("/r")).ok();
            zk.create(at("/r/s")).ok();
            zk.delete(at("/r/s")).ok();
            zk.delete(at("/r")).ok();
            assertThat(other.told())
                    .containsExactly(
                            changed(at("/a")),
                            created(at("/a/b/c")),
                            deleted(at("/a/b/c")),
                            created(at("/r")),
                            created(at("/r/s")),
                            deleted(at("/r/s")),
                            deleted(at("/r")));
        }
        zk.create(at("/a/d")).ok();
        assertThat(other.told()).containsExactly(childrenChanged(at("/a")));
    }

    @Test
    void item155ManyWatchesAreSetAgainInSeveralFrames() throws Exception {
        int count = 2_000;
        String longName = "n".repeat(200);
        Events events = new Events();
        ZooKeeper client = connect();
        for (int i = 0; i < count; i++) {
            client.exists(at("/" + longName + i), events, (rc, path, context, stat) -> {}, null);
        }
        client.addWatch(at("/persistent"), events, AddWatchMode.PERSISTENT);
        loseConnection(client);
        for (int i = 0; i < count; i += 100) {
            zk.create(at("/" + longName + i)).ok();
            assertThat(events.nextText()).isEqualTo(created(at("/" + longName + i)));
        }
        zk.create(at("/" + longName + (count - 1))).ok();
        assertThat(events.nextText()).isEqualTo(created(at("/" + longName + (count - 1))));
        zk.create(at("/persistent")).ok();
        assertThat(events.nextText()).isEqualTo(created(at("/persistent")));
    }

    /** Another connection takes the session; the client takes it back, and when this returns it has its watches again. */
    private void loseConnection(ZooKeeper client) throws Exception {
        try (Talk thief = Talk.taking(server(), client)) {
            assertThat(thief.bytesUntilClosed()).as("the client has come back").isZero();
        }
        Awaitility.await().atMost(Cluster.PATIENCE).ignoreExceptions().until(() -> client.exists(root, false) != null);
    }

    @Test
    void item158EventsAreForThoseWhoMayRead() throws IOException {
        zk.exists(at("/a"), true).is(Code.NONODE);
        other.auth("digest", "user1:pass1").ok();
        other.create(at("/a"), CreateMode.PERSISTENT, OF_USER_1).ok();
        assertThat(zk.told()).as("created, and not to be read").isEmpty();
        other.setAcl(at("/a"), Ids.OPEN_ACL_UNSAFE).ok();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).as("the watch was used up").isEmpty();

        zk.get(at("/a"), true).ok();
        other.setAcl(at("/a"), OF_USER_1).ok();
        other.set(at("/a"), "2").ok();
        other.setAcl(at("/a"), Ids.OPEN_ACL_UNSAFE).ok();
        other.set(at("/a"), "3").ok();
        assertThat(zk.told()).isEmpty();

        zk.get(at("/a"), true).ok();
        other.setAcl(at("/a"), OF_USER_1).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).isEmpty();

        other.create(at("/b"), CreateMode.PERSISTENT, OF_USER_1).ok();
        zk.get(at("/b"), true).is(Code.NOAUTH);
        zk.auth("digest", "user1:pass1").ok();
        zk.get(at("/b"), true).ok();
        other.set(at("/b"), "1").ok();
        assertThat(zk.told()).as("who may read is told").containsExactly(changed(at("/b")));
    }

    @Test
    void item159RecursiveWatchesDoNotShowWhatIsHidden() throws IOException {
        zk.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        other.auth("digest", "user1:pass1").ok();
        other.create(at("/hidden"), CreateMode.PERSISTENT, OF_USER_1).ok();
        other.set(at("/hidden"), "1").ok();
        other.create(at("/hidden/open")).ok();
        other.delete(at("/hidden/open")).ok();
        other.delete(at("/hidden")).ok();
        other.create(at("/shown")).ok();
        assertThat(zk.told())
                .containsExactly(created(at("/hidden/open")), deleted(at("/hidden/open")), created(at("/shown")));
    }

    @Test
    void item160ChildrenAreToldToWhoMayReadTheParent() throws IOException {
        other.auth("digest", "user1:pass1").ok();
        zk.children(root, true).ok();
        other.create(at("/hidden"), CreateMode.PERSISTENT, OF_USER_1).ok();
        assertThat(zk.told()).containsExactly(childrenChanged(root));

        other.create(at("/parent")).ok();
        zk.children(at("/parent"), true).ok();
        other.setAcl(at("/parent"), OF_USER_1).ok();
        other.create(at("/parent/open")).ok();
        other.setAcl(at("/parent"), Ids.OPEN_ACL_UNSAFE).ok();
        other.create(at("/parent/other")).ok();
        assertThat(zk.told()).as("not told, and used up").isEmpty();
    }

    @Test
    void item161ExpiryTellsOfEphemerals() throws IOException {
        Talk owner = open(server(), 2 * TICK_MILLIS);
        owner.create(at("/e"), CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE).ok();
        zk.get(at("/e"), true).ok();
        zk.children(root, true).ok();
        owner.close();
        ArrayList<String> told = new ArrayList<>();
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> told.addAll(zk.told()) && told.size() >= 2);
        assertThat(told).containsExactly(deleted(at("/e")), childrenChanged(root));
        zk.exists(at("/e"), false).is(Code.NONODE);
    }

    @Test
    void item162ChrootsAreTheClientsAffair() throws Exception {
        Events events = new Events();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT).ok();
        ZooKeeper inside = Clients.connect(cluster.connectString() + root);
        try {
            inside.exists("/a", events);
            inside.getChildren("/", events);
            inside.create("/a", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.nextText()).isEqualTo(created("/a"));
            assertThat(events.nextText()).isEqualTo(childrenChanged("/"));
        } finally {
            inside.close();
        }
        assertThat(zk.told()).containsExactly(created(at("/a")));
    }
}
