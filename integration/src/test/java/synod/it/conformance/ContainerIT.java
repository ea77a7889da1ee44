package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** Nodes that the server removes by itself: items 76 to 90. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class ContainerIT extends Talking {
    private static final List<String> OFTEN =
            List.of("-Dznode.container.checkIntervalMs=200", "-Dzookeeper.extendedTypesEnabled=true");
    private static final int CONTAINER = CreateMode.CONTAINER.toFlag();
    private static final int TTL = CreateMode.PERSISTENT_WITH_TTL.toFlag();
    private static final int SEQUENTIAL_TTL = CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL.toFlag();

    /** How long a removal may take that is due within a second or two. */
    private static final Duration REMOVAL = Duration.ofSeconds(30);

    /** The longest time to live that there is. */
    private static final long LONG = 1_099_511_627_775L;

    ContainerIT(Shape shape) {
        super(shape, OFTEN);
    }

    private Cluster start(String... javaOptions) throws IOException {
        Cluster own = Cluster.start(shape(), TICK_MILLIS, List.of(), List.of(javaOptions));
        zk = open(own.servers().get(0), Talk.TIMEOUT_MILLIS);
        zk.create(root).ok();
        return own;
    }

    private Talk.Reply container(String path) throws IOException {
        return zk.ask(OpCode.createContainer, new CreateRequest(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CONTAINER));
    }

    private Talk.Reply ttl(String path, int flags, long millis) throws IOException {
        return zk.ask(OpCode.createTTL, new CreateTTLRequest(path, new byte[0], Ids.OPEN_ACL_UNSAFE, flags, millis));
    }

    private static Part ttlPart(String path, int flags, long millis) {
        return new Part(OpCode.createTTL, new CreateTTLRequest(path, new byte[0], Ids.OPEN_ACL_UNSAFE, flags, millis));
    }

    private void comeAndGo(String path) throws IOException {
        zk.create(path + "/child").ok();
        zk.delete(path + "/child").ok();
    }

    /** Waits until the server has removed a node; who waits keeps the sessions alive. */
    private void awaitGone(String path) {
        Awaitility.await(path + " is removed").atMost(REMOVAL).until(() -> {
            other.ping();
            return !zk.isThere(path);
        });
    }

    /** Waits until the check has been at work from here on, by what it does to a container that has served. */
    private void awaitCheck(String witness) throws IOException {
        container(witness).ok();
        comeAndGo(witness);
        awaitGone(witness);
    }

    @Test
    void item076UsedContainersGo() throws IOException {
        container(at("/never")).ok();
        container(at("/used")).ok();
        container(at("/inUse")).ok();
        zk.create(at("/inUse/child")).ok();
        zk.create(at("/plain")).ok();
        comeAndGo(at("/plain"));
        comeAndGo(at("/used"));
        awaitGone(at("/used"));
        awaitCheck(at("/witness"));
        assertThat(zk.names(root)).containsExactlyInAnyOrder("never", "inUse", "plain");
    }

    @Test
    void item077NeverUsedContainersGoWhenTold() throws IOException {
        start("-Dznode.container.checkIntervalMs=200", "-Dznode.container.maxNeverUsedIntervalMs=500");
        zk.create(at("/plain")).ok();
        container(at("/never")).ok();
        Stat stat = zk.stat(at("/never"));
        awaitGone(at("/never"));
        assertThat(System.currentTimeMillis() - stat.getMtime()).isGreaterThanOrEqualTo(500);
        assertThat(zk.names(root)).containsExactly("plain");
    }

    @Test
    void item078AChildThatComesInTimeSavesTheContainer() throws IOException {
        container(at("/c")).ok();
        zk.create(at("/c/child")).ok();
        container(at("/witness")).ok();
        comeAndGo(at("/witness"));
        // In each multi the container is empty for as long as it takes to carry out the next part.
        Part delete = Part.delete(at("/c/child"), -1);
        Part create = Part.create(at("/c/child"));
        Awaitility.await().atMost(REMOVAL).pollInterval(Duration.ofMillis(1)).until(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(zk.multi(delete, create, delete, create).codes()).containsOnly(0);
            }
            other.ping();
            return !zk.isThere(at("/witness"));
        });
        assertThat(zk.names(at("/c"))).containsExactly("child");
    }

    @Test
    void item079RemovalsAreSpreadOverTime() throws IOException {
        start("-Dznode.container.checkIntervalMs=200", "-Dznode.container.maxPerMinute=120");
        for (int i = 0; i < 4; i++) {
            container(at("/c" + i)).ok();
            zk.create(at("/c" + i + "/child")).ok();
        }
        Part[] deletes = new Part[4];
        for (int i = 0; i < 4; i++) {
            deletes[i] = Part.delete(at("/c" + i + "/child"), -1);
        }
        long before = System.nanoTime();
        assertThat(zk.multi(deletes).codes()).containsOnly(0);
        for (int i = 0; i < 4; i++) {
            awaitGone(at("/c" + i));
        }
        assertThat(System.nanoTime() - before)
                .as("half a second between two of four")
                .isGreaterThanOrEqualTo(1_500_000_000L);
    }

    @Test
    void item080ContainersInAMulti() throws IOException {
        Talk.Reply reply = zk.multi(
                Part.create(OpCode.createContainer, at("/c"), CONTAINER, Ids.OPEN_ACL_UNSAFE),
                Part.create(at("/c/child")));
        OpResult.CreateResult result = (OpResult.CreateResult) reply.results().get(0);
        assertThat(result.getType()).isEqualTo(OpCode.create2);
        assertThat(result.getPath()).isEqualTo(at("/c"));
        assertThat(result.getStat().getCzxid()).isEqualTo(reply.zxid());
        assertThat(result.getStat().getEphemeralOwner()).isZero();
        zk.delete(at("/c/child")).ok();
        awaitGone(at("/c"));
    }

    @Test
    void item081ContainersHaveNoOwner() throws IOException {
        Create2Response made = container(at("/c")).read(new Create2Response());
        assertThat(made.getPath()).isEqualTo(at("/c"));
        assertThat(made.getStat().getEphemeralOwner()).isZero();
        assertThat(zk.stat(at("/c"))).isEqualTo(made.getStat());
        Create2Response lasting = ttl(at("/t"), TTL, LONG).read(new Create2Response());
        assertThat(lasting.getStat().getEphemeralOwner()).isZero();
        assertThat(zk.stat(at("/t"))).isEqualTo(lasting.getStat());
    }

    @Test
    void item082TimesToLiveAreOffAtFirst() throws IOException {
        start();
        ttl(at("/t"), TTL, 1_000).is(Code.UNIMPLEMENTED);
        ttl(at("/t"), SEQUENTIAL_TTL, 1_000).is(Code.UNIMPLEMENTED);
        ttl(at("/t"), TTL, 0).is(Code.UNIMPLEMENTED);
        assertThat(zk.names(root)).isEmpty();
    }

    @Test
    void item083TimesToLiveHaveBounds() throws IOException {
        for (long millis : new long[] {0, -1, LONG + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ttl(at("/bad"), TTL, millis).is(Code.BADARGUMENTS);
        }
        assertThat(zk.isThere(at("/bad"))).isFalse();
        ttl(at("/short"), TTL, 1).ok();
        ttl(at("/long"), TTL, LONG).ok();
        awaitGone(at("/short"));
        assertThat(zk.isThere(at("/long"))).isTrue();
    }

    @Test
    void item084TimesToLiveRunFromTheLastChange() throws IOException {
        ttl(at("/parent"), TTL, 1).ok();
        // A parent of a child stays, as long as the child was there before the first check.
        while (zk.create(at("/parent/child")).code() == Code.NONODE) {
            ttl(at("/parent"), TTL, 1).ok();
        }
        long millis = 1_500;
        setAtHalfTime(at("/set"), millis);
        long mtime = zk.stat(at("/set")).getMtime();
        Awaitility.await().atMost(REMOVAL).pollInterval(Duration.ofMillis(1)).until(() -> {
            other.ping();
            return !zk.isThere(at("/set"));
        });
        assertThat(System.currentTimeMillis()).as("it began anew").isGreaterThanOrEqualTo(mtime + millis);

        assertThat(zk.names(at("/parent"))).containsExactly("child");
        zk.delete(at("/parent/child")).ok();
        awaitGone(at("/parent"));
    }

    /** Makes a node and sets its data after half of its life; who was held up for the other half begins again. */
    private void setAtHalfTime(String path, long millis) throws IOException {
        for (int i = 0; i < 10; i++) {
            long ctime =
                    ttl(path, TTL, millis).read(new Create2Response()).getStat().getCtime();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> System.currentTimeMillis() >= ctime + millis / 2);
            if (zk.set(path, "1").code() == Code.OK) {
                return;
            }
        }
        throw new AssertionError("it never lives for half of its time");
    }

    @Test
    void item085SequentialWithATimeToLive() throws IOException {
        assertThat(ttl(at("/s"), SEQUENTIAL_TTL, LONG)
                        .read(new Create2Response())
                        .getPath())
                .isEqualTo(at("/s0000000000"));
        assertThat(ttl(at("/s"), SEQUENTIAL_TTL, 1).read(new Create2Response()).getPath())
                .isEqualTo(at("/s0000000001"));
        awaitGone(at("/s0000000001"));
        assertThat(zk.names(root)).containsExactly("s0000000000");
    }

    @Test
    void item086TimesToLiveInAMulti() throws IOException {
        Talk.Reply reply = zk.multi(
                ttlPart(at("/t"), TTL, LONG),
                Part.delete(at("/t"), 0),
                ttlPart(at("/t"), TTL, 1),
                ttlPart(at("/s"), SEQUENTIAL_TTL, LONG));
        assertThat(reply.codes()).containsExactly(0, 0, 0, 0);
        OpResult.CreateResult result = (OpResult.CreateResult) reply.results().get(3);
        assertThat(result.getType()).isEqualTo(OpCode.create2);
        assertThat(result.getPath()).isEqualTo(at("/s0000000002"));
        assertThat(result.getStat().getCzxid()).isEqualTo(reply.zxid());
        awaitGone(at("/t"));

        ttl(at("/t"), TTL, LONG).ok();
        zk.delete(at("/t")).ok();
        ttl(at("/t"), TTL, 1).ok();
        awaitGone(at("/t"));
    }

    @Test
    void item087OthersHaveNoTimeToLive() throws IOException {
        for (CreateMode mode : List.of(
                CreateMode.PERSISTENT,
                CreateMode.EPHEMERAL,
                CreateMode.PERSISTENT_SEQUENTIAL,
                CreateMode.EPHEMERAL_SEQUENTIAL,
                CreateMode.CONTAINER)) {
            ttl(at("/x"), mode.toFlag(), 1_000).is(Code.BADARGUMENTS);
            ttl(at("/x"), mode.toFlag(), 0).is(Code.BADARGUMENTS);
        }
        zk.create(at("/x"), CreateMode.PERSISTENT_WITH_TTL, Ids.OPEN_ACL_UNSAFE).is(Code.BADARGUMENTS);
        assertThat(zk.names(root)).isEmpty();
    }

    @Test
    void item088TheyStayWhatTheyAreAfterARestart() throws IOException {
        Cluster own = start("-Dznode.container.checkIntervalMs=200", "-Dzookeeper.extendedTypesEnabled=true");
        container(at("/c")).ok();
        zk.create(at("/c/child")).ok();
        ttl(at("/t"), TTL, 1).ok();
        while (zk.create(at("/t/child")).code() == Code.NONODE) {
            ttl(at("/t"), TTL, 1).ok();
        }
        ttl(at("/long"), TTL, LONG).ok();
        List<Stat> before = stats();
        ServerProcess server = own.servers().get(0);
        server.kill();
        server.start();
        own.awaitServing();

        zk = open(server, Talk.TIMEOUT_MILLIS);
        assertThat(stats()).isEqualTo(before);
        zk.delete(at("/c/child")).ok();
        zk.delete(at("/t/child")).ok();
        awaitGone(at("/c"));
        awaitGone(at("/t"));
        assertThat(zk.names(root)).containsExactly("long");
    }

    private List<Stat> stats() throws IOException {
        return List.of(zk.stat(at("/c")), zk.stat(at("/t")), zk.stat(at("/long")));
    }

    @Test
    void item089RemovalIsADeletionForWatches() throws IOException {
        container(at("/c")).ok();
        zk.create(at("/c/child")).ok();
        other.get(at("/c"), true).ok();
        other.children(root, true).ok();
        Talk third = open();
        third.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        int cversion = zk.stat(root).getCversion();
        zk.delete(at("/c/child")).ok();
        List<String> told = new ArrayList<>();
        Awaitility.await().atMost(REMOVAL).until(() -> {
            zk.ping();
            third.ping();
            return told.addAll(other.told()) && told.size() >= 2;
        });
        assertThat(told).containsExactly(deleted(at("/c")), childrenChanged(root));
        assertThat(third.told()).containsExactly(deleted(at("/c/child")), deleted(at("/c")));
        assertThat(zk.stat(root).getCversion()).isEqualTo(cversion + 1);
    }

    @Test
    void item090NestedContainersGoLevelByLevel() throws IOException {
        List<String> deletions = new ArrayList<>();
        String path = root;
        for (int i = 0; i < 4; i++) {
            path += "/c";
            container(path).ok();
            deletions.add(0, deleted(path));
        }
        zk.create(path + "/leaf").ok();
        other.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        zk.delete(path + "/leaf").ok();
        deletions.add(0, deleted(path + "/leaf"));
        awaitGone(at("/c"));
        assertThat(other.told()).containsExactlyElementsOf(deletions);
    }
}
