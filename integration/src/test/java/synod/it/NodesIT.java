package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** What the ordinary client can do with single znodes. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class NodesIT extends OnServers {
    private ZooKeeper zk;

    NodesIT(Shape shape) {
        super(shape);
    }

    @BeforeEach
    void open() {
        zk = connect();
    }

    private String create(String name, CreateMode mode) throws KeeperException, InterruptedException {
        return zk.create(root + "/" + name, bytes(name), Ids.OPEN_ACL_UNSAFE, mode);
    }

    private Stat stat(String path) throws KeeperException, InterruptedException {
        Stat stat = zk.exists(path, false);
        assertThat(stat).as(path).isNotNull();
        return stat;
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeeperException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void everyKindOfZnode() throws Exception {
        assertThat(create("p", CreateMode.PERSISTENT)).isEqualTo(root + "/p");
        assertThat(create("e", CreateMode.EPHEMERAL)).isEqualTo(root + "/e");
        assertThat(create("s", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/s0000000002");
        assertThat(create("es", CreateMode.EPHEMERAL_SEQUENTIAL)).isEqualTo(root + "/es0000000003");
        assertThat(create("c", CreateMode.CONTAINER)).isEqualTo(root + "/c");
        assertThat(create("", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/0000000005");

        assertThat(stat(root + "/p").getEphemeralOwner()).isZero();
        assertThat(stat(root + "/e").getEphemeralOwner()).isEqualTo(zk.getSessionId());
        assertThat(stat(root + "/es0000000003").getEphemeralOwner()).isEqualTo(zk.getSessionId());
        assertThat(stat(root + "/c").getEphemeralOwner()).isZero();
        assertThat(zk.getChildren(root, false))
                .containsExactlyInAnyOrder("p", "e", "s0000000002", "es0000000003", "c", "0000000005");
        assertThat(zk.getAllChildrenNumber(root)).isEqualTo(6);
        assertThat(zk.getEphemerals(root)).containsExactlyInAnyOrder(root + "/e", root + "/es0000000003");
    }

    @Test
    void timesToLiveAreOffByDefault() {
        assertRefused(
                Code.UNIMPLEMENTED,
                () -> zk.create(
                        root + "/ttl",
                        new byte[0],
                        Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_WITH_TTL,
                        new Stat(),
                        1_000));
    }

    @Test
    void theFiguresOfAZnode() throws Exception {
        Stat created = new Stat();
        zk.create(root + "/a", bytes("1234"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, created);
        assertThat(created.getMzxid()).isEqualTo(created.getCzxid());
        assertThat(created.getPzxid()).isEqualTo(created.getCzxid());
        assertThat(created.getMtime()).isEqualTo(created.getCtime());
        assertThat(created.getDataLength()).isEqualTo(4);
        assertThat(created.getVersion()).isZero();
        assertThat(stat(root + "/a")).isEqualTo(created);
        Stat parent = stat(root);
        assertThat(parent.getPzxid()).isEqualTo(created.getCzxid());
        assertThat(parent.getCversion()).isEqualTo(1);
        assertThat(parent.getNumChildren()).isEqualTo(1);

        Stat set = zk.setData(root + "/a", bytes("123456"), 0);
        assertThat(set.getVersion()).isEqualTo(1);
        assertThat(set.getMzxid()).isGreaterThan(created.getMzxid());
        assertThat(set.getPzxid()).isEqualTo(created.getPzxid());
        assertThat(set.getDataLength()).isEqualTo(6);
        assertThat(zk.getData(root + "/a", false, new Stat())).isEqualTo(bytes("123456"));

        Stat acl = zk.setACL(root + "/a", Ids.READ_ACL_UNSAFE, 0);
        assertThat(acl.getAversion()).isEqualTo(1);
        assertThat(acl.getMzxid()).isEqualTo(set.getMzxid());

        zk.delete(root + "/a", 1);
        assertThat(zk.exists(root + "/a", false)).isNull();
        assertThat(stat(root).getCversion()).isEqualTo(2);
        assertThat(stat(root).getNumChildren()).isZero();
        assertThat(stat(root).getPzxid()).isGreaterThan(set.getMzxid());
    }

    @Test
    void nullAndEmptyDataDiffer() throws Exception {
        zk.create(root + "/null", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        zk.create(root + "/empty", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(zk.getData(root + "/null", false, null)).isNull();
        assertThat(zk.getData(root + "/empty", false, null)).isEmpty();

        zk.setData(root + "/empty", null, -1);
        assertThat(zk.getData(root + "/empty", false, null)).isNull();
        assertThat(stat(root + "/empty").getDataLength()).isZero();
    }

    @Test
    void halfAMegabyteGoesThereAndBack() throws Exception {
        byte[] data = new byte[500_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        zk.create(root + "/big", data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(zk.getData(root + "/big", false, null)).isEqualTo(data);
    }

    @Test
    void whatACreateIsRefusedFor() throws Exception {
        create("a", CreateMode.PERSISTENT);
        create("e", CreateMode.EPHEMERAL);
        assertRefused(Code.NODEEXISTS, () -> create("a", CreateMode.PERSISTENT));
        assertRefused(Code.NONODE, () -> create("missing/b", CreateMode.PERSISTENT));
        assertRefused(Code.NOCHILDRENFOREPHEMERALS, () -> create("e/child", CreateMode.PERSISTENT));
        assertRefused(Code.NOCHILDRENFOREPHEMERALS, () -> create("e/child", CreateMode.EPHEMERAL_SEQUENTIAL));
        assertRefused(Code.NODEEXISTS, () -> zk.create("/", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        assertRefused(Code.INVALIDACL, () -> zk.create(root + "/b", null, new ArrayList<>(), CreateMode.PERSISTENT));
        List<ACL> unknown = Arrays.asList(new ACL(31, new Id("nosuchscheme", "x")));
        assertRefused(Code.INVALIDACL, () -> zk.create(root + "/b", null, unknown, CreateMode.PERSISTENT));
        assertThat(zk.getChildren(root, false)).containsExactlyInAnyOrder("a", "e");
        assertThat(stat(root).getCversion())
                .as("a refused create counts for nothing")
                .isEqualTo(2);
    }

    @Test
    void whatADeleteIsRefusedFor() throws Exception {
        create("a", CreateMode.PERSISTENT);
        create("a/b", CreateMode.PERSISTENT);
        assertRefused(Code.NOTEMPTY, () -> zk.delete(root + "/a", -1));
        assertRefused(Code.BADVERSION, () -> zk.delete(root + "/a", 7));
        assertRefused(Code.NONODE, () -> zk.delete(root + "/missing", -1));
        for (String reserved : List.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
            assertRefused(Code.BADARGUMENTS, () -> zk.delete(reserved, -1));
        }
        zk.delete(root + "/a/b", 0);
        zk.delete(root + "/a", 0);
    }

    @Test
    void versionsGuardChanges() throws Exception {
        create("a", CreateMode.PERSISTENT);
        zk.setData(root + "/a", bytes("1"), 0);
        assertRefused(Code.BADVERSION, () -> zk.setData(root + "/a", bytes("2"), 0));
        zk.setData(root + "/a", bytes("2"), -1);
        assertRefused(Code.NONODE, () -> zk.setData(root + "/missing", null, 0));
        assertRefused(Code.BADVERSION, () -> zk.setACL(root + "/a", Ids.OPEN_ACL_UNSAFE, 5));
        assertThat(stat(root + "/a").getVersion()).isEqualTo(2);
    }

    @Test
    void whatReadsAreRefusedFor() throws Exception {
        assertThat(zk.exists(root + "/missing", false)).isNull();
        assertRefused(Code.NONODE, () -> zk.getData(root + "/missing", false, null));
        assertRefused(Code.NONODE, () -> zk.getChildren(root + "/missing", false));
        assertRefused(Code.NONODE, () -> zk.getACL(root + "/missing", null));
        assertRefused(Code.NONODE, () -> zk.getAllChildrenNumber(root + "/missing"));
        create("leaf", CreateMode.PERSISTENT);
        assertThat(zk.getChildren(root + "/leaf", false)).isEmpty();
    }

    @Test
    void theReservedZnodesAreThere() throws Exception {
        assertThat(zk.getChildren("/", false)).contains("zookeeper");
        assertThat(zk.getChildren("/zookeeper", false)).containsExactlyInAnyOrder("config", "quota");
        zk.getConfig(false, new Stat());
    }

    @Test
    void namesAreUnicode() throws Exception {
        for (String name : List.of(".a", "..a", "a.", "a..b", "with space", "\u00fcml\u00e4ut", "\u65e5\u672c\u8a9e")) {
            create(name, CreateMode.PERSISTENT);
            assertThat(text(zk.getData(root + "/" + name, false, null))).isEqualTo(name);
        }
        assertThat(zk.getChildren(root, false)).hasSize(7).contains("\u65e5\u672c\u8a9e");
    }

    @Test
    void manyChildren() throws Exception {
        int count = 3_000;
        CountDownLatch answered = new CountDownLatch(count);
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AsyncCallback.StringCallback callback = (rc, path, context, name) -> {
                if (rc != 0) {
                    failed.add(path + ": " + Code.get(rc));
                }
                answered.countDown();
            };
            zk.create(root + "/child-" + i, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, callback, null);
        }
        assertThat(answered.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(failed).isEmpty();
        assertThat(zk.getChildren(root, false)).hasSize(count).doesNotHaveDuplicates();
        assertThat(stat(root).getNumChildren()).isEqualTo(count);
    }

    @Test
    void aPipelineIsAnsweredInOrderAndSeesItsOwnWrites() throws Exception {
        int rounds = 200;
        List<String> answers = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(rounds * 5);
        String path = root + "/pipe";
        for (int i = 0; i < rounds; i++) {
            zk.create(
                    path,
                    bytes("a"),
                    Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT,
                    (rc, p, c, name) -> {
                        answers.add("create " + rc);
                        done.countDown();
                    },
                    null);
            zk.setData(
                    path,
                    bytes("b" + i),
                    0,
                    (rc, p, c, stat) -> {
                        answers.add("set " + rc);
                        done.countDown();
                    },
                    null);
            zk.setData(
                    path,
                    bytes("c" + i),
                    0,
                    (rc, p, c, stat) -> {
                        answers.add("again " + rc);
                        done.countDown();
                    },
                    null);
            zk.getData(
                    path,
                    false,
                    (rc, p, c, data, stat) -> {
                        answers.add("get " + rc + " " + text(data));
                        done.countDown();
                    },
                    null);
            zk.delete(
                    path,
                    1,
                    (rc, p, c) -> {
                        answers.add("delete " + rc);
                        done.countDown();
                    },
                    null);
        }
        assertThat(done.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < rounds; i++) {
            assertThat(answers.subList(5 * i, 5 * i + 5))
                    .containsExactly(
                            "create 0", "set 0", "again " + Code.BADVERSION.intValue(), "get 0 b" + i, "delete 0");
        }
    }

    @Test
    void syncAnswersItsPath() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        List<String> answers = new ArrayList<>();
        zk.sync(
                root + "/not there",
                (rc, path, context) -> {
                    answers.add(rc + " " + path);
                    answered.countDown();
                },
                null);
        assertThat(answered.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(answers).containsExactly("0 " + root + "/not there");
    }

    @Test
    void whatOneWritesAnotherReadsAfterASync() throws Exception {
        ZooKeeper other = connect(cluster.servers().size() - 1);
        for (int i = 0; i < 20; i++) {
            zk.create(root + "/n" + i, bytes("v" + i), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            other.sync(root, (rc, path, context) -> {}, null);
            assertThat(other.getData(root + "/n" + i, false, null)).isEqualTo(bytes("v" + i));
        }
    }
}
