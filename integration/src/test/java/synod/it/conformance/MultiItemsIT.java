package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** Several operations as one: items 101 to 114 and 116 to 122. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class MultiItemsIT extends Talking {
    private static final int BAD_ARGUMENTS = Code.BADARGUMENTS.intValue();
    private static final int BAD_VERSION = Code.BADVERSION.intValue();
    private static final int NODE_EXISTS = Code.NODEEXISTS.intValue();
    private static final int NO_AUTH = Code.NOAUTH.intValue();
    private static final int NO_NODE = Code.NONODE.intValue();
    private static final int NOT_TRIED = Code.RUNTIMEINCONSISTENCY.intValue();

    /** Somebody else may do everything. */
    private static final List<ACL> HIDDEN = acl(Perms.ALL, "digest", "somebody:else");

    MultiItemsIT(Shape shape) {
        super(shape);
    }

    private Part create(String name) {
        return Part.create(at(name));
    }

    @Test
    void item101AnEmptyMulti() throws IOException {
        assertThat(zk.multi().results()).isEmpty();
        assertThat(zk.multiRead().results()).isEmpty();
    }

    @Test
    void item102OneNodesWholeLife() throws IOException {
        assertThat(zk.multi(create("/a"), Part.set(at("/a"), 0), Part.delete(at("/a"), 1))
                        .codes())
                .containsExactly(0, 0, 0);
        zk.exists(at("/a"), false).is(Code.NONODE);
    }

    @Test
    void item103ParentAndChildTogether() throws IOException {
        assertThat(zk.multi(create("/p"), create("/p/c")).codes()).containsExactly(0, 0);
        assertThat(zk.names(at("/p"))).containsExactly("c");
        assertThat(zk.multi(Part.delete(at("/p/c"), -1), Part.delete(at("/p"), -1))
                        .codes())
                .containsExactly(0, 0);
        zk.exists(at("/p"), false).is(Code.NONODE);
    }

    @Test
    void item104AFailureAnywhereUndoesAll() throws IOException {
        int size = 5;
        for (int failing = 0; failing < size; failing++) {
            List<Part> parts = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                parts.add(i == failing ? Part.check(root, 17) : create("/n" + i));
                expected.add(i < failing ? 0 : i == failing ? BAD_VERSION : NOT_TRIED);
            }
            Stat before = zk.stat(root);
            Talk.Reply reply = zk.multi(parts.toArray(new Part[0])).ok();
            assertThat(reply.codes()).isEqualTo(expected);
            assertThat(reply.results()).allMatch(result -> result.getType() == OpCode.error);
            assertThat(zk.stat(root)).isEqualTo(before);
            assertThat(zk.names(root)).isEmpty();
        }
    }

    @Test
    void item105ChecksOfVersions() throws IOException {
        zk.set(root, "1").ok();
        assertThat(zk.multi(Part.check(root, 1), create("/a")).codes()).containsExactly(0, 0);
        assertThat(zk.multi(Part.check(root, -1), create("/b")).codes()).containsExactly(0, 0);
        assertThat(zk.multi(Part.check(root, 0), create("/c"), create("/d")).codes())
                .containsExactly(BAD_VERSION, NOT_TRIED, NOT_TRIED);
        assertThat(zk.names(root)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void item106ChecksOfWhatIsMissingOrHidden() throws IOException {
        zk.create(at("/hidden"), CreateMode.PERSISTENT, HIDDEN).ok();
        assertThat(zk.multi(Part.check(at("/missing"), -1)).codes()).containsExactly(NO_NODE);
        assertThat(zk.multi(Part.check(at("/hidden"), 0)).codes()).containsExactly(NO_AUTH);
        assertThat(zk.multi(Part.check(at("/hidden"), 7)).codes()).containsExactly(NO_AUTH);
    }

    @Test
    void item107TheSameTwice() throws IOException {
        assertThat(zk.multi(create("/a"), create("/a")).codes()).containsExactly(0, NODE_EXISTS);
        zk.exists(at("/a"), false).is(Code.NONODE);
    }

    @Test
    void item108VersionsCountInside() throws IOException {
        zk.create(at("/a")).ok();
        assertThat(zk.multi(Part.set(at("/a"), 0), Part.set(at("/a"), 1)).codes())
                .containsExactly(0, 0);
        assertThat(zk.stat(at("/a")).getVersion()).isEqualTo(2);
        zk.create(at("/b")).ok();
        assertThat(zk.multi(Part.set(at("/b"), 0), Part.set(at("/b"), 0)).codes())
                .containsExactly(0, BAD_VERSION);
        assertThat(zk.stat(at("/b")).getVersion()).isZero();
    }

    @Test
    void item109NumbersOfAFailedMultiAreGivenBack() throws IOException {
        List<OpResult> two =
                zk.multi(Part.sequential(at("/s")), Part.sequential(at("/s"))).results();
        assertThat(two)
                .extracting(result -> ((OpResult.CreateResult) result).getPath())
                .containsExactly(at("/s0000000000"), at("/s0000000001"));

        zk.create(at("/p")).ok();
        MultiParts sequentialAndFixed = new MultiParts(List.of(Part.sequential(at("/p/s")), create("/p/fixed")));
        for (int i = 0; i < 4; i++) {
            zk.send(OpCode.multi, sequentialAndFixed);
        }
        zk.send(OpCode.multi, new MultiParts(List.of(Part.sequential(at("/p/s")))));
        assertThat(zk.answer().codes()).containsExactly(0, 0);
        for (int i = 1; i < 4; i++) {
            assertThat(zk.answer().codes()).containsExactly(0, NODE_EXISTS);
        }
        assertThat(((OpResult.CreateResult) zk.answer().results().get(0)).getPath())
                .as("after two creates")
                .isEqualTo(at("/p/s0000000002"));
        assertThat(zk.names(at("/p"))).containsExactlyInAnyOrder("s0000000000", "fixed", "s0000000002");
    }

    @Test
    void item110WhatWasDeletedCannotBeSet() throws IOException {
        zk.create(at("/a")).ok();
        zk.set(at("/a"), "kept").ok();
        Stat before = zk.stat(at("/a"));
        assertThat(zk.multi(Part.delete(at("/a"), -1), Part.set(at("/a"), -1)).codes())
                .containsExactly(0, NO_NODE);
        assertThat(zk.stat(at("/a"))).isEqualTo(before);
        assertThat(zk.data(at("/a"))).isEqualTo("kept");
    }

    @Test
    void item111MissingPermissionsAreToldWithTheirPlace() throws IOException {
        zk.create(at("/hidden"), CreateMode.PERSISTENT, HIDDEN).ok();
        for (Part denied :
                List.of(create("/hidden/child"), Part.set(at("/hidden"), -1), Part.delete(at("/hidden/child"), -1))) {
            assertThat(zk.multi(create("/a"), denied, create("/b")).codes()).containsExactly(0, NO_AUTH, NOT_TRIED);
        }
        assertThat(zk.names(root)).containsExactly("hidden");
    }

    @Test
    void item112ResultsByKind() throws IOException {
        List<OpResult> results = zk.multi(
                        create("/a"),
                        Part.create(OpCode.create2, at("/b"), 0, Ids.OPEN_ACL_UNSAFE),
                        Part.set(at("/a"), 0),
                        Part.check(at("/a"), 1),
                        Part.delete(at("/a"), 1))
                .results();
        assertThat(results)
                .extracting(OpResult::getType)
                .containsExactly(OpCode.create, OpCode.create2, OpCode.setData, OpCode.check, OpCode.delete);
        OpResult.CreateResult first = (OpResult.CreateResult) results.get(0);
        assertThat(first.getPath()).isEqualTo(at("/a"));
        assertThat(first.getStat()).isNull();
        OpResult.CreateResult second = (OpResult.CreateResult) results.get(1);
        assertThat(second.getPath()).isEqualTo(at("/b"));
        assertThat(second.getStat()).isEqualTo(zk.stat(at("/b")));
        Stat set = ((OpResult.SetDataResult) results.get(2)).getStat();
        assertThat(set.getVersion()).isEqualTo(1);
        assertThat(set.getDataLength()).isEqualTo(1);
    }

    @Test
    void item113OneZxidAndOneTime() throws IOException {
        Talk.Reply reply = zk.multi(
                Part.create(OpCode.create2, at("/a"), 0, Ids.OPEN_ACL_UNSAFE),
                Part.create(OpCode.create2, at("/b"), 0, Ids.OPEN_ACL_UNSAFE),
                Part.set(at("/a"), -1));
        List<OpResult> results = reply.results();
        Stat a = ((OpResult.CreateResult) results.get(0)).getStat();
        Stat b = ((OpResult.CreateResult) results.get(1)).getStat();
        Stat set = ((OpResult.SetDataResult) results.get(2)).getStat();
        assertThat(a.getCzxid()).isEqualTo(reply.zxid());
        assertThat(b.getCzxid()).isEqualTo(reply.zxid());
        assertThat(b.getCtime()).isEqualTo(a.getCtime());
        assertThat(set.getMzxid()).isEqualTo(reply.zxid());
        assertThat(set.getMtime()).isEqualTo(a.getCtime());
        assertThat(zk.stat(root).getPzxid()).isEqualTo(reply.zxid());
        assertThat(zk.stat(root).getCversion()).isEqualTo(2);
    }

    @Test
    void item114EventsInTheOrderOfTheParts() throws IOException {
        zk.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        zk.addWatch(root, AddWatchMode.PERSISTENT).ok();
        other.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        long zxid = zk.multi(create("/b"), create("/a"), Part.set(at("/b"), -1), Part.delete(at("/a"), -1))
                .ok()
                .zxid();
        List<Talk.Told> told = zk.news();
        assertThat(told).extracting(Talk.Told::zxid).containsOnly(zxid);
        assertThat(told)
                .extracting(Talk.Told::toString)
                .containsExactly(
                        created(at("/b")),
                        childrenChanged(root),
                        created(at("/a")),
                        childrenChanged(root),
                        changed(at("/b")),
                        deleted(at("/a")),
                        childrenChanged(root));
        assertThat(other.told())
                .containsExactly(created(at("/b")), created(at("/a")), changed(at("/b")), deleted(at("/a")));
    }

    @Test
    void item116AsManyAsAFrameHolds() throws Exception {
        List<Op> thousand = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            thousand.add(Op.create(at("/n" + i), bytes("" + i), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        }
        ZooKeeper client = connect();
        assertThat(client.multi(thousand)).hasSize(1_000);
        assertThat(zk.names(root)).hasSize(1_000);

        Op large = Op.setData(root, new byte[100_000], -1);
        assertThatThrownBy(() -> client.multi(Collections.nCopies(11, large)))
                .isInstanceOf(KeeperException.ConnectionLossException.class);
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .ignoreExceptions()
                .until(() -> client.exists(root, false).getVersion() == 0);
        assertThat(client.multi(Collections.nCopies(9, large))).hasSize(9);
    }

    @Test
    void item117ReadsAndWritesDoNotMix() throws IOException {
        zk.multi(Part.get(root)).is(Code.MARSHALLINGERROR);
        zk.multi(create("/a"), Part.children(root)).is(Code.MARSHALLINGERROR);
        zk.multiRead(create("/a")).is(Code.MARSHALLINGERROR);
        zk.multiRead(Part.get(root), Part.delete(root, -1)).is(Code.MARSHALLINGERROR);
        assertThat(zk.names(root)).isEmpty();
    }

    @Test
    void item118EachReadForItself() throws IOException {
        zk.create(at("/hidden"), CreateMode.PERSISTENT, HIDDEN).ok();
        zk.create(at("/a")).ok();
        zk.set(at("/a"), "data").ok();
        Talk.Reply reply = zk.multiRead(
                Part.get(at("/missing")),
                Part.get(at("/a")),
                Part.get(at("/hidden")),
                Part.children(at("/missing")),
                Part.children(root));
        assertThat(reply.codes()).containsExactly(NO_NODE, 0, NO_AUTH, NO_NODE, 0);
        List<OpResult> results = reply.results();
        OpResult.GetDataResult got = (OpResult.GetDataResult) results.get(1);
        assertThat(got.getType()).isEqualTo(OpCode.getData);
        assertThat(text(got.getData())).isEqualTo("data");
        assertThat(got.getStat()).isEqualTo(zk.stat(at("/a")));
        assertThat(((OpResult.GetChildrenResult) results.get(4)).getChildren())
                .containsExactlyInAnyOrder("hidden", "a");

        zk.multiRead(new Part(OpCode.getData, new GetDataRequest(at("/a"), true)))
                .ok();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).as("it sets no watch").isEmpty();
    }

    @Test
    void item119TheOrderOfChildren() throws IOException {
        for (int i = 0; i < 50; i++) {
            zk.create(at("/n" + i * 7 % 50)).ok();
        }
        List<OpResult> results = zk.multiRead(Part.children(root)).results();
        assertThat(((OpResult.GetChildrenResult) results.get(0)).getChildren())
                .containsExactlyElementsOf(zk.names(root));
    }

    @Test
    void item120EphemeralsOfAMulti() throws IOException {
        Talk owner = open();
        int ephemeral = CreateMode.EPHEMERAL.toFlag();
        assertThat(owner.multi(
                                create("/p"),
                                Part.create(OpCode.create, at("/p/e"), ephemeral, Ids.OPEN_ACL_UNSAFE),
                                Part.create(OpCode.create2, at("/p/f"), ephemeral, Ids.OPEN_ACL_UNSAFE))
                        .codes())
                .containsExactly(0, 0, 0);
        assertThat(zk.stat(at("/p/e")).getEphemeralOwner()).isEqualTo(owner.sessionId());
        assertThat(zk.stat(at("/p/f")).getEphemeralOwner()).isEqualTo(owner.sessionId());
        owner.end();
        assertThat(zk.names(at("/p"))).isEmpty();
    }

    @Test
    void item121MalformedPathsInside() throws IOException {
        for (Part bad : List.of(
                create("/"), Part.set(at("/x//y"), -1), Part.check("x", -1), Part.delete("x", -1), create("/."))) {
            assertThat(zk.multi(create("/a"), bad, create("/b")).codes()).containsExactly(0, BAD_ARGUMENTS, NOT_TRIED);
        }
        assertThat(zk.names(root)).isEmpty();
    }

    @Test
    void item122MultisAndSingleWritesKeepTheirOrder() throws IOException {
        int rounds = 100;
        zk.create(at("/a")).ok();
        for (int i = 0; i < rounds; i++) {
            zk.send(OpCode.multi, new MultiParts(List.of(Part.set(at("/a"), 2 * i), Part.check(at("/a"), 2 * i + 1))));
            zk.send(OpCode.setData, new SetDataRequest(at("/a"), bytes("" + i), 2 * i + 1));
        }
        long last = 0;
        for (int i = 0; i < rounds; i++) {
            Talk.Reply multi = zk.answer();
            assertThat(multi.codes()).containsExactly(0, 0);
            assertThat(multi.zxid()).isGreaterThan(last);
            last = zk.answer().ok().zxid();
            assertThat(last).isGreaterThan(multi.zxid());
        }
        assertThat(zk.data(at("/a"))).isEqualTo("" + (rounds - 1));
    }
}
