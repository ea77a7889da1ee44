package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;

/** Each operation's checks, each one alone and before the one that follows it in the protocol's order. */
final class RulesTest {
    private static final List<Acl> CLOSED = List.of(Acl.of(Acl.ALL, "digest", "other:h"));
    private static final Bytes SOME = Paths.of("some");

    private final Tree tree = new Tree();
    private final Changes changes = new Changes();
    private final Caller root = new Caller(1, List.of(Identity.of("super", "")));
    private final Caller caller = new Caller(2, List.of(Identity.of("ip", "10.1.2.3")));
    private long zxid;

    RulesTest() {
        run(root, create("/open", Acl.OPEN, CreateMode.PERSISTENT));
        run(root, create("/open/child", Acl.OPEN, CreateMode.PERSISTENT));
        run(root, create("/open/closed", CLOSED, CreateMode.PERSISTENT));
        run(root, create("/closed", CLOSED, CreateMode.PERSISTENT));
        run(root, create("/closed/child", Acl.OPEN, CreateMode.PERSISTENT));
        run(root, create("/ephemeral", Acl.OPEN, CreateMode.EPHEMERAL));
    }

    private Reply run(Caller who, Request request) {
        return tree.execute(request, who, ++zxid, 1000 + zxid, changes);
    }

    private ErrorCode code(Request request) {
        long before = tree.contentDigest();
        Reply reply = run(caller, request);
        assertThat(reply).isInstanceOf(Reply.Failed.class);
        assertThat(tree.contentDigest()).isEqualTo(before);
        assertThat(tree.lastZxid()).isEqualTo(zxid);
        return ((Reply.Failed) reply).code();
    }

    private static Request create(String path, List<Acl> acl, CreateMode mode) {
        return new Request.Create(Paths.of(path), SOME, acl, mode, true);
    }

    private Znode node(String path) {
        Znode node = new Znode();
        assertThat(tree.find(Paths.of(path), node)).isTrue();
        return node;
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, EMPTY, BAD_ARGUMENTS",
        "'', EMPTY, BAD_ARGUMENTS",
        "/none/x, EMPTY, INVALID_ACL",
        "/none/.., OPEN, NO_NODE",
        "/open//x, OPEN, NO_NODE",
        "/closed/.., OPEN, NO_AUTH",
        "/closed/child, OPEN, NO_AUTH",
        "/open/.., OPEN, BAD_ARGUMENTS",
        "/open/, OPEN, BAD_ARGUMENTS",
        "//, OPEN, BAD_ARGUMENTS",
        "/, OPEN, NODE_EXISTS",
        "/open/child, OPEN, NODE_EXISTS",
        "/ephemeral/x, OPEN, NO_CHILDREN_FOR_EPHEMERALS",
        "/ephemeral/., OPEN, BAD_ARGUMENTS",
    })
    void createChecksInOrder(String path, String acl, ErrorCode expected) {
        assertThat(code(create(path, acl.equals("OPEN") ? Acl.OPEN : List.of(), CreateMode.PERSISTENT)))
                .isEqualTo(expected);
    }

    @Test
    void aSessionThatTheEnsembleDoesNotKnowOwnsNothing() {
        Caller local = new Caller(Caller.NO_SESSION, caller.identities());
        Reply refused = Reply.Failed.of(ErrorCode.EPHEMERAL_ON_LOCAL_SESSION);
        assertThat(run(local, create("nothing", List.of(), CreateMode.EPHEMERAL)))
                .as("before anything else")
                .isEqualTo(refused);
        assertThat(run(local, create("/open/e", Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL)))
                .isEqualTo(refused);
        assertThat(run(local, create("/open/p", Acl.OPEN, CreateMode.PERSISTENT)))
                .isInstanceOf(Reply.Created.class);
        Request part = create("/open/q", Acl.OPEN, CreateMode.PERSISTENT);
        Request wrong = create("/open/e", Acl.OPEN, CreateMode.EPHEMERAL);
        assertThat(run(local, new Request.Multi(List.of(part, wrong))))
                .isEqualTo(new Reply.Multi(List.of(Reply.Failed.of(ErrorCode.OK), refused)));
        assertThat(tree.ephemeralCount()).isEqualTo(1);
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        assertThat(code(new Request.DeleteContainer(Paths.of("/open")))).isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(code(new Request.Check(Paths.of("/open"), -1))).isEqualTo(ErrorCode.UNIMPLEMENTED);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, -1, BAD_ARGUMENTS",
        "/, -1, BAD_ARGUMENTS",
        "/zookeeper, 9, BAD_ARGUMENTS",
        "/zookeeper/quota, -1, BAD_ARGUMENTS",
        "/zookeeper/config, -1, BAD_ARGUMENTS",
        "/none/x, -1, NO_NODE",
        "/closed/none, -1, NO_AUTH",
        "/closed/child, 9, NO_AUTH",
        "/open/none, 9, NO_NODE",
        "/open/, -1, NO_NODE",
        "/open, 9, BAD_VERSION",
        "/open, 0, NOT_EMPTY",
        "/open, -1, NOT_EMPTY",
    })
    void deleteChecksInOrder(String path, int version, ErrorCode expected) {
        assertThat(code(new Request.Delete(Paths.of(path), version))).isEqualTo(expected);
    }

    @Test
    void deleteAsksTheParentOnly() {
        assertThat(run(caller, new Request.Delete(Paths.of("/open/closed"), 0))).isEqualTo(new Reply.Deleted());
    }

    @ParameterizedTest
    @CsvSource({
        "/none/, 9, BAD_ARGUMENTS",
        "/none, 9, NO_NODE",
        "/closed, 9, NO_AUTH",
        "/zookeeper/config, 9, NO_AUTH",
        "/open, 9, BAD_VERSION",
    })
    void setDataChecksInOrder(String path, int version, ErrorCode expected) {
        assertThat(code(new Request.SetData(Paths.of(path), SOME, version))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/none/, EMPTY, 9, BAD_ARGUMENTS",
        "/none, EMPTY, 9, INVALID_ACL",
        "/none, OPEN, 9, NO_NODE",
        "/closed, OPEN, 9, NO_AUTH",
        "/open, OPEN, 9, BAD_VERSION",
    })
    void setAclChecksInOrder(String path, String acl, int version, ErrorCode expected) {
        List<Acl> list = acl.equals("OPEN") ? Acl.OPEN : List.of();
        assertThat(code(new Request.SetAcl(Paths.of(path), list, version))).isEqualTo(expected);
    }

    @Test
    void setAclComparesTheVersionOfTheList() {
        run(root, new Request.SetData(Paths.of("/open"), SOME, -1));
        Reply reply = run(root, new Request.SetAcl(Paths.of("/open"), Acl.READ_ONLY, 0));
        Stat stat = ((Reply.AclSet) reply).stat();
        assertThat(stat.aversion()).isEqualTo(1);
        assertThat(stat.mzxid()).isEqualTo(zxid - 1);
        assertThat(stat.pzxid()).isLessThan(zxid - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "/none/, 9, BAD_ARGUMENTS",
        "/none, 9, NO_NODE",
        "/closed, 9, NO_AUTH",
        "/open, 9, BAD_VERSION",
    })
    void checkChecksInOrder(String path, int version, ErrorCode expected) {
        Request check = new Request.Check(Paths.of(path), version);
        assertThat(run(caller, new Request.Multi(List.of(check))))
                .isEqualTo(new Reply.Multi(List.of(Reply.Failed.of(expected))));
    }

    @Test
    void aRefusedMultiNamesThePartThatFailed() {
        long before = tree.contentDigest();
        Reply reply = run(
                caller,
                new Request.Multi(List.of(
                        create("/open/new", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                        new Request.SetData(Paths.of("/open"), null, 0),
                        new Request.SetData(Paths.of("/open"), null, 0),
                        new Request.Delete(Paths.of("/none"), -1))));
        assertThat(reply)
                .isEqualTo(new Reply.Multi(List.of(
                        Reply.Failed.of(ErrorCode.OK),
                        Reply.Failed.of(ErrorCode.OK),
                        Reply.Failed.of(ErrorCode.BAD_VERSION),
                        Reply.Failed.of(ErrorCode.RUNTIME_INCONSISTENCY))));
        assertThat(tree.contentDigest()).isEqualTo(before);
        assertThat(run(caller, new Request.Multi(List.of()))).isEqualTo(new Reply.Multi(List.of()));
        Request inner = new Request.Multi(List.of());
        assertThat(run(caller, new Request.Multi(List.of(inner))))
                .isEqualTo(new Reply.Multi(List.of(Reply.Failed.of(ErrorCode.UNIMPLEMENTED))));
    }

    @Test
    void aMultiSeesItself() {
        Reply reply = run(
                caller,
                new Request.Multi(List.of(
                        create("/p", Acl.OPEN, CreateMode.PERSISTENT),
                        create("/p/s-", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                        create("/p/s-", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                        new Request.SetData(Paths.of("/p"), SOME, 0),
                        new Request.Check(Paths.of("/p"), 1),
                        new Request.Delete(Paths.of("/p/s-0000000000"), 0))));
        List<Reply> results = ((Reply.Multi) reply).results();
        assertThat(((Reply.Created) results.get(2)).path()).isEqualTo(Paths.of("/p/s-0000000001"));
        Stat stat = node("/p").stat();
        assertThat(stat).isEqualTo(new Stat(zxid, zxid, 1000 + zxid, 1000 + zxid, 1, 3, 0, 0, SOME.length(), 1, zxid));
    }

    @Test
    void countersOfTheParentFollowCreatesAndDeletes() {
        int cversion = node("/open").cversion();
        run(caller, create("/open/x", Acl.OPEN, CreateMode.PERSISTENT));
        assertThat(node("/open").cversion()).isEqualTo(cversion + 1);
        assertThat(node("/open").pzxid()).isEqualTo(zxid);
        run(caller, new Request.Delete(Paths.of("/open/x"), -1));
        assertThat(node("/open").cversion()).isEqualTo(cversion + 2);
        assertThat(node("/open").pzxid()).isEqualTo(zxid);
        assertThat(node("/open").version()).isZero();
    }

    @Test
    void aSessionTakesItsEphemeralsWithIt() {
        run(caller, create("/open/e", Acl.OPEN, CreateMode.EPHEMERAL));
        run(caller, create("/e", Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL));
        run(root, new Request.SetData(Paths.of("/open/e"), null, -1));
        assertThat(tree.ephemeralOwners()).containsExactly(1, 2);
        assertThat(tree.ephemerals(2, Paths.of("/o"))).containsExactly(Paths.of("/open/e"));
        assertThat(tree.ephemerals(3, Bytes.EMPTY)).isEmpty();
        changes.clear();
        assertThat(tree.closeSession(2, ++zxid, 1, changes)).isEqualTo(new Reply.SessionClosed(2));
        assertThat(changes.size()).isEqualTo(2);
        assertThat(changes.path(0)).isEqualTo(Paths.of("/e0000000003"));
        assertThat(changes.zxid(1)).isEqualTo(zxid);
        assertThat(tree.ephemeralCount()).isEqualTo(1);
        assertThat(tree.closeSession(2, ++zxid, 1, changes)).isEqualTo(new Reply.SessionClosed(0));
    }

    @Test
    void theMembersAreShownAtVersionMinusOne() {
        Bytes members = Paths.of("server.1=...");
        Reply reply = tree.apply(new Txn.Configure(++zxid, 7, members), changes);
        Stat stat = ((Reply.Configured) reply).stat();
        assertThat(stat.version()).isEqualTo(-1);
        assertThat(stat.mzxid()).isEqualTo(zxid);
        assertThat(node("/zookeeper/config").data()).isEqualTo(members);
        assertThat(changes.type(changes.size() - 1)).isEqualTo(EventType.DATA_CHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0000000000",
        "7, 0000000007",
        "2147483647, 2147483647",
        "-2147483648, -2147483648",
        "-5, -000000005",
    })
    void sequenceNumbersHaveTenPlaces(int counter, String digits) {
        assertThat(Rules.completed(Paths.of("/x"), counter)).isEqualTo(Paths.of("/x" + digits));
    }

    @Test
    void aNumberCompletesWhatAloneWouldBeNoName() {
        assertThat(run(caller, create("/open/", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL)))
                .isInstanceOf(Reply.Created.class);
        assertThat(run(caller, create("/open/..", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL)))
                .isInstanceOf(Reply.Created.class);
        assertThat(code(create("/open//", Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL)))
                .isEqualTo(ErrorCode.NO_NODE);
    }

    @Test
    void aDeadSessionIsRefusedBeforeAnythingElse() {
        Request single = new Request.Delete(Paths.of("/open"), -1);
        assertThat(Txn.refused(single, ErrorCode.SESSION_EXPIRED, 5, 6))
                .isEqualTo(new Txn.Failed(5, 6, ErrorCode.SESSION_EXPIRED));
        Txn multi = Txn.refused(new Request.Multi(List.of(single, single)), ErrorCode.SESSION_EXPIRED, ++zxid, 6);
        assertThat(tree.apply(multi, changes))
                .isEqualTo(new Reply.Multi(List.of(
                        Reply.Failed.of(ErrorCode.SESSION_EXPIRED), Reply.Failed.of(ErrorCode.RUNTIME_INCONSISTENCY))));
    }

    @Test
    void whatDoesNotFitIsAViolation() {
        assertThatThrownBy(() -> tree.apply(new Txn.Failed(zxid, 1, ErrorCode.NO_AUTH), changes))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("zxid");
        assertThatThrownBy(() -> tree.apply(new Txn.Delete(zxid + 1, 1, Paths.of("/none")), changes))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("/none");
        assertThatThrownBy(() -> tree.apply(new Txn.Delete(zxid + 2, 1, Paths.of("/open")), changes))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void whatIsPendingCountsUntilItIsDropped() {
        Pending pending = new Pending(tree);
        Request make = create("/new", Acl.OPEN, CreateMode.EPHEMERAL);
        pending.push(tree.prepare(pending, make, caller, zxid + 1, 1));
        assertThat(tree.prepare(pending, make, caller, zxid + 2, 1))
                .isEqualTo(new Txn.Failed(zxid + 2, 1, ErrorCode.NODE_EXISTS));
        assertThat(tree.prepareCloseSession(pending, 2, zxid + 2, 1))
                .isEqualTo(new Txn.CloseSession(zxid + 2, 1, 2, List.of(Paths.of("/new"))));
        assertThat(pending.isEmpty()).isFalse();
        pending.drop();
        assertThat(pending.isEmpty()).isTrue();
        assertThat(tree.prepare(pending, make, caller, zxid + 1, 1)).isInstanceOf(Txn.Create.class);
        assertThat(tree.prepareCloseSession(pending, 2, zxid + 1, 1))
                .isEqualTo(new Txn.CloseSession(zxid + 1, 1, 2, List.of()));
    }

    @Test
    void theDigestNoticesEveryDifference() {
        Txn[] variants = {
            new Txn.Failed(1, 1, ErrorCode.NO_AUTH),
            new Txn.Failed(2, 1, ErrorCode.NO_AUTH),
            new Txn.Failed(1, 2, ErrorCode.NO_AUTH),
            new Txn.Failed(1, 1, ErrorCode.NO_NODE),
            new Txn.MultiFailed(1, 1, 0, 1, ErrorCode.NO_NODE),
            new Txn.MultiFailed(1, 1, 1, 2, ErrorCode.NO_NODE),
            new Txn.Multi(1, 1, List.of()),
            new Txn.CloseSession(1, 1, 5, List.of()),
            new Txn.CloseSession(1, 1, 6, List.of()),
            new Txn.Create(1, 1, Paths.of("/a"), null, Acl.OPEN, 0, 1, false),
            new Txn.Create(1, 1, Paths.of("/b"), null, Acl.OPEN, 0, 1, false),
            new Txn.Create(1, 1, Paths.of("/a"), Bytes.EMPTY, Acl.OPEN, 0, 1, false),
            new Txn.Create(1, 1, Paths.of("/a"), SOME, Acl.OPEN, 0, 1, false),
            new Txn.Create(1, 1, Paths.of("/a"), null, CLOSED, 0, 1, false),
            new Txn.Create(1, 1, Paths.of("/a"), null, Acl.OPEN, 3, 1, false),
            new Txn.Create(1, 1, Paths.of("/a"), null, Acl.OPEN, 0, 2, false),
            new Txn.SetData(1, 1, Paths.of("/zookeeper"), null, 1),
            new Txn.SetData(1, 1, Paths.of("/zookeeper"), SOME, 1),
            new Txn.SetData(1, 1, Paths.of("/zookeeper"), null, 2),
            new Txn.SetAcl(1, 1, Paths.of("/zookeeper"), Acl.OPEN, 1),
            new Txn.SetAcl(1, 1, Paths.of("/zookeeper"), CLOSED, 1),
            new Txn.SetAcl(1, 1, Paths.of("/zookeeper"), CLOSED, 2),
        };
        java.util.Set<Long> digests = new java.util.TreeSet<>();
        for (Txn variant : variants) {
            Tree fresh = new Tree();
            fresh.apply(variant, changes);
            assertThat(digests.add(fresh.digest())).as("%s", variant).isTrue();
        }
    }

    @Test
    void theDigestDependsOnTheOrder() {
        Tree one = new Tree();
        Tree other = new Tree();
        Request a = create("/a", Acl.OPEN, CreateMode.PERSISTENT);
        Request b = create("/b", Acl.OPEN, CreateMode.PERSISTENT);
        one.execute(a, root, 1, 1, changes);
        one.execute(b, root, 2, 1, changes);
        other.execute(b, root, 1, 1, changes);
        other.execute(a, root, 2, 1, changes);
        assertThat(one.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void numbersOfListsAreGivenBack() {
        AclTable table = new AclTable();
        assertThat(table.acquire(Acl.OPEN)).isZero();
        assertThat(table.acquire(CLOSED)).isEqualTo(1);
        assertThat(table.acquire(Acl.READ_ONLY)).isEqualTo(2);
        assertThat(table.acquire(List.of(Acl.of(Acl.ALL, "digest", "other:h")))).isEqualTo(1);
        table.release(1);
        assertThat(table.contains(1)).isTrue();
        table.release(1);
        assertThat(table.contains(1)).isFalse();
        assertThat(table.acquire(Acl.CREATOR_ALL)).isEqualTo(1);
        assertThat(table.acquire(CLOSED)).isEqualTo(3);
        assertThatThrownBy(() -> table.list(77)).isInstanceOf(InvariantViolation.class);
    }
}
