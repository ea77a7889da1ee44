package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Several operations as one: all or nothing, each judged after the ones before it. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class MultiIT extends OnServers {
    private ZooKeeper zk;

    MultiIT(Shape shape) {
        super(shape);
    }

    @BeforeEach
    void open() {
        zk = connect();
    }

    private Op create(String name) {
        return Op.create(root + "/" + name, bytes(name), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static List<Integer> codes(KeeperException failure) {
        List<Integer> codes = new ArrayList<>();
        for (OpResult result : failure.getResults()) {
            codes.add(((OpResult.ErrorResult) result).getErr());
        }
        return codes;
    }

    private KeeperException refused(Op... operations) {
        return catchThrowableOfType(KeeperException.class, () -> zk.multi(List.of(operations)));
    }

    @Test
    void eachPartSeesTheOnesBeforeIt() throws Exception {
        List<OpResult> results = zk.multi(List.of(
                create("a"),
                create("a/b"),
                Op.setData(root + "/a", bytes("set"), 0),
                Op.check(root + "/a", 1),
                Op.delete(root + "/a/b", 0),
                Op.create(root + "/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL),
                Op.create(root + "/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL)));

        assertThat(results).hasSize(7);
        assertThat(((OpResult.CreateResult) results.get(0)).getPath()).isEqualTo(root + "/a");
        assertThat(((OpResult.SetDataResult) results.get(2)).getStat().getVersion())
                .isEqualTo(1);
        assertThat(((OpResult.CreateResult) results.get(5)).getPath()).isEqualTo(root + "/s0000000001");
        assertThat(((OpResult.CreateResult) results.get(6)).getPath()).isEqualTo(root + "/s0000000002");
        assertThat(text(zk.getData(root + "/a", false, null))).isEqualTo("set");
        assertThat(zk.getChildren(root + "/a", false)).isEmpty();
    }

    @Test
    void theFirstRefusalUndoesEverything() throws Exception {
        KeeperException failure = refused(
                create("a"),
                Op.create(root + "/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
                Op.check(root, 17),
                create("b"));

        assertThat(failure.code()).isEqualTo(Code.BADVERSION);
        assertThat(codes(failure))
                .containsExactly(0, 0, Code.BADVERSION.intValue(), Code.RUNTIMEINCONSISTENCY.intValue());
        assertThat(zk.getChildren(root, false)).isEmpty();
        assertThat(zk.create(root + "/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL))
                .as("the number was given back")
                .isEqualTo(root + "/s0000000000");
    }

    @Test
    void refusalsNameTheirPlace() throws Exception {
        zk.multi(List.of(create("a"), create("a/child")));
        assertThat(codes(refused(create("a")))).containsExactly(Code.NODEEXISTS.intValue());
        assertThat(codes(refused(Op.delete(root + "/a", -1)))).containsExactly(Code.NOTEMPTY.intValue());
        assertThat(codes(refused(create("x/y")))).containsExactly(Code.NONODE.intValue());
        assertThat(codes(refused(Op.check(root + "/missing", -1)))).containsExactly(Code.NONODE.intValue());
        assertThat(codes(refused(create("b"), create("b")))).containsExactly(0, Code.NODEEXISTS.intValue());
        assertThat(codes(refused(
                        Op.setData(root + "/a", null, 0), Op.setData(root + "/a", null, 0), Op.delete(root + "/a", 0))))
                .containsExactly(0, Code.BADVERSION.intValue(), Code.RUNTIMEINCONSISTENCY.intValue());
        assertThat(zk.exists(root + "/a", false).getVersion()).isZero();
    }

    @Test
    void allPartsShareOneTransaction() throws Exception {
        zk.multi(List.of(create("a"), create("b"), create("c")));
        Stat a = zk.exists(root + "/a", false);
        Stat c = zk.exists(root + "/c", false);
        assertThat(c.getCzxid()).isEqualTo(a.getCzxid());
        assertThat(c.getCtime()).isEqualTo(a.getCtime());
        assertThat(zk.exists(root, false).getPzxid()).isEqualTo(a.getCzxid());
        assertThat(zk.exists(root, false).getCversion()).isEqualTo(3);
    }

    @Test
    void anEmptyMultiIsFine() throws Exception {
        assertThat(zk.multi(List.of())).isEmpty();
    }

    @Test
    void aThousandCreates() throws Exception {
        List<Op> creates = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            creates.add(create("n" + i));
        }
        assertThat(zk.multi(creates)).hasSize(1_000);
        assertThat(zk.getChildren(root, false)).hasSize(1_000);
    }

    @Test
    void severalInOnePipelineFollowEachOther() throws Exception {
        int count = 4;
        CountDownLatch done = new CountDownLatch(count);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Op> parts = List.of(
                    Op.create(root + "/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
                    create("fixed"));
            zk.multi(
                    parts,
                    (rc, path, context, results) -> {
                        answers.add(Integer.toString(rc));
                        done.countDown();
                    },
                    null);
        }
        assertThat(done.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String exists = Integer.toString(Code.NODEEXISTS.intValue());
        assertThat(answers).containsExactly("0", exists, exists, exists);
        assertThat(zk.getChildren(root, false)).containsExactlyInAnyOrder("s0000000000", "fixed");
    }

    @Test
    void readsOfOneState() throws Exception {
        zk.multi(List.of(create("a"), create("b")));
        List<OpResult> results = zk.multi(List.of(
                Op.getData(root + "/a"), Op.getChildren(root), Op.getData(root + "/missing"), Op.getData(root + "/b")));
        assertThat(((OpResult.GetDataResult) results.get(0)).getData()).isEqualTo(bytes("a"));
        assertThat(((OpResult.GetChildrenResult) results.get(1)).getChildren()).containsExactlyInAnyOrder("a", "b");
        assertThat(((OpResult.ErrorResult) results.get(2)).getErr()).isEqualTo(Code.NONODE.intValue());
        assertThat(((OpResult.GetDataResult) results.get(3)).getData()).isEqualTo(bytes("b"));
    }
}
