package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What a subtree may hold and does hold: items 193 to 200. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class QuotaIT extends Conformance {
    private static final List<String> ENFORCED = List.of("-Dzookeeper.enforceQuota=true");

    private ZooKeeper zk;

    QuotaIT(Shape shape) {
        super(shape, ENFORCED);
        zk = connect();
    }

    @BeforeEach
    void connectFirst() {
        zk = connect();
    }

    private static void create(ZooKeeper zk, String path, String data) throws KeeperException, InterruptedException {
        zk.create(path, bytes(data), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private void create(String path, String data) throws KeeperException, InterruptedException {
        create(zk, path, data);
    }

    private static String limits(String path) {
        return "/zookeeper/quota" + path + "/zookeeper_limits";
    }

    private static String stats(String path) {
        return "/zookeeper/quota" + path + "/zookeeper_stats";
    }

    /** As zkCli does it. */
    private static void setQuota(ZooKeeper zk, String path, String limits)
            throws KeeperException, InterruptedException {
        StringBuilder parent = new StringBuilder("/zookeeper/quota");
        for (String name : path.substring(1).split("/", -1)) {
            parent.append('/').append(name);
            if (zk.exists(parent.toString(), false) == null) {
                create(zk, parent.toString(), "");
            }
        }
        create(zk, limits(path), limits);
        create(zk, stats(path), "count=0,bytes=0");
    }

    private String held(String path) throws KeeperException, InterruptedException {
        return text(zk.getData(stats(path), false, null));
    }

    private static void refused(Attempt attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        KeeperException.class, e -> assertThat(e.code()).isEqualTo(Code.QUOTAEXCEEDED));
    }

    private interface Attempt {
        void run() throws KeeperException, InterruptedException;
    }

    @Test
    void item193StatisticsCountFromTheLimitsOn() throws KeeperException, InterruptedException {
        create(root + "/a", "123");
        setQuota(zk, root, "count=100,bytes=1000");
        assertThat(held(root)).isEqualTo("count=2,bytes=3");
        Stat before = zk.exists(stats(root), false);
        create(root + "/b", "4567");
        zk.setData(root + "/a", bytes("1"), -1);
        assertThat(held(root)).isEqualTo("count=3,bytes=5");
        Stat after = zk.exists(stats(root), false);
        assertThat(List.of(after.getVersion(), after.getMzxid(), after.getMtime()))
                .isEqualTo(List.of(before.getVersion(), before.getMzxid(), before.getMtime()));
    }

    @Test
    void item194TheNodeItselfCountsAndDataOfAll() throws KeeperException, InterruptedException {
        zk.setData(root, bytes("12345"), -1);
        setQuota(zk, root, "count=-1,bytes=-1");
        assertThat(held(root)).isEqualTo("count=1,bytes=5");
        create(root + "/a", "12");
        zk.create(root + "/a/b", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(held(root)).isEqualTo("count=3,bytes=7");
    }

    @Test
    void item195HardLimitsRefuseWhatIsAboveThem() throws KeeperException, InterruptedException {
        setQuota(zk, root, "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3");
        create(root + "/a", "12345");
        refused(() -> create(root + "/b", "123456"));
        refused(() -> zk.setData(root + "/a", bytes("12345678901"), -1));
        zk.setData(root + "/a", bytes("1234567890"), -1);
        create(root + "/b", "");
        refused(() -> create(root + "/c", ""));
        assertThat(held(root)).isEqualTo("count=3,bytes=10");
    }

    @Test
    void item196NothingIsRefusedByOthers() throws KeeperException, InterruptedException {
        setQuota(zk, root, "count=1,bytes=1");
        create(root + "/a", "12345");
        assertThat(held(root)).isEqualTo("count=2,bytes=5");
        zk.setData(limits(root), bytes("count=100,bytes=100=;byteHardLimit=6;countHardLimit=2"), -1);
        refused(() -> create(root + "/b", ""));
        refused(() -> zk.setData(root + "/a", bytes("1234567"), -1));
        try (Cluster lenient = Cluster.start(shape(), TICK_MILLIS, List.of())) {
            ZooKeeper free = Clients.connect(lenient.connectString());
            create(free, "/a", "");
            setQuota(free, "/a", "count=1,bytes=1=;byteHardLimit=1;countHardLimit=1");
            create(free, "/a/b", "12345");
            assertThat(text(free.getData(stats("/a"), false, null))).startsWith("count=2,bytes=5");
            free.close();
        }
    }

    @Test
    void item197InAMultiThatPartIsRefused() throws KeeperException, InterruptedException {
        setQuota(zk, root, "count=-1,bytes=-1=;countHardLimit=1");
        List<Op> parts = List.of(
                Op.create("/free" + root.substring(1), new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.create(root + "/a", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.check(root, -1));
        List<Integer> codes = new ArrayList<>();
        try {
            zk.multi(parts);
        } catch (KeeperException e) {
            for (OpResult result : e.getResults()) {
                codes.add(((OpResult.ErrorResult) result).getErr());
            }
        }
        assertThat(codes).containsExactly(0, Code.QUOTAEXCEEDED.intValue(), Code.RUNTIMEINCONSISTENCY.intValue());
        assertThat(zk.exists("/free" + root.substring(1), false)).isNull();
    }

    @Test
    void item198DeletingFreesAndLiftsTheQuota() throws KeeperException, InterruptedException {
        setQuota(zk, root, "count=-1,bytes=-1=;countHardLimit=2");
        create(root + "/a", "123");
        refused(() -> create(root + "/b", ""));
        zk.delete(root + "/a", -1);
        assertThat(held(root)).isEqualTo("count=1,bytes=0");
        create(root + "/b", "");
        refused(() -> create(root + "/c", ""));
        zk.delete(limits(root), -1);
        create(root + "/c", "");
        create(root + "/d", "");
    }

    @Test
    void item199StatisticsAreRightAfterARestart() throws KeeperException, InterruptedException {
        try (Cluster own = Cluster.start(shape(), TICK_MILLIS, List.of(), ENFORCED)) {
            ServerProcess server = own.servers().get(0);
            ZooKeeper before = Clients.connect(server.address());
            create(before, "/a", "12");
            setQuota(before, "/a", "count=-1,bytes=-1=;countHardLimit=3");
            create(before, "/a/b", "345");
            before.close();
            server.kill();
            server.start();
            own.awaitServing();
            ZooKeeper after = Clients.connect(server.address());
            assertThat(text(after.getData(stats("/a"), false, null))).isEqualTo("count=2,bytes=5");
            create(after, "/a/c", "6");
            assertThat(text(after.getData(stats("/a"), false, null))).isEqualTo("count=3,bytes=6");
            refused(() -> create(after, "/a/d", ""));
            after.close();
        }
    }

    @Test
    void item200BothFormsOfTheTextAreRead() throws KeeperException, InterruptedException {
        setQuota(zk, root, "count=1,bytes=2");
        create(root + "/a", "12345");
        for (String text : List.of(
                "count=1,bytes=-1=;byteHardLimit=5",
                "count=1,bytes=-1=;byteHardLimit=5;countHardLimit=9",
                "bytes=7;byteHardLimit=5,count=1")) {
            zk.setData(limits(root), bytes(text), -1);
            refused(() -> zk.setData(root + "/a", bytes("123456"), -1));
            zk.setData(root + "/a", bytes("54321"), -1);
        }
        zk.setData(limits(root), bytes("count=1,bytes=2"), -1);
        zk.setData(root + "/a", bytes("123456"), -1);
        assertThat(held(root)).isEqualTo("count=2,bytes=6");
    }
}
