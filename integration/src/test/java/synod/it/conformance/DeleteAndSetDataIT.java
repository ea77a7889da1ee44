package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** Which of several things that are wrong is told, and that nothing changes then: items 67 to 75. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class DeleteAndSetDataIT extends Talking {
    private static final List<ACL> NOBODY = acl(Perms.ALL, "digest", "somebody:else");
    private static final List<ACL> ALL_BUT_DELETE = acl(Perms.ALL & ~Perms.DELETE, "world", "anyone");

    DeleteAndSetDataIT(Shape shape) {
        super(shape);
    }

    @Test
    void item067ReservedNodesStay() throws IOException {
        for (String path : List.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
            zk.delete(path).is(Code.BADARGUMENTS);
            zk.delete(path, 99).is(Code.BADARGUMENTS);
            zk.exists(path, false).ok();
        }
    }

    @Test
    void item068ChildrenAndVersionsForbidDeletion() throws IOException {
        zk.create(at("/a")).ok();
        zk.create(at("/a/b")).ok();
        zk.delete(at("/a")).is(Code.NOTEMPTY);
        zk.delete(at("/a"), 0).is(Code.NOTEMPTY);
        zk.delete(at("/a"), 1).is(Code.BADVERSION);
        zk.delete(at("/a/b"), 1).is(Code.BADVERSION);
        zk.delete(at("/a/b"), -2).is(Code.BADVERSION);
        zk.delete(at("/a/b"), 0).ok();
        zk.delete(at("/a"), -1).ok();
    }

    @Test
    void item069WhatIsMissingCannotBeDeleted() throws IOException {
        for (int version : new int[] {-1, 0, 7}) {
            zk.delete(at("/missing"), version).is(Code.NONODE);
            zk.delete(at("/missing/child"), version).is(Code.NONODE);
        }
    }

    @Test
    void item070TheParentDecidesAboutDeletion() throws IOException {
        zk.create(at("/a"), CreateMode.PERSISTENT, NOBODY).ok();
        zk.get(at("/a"), false).is(Code.NOAUTH);
        zk.delete(at("/a")).ok();

        zk.create(at("/p"), CreateMode.PERSISTENT, ALL_BUT_DELETE).ok();
        zk.create(at("/p/open")).ok();
        zk.delete(at("/p/open")).is(Code.NOAUTH);
        zk.delete(at("/p")).is(Code.NOTEMPTY);
    }

    @Test
    void item071PermissionIsAskedBeforeExistence() throws IOException {
        zk.create(at("/p"), CreateMode.PERSISTENT, ALL_BUT_DELETE).ok();
        zk.delete(at("/p/missing")).is(Code.NOAUTH);
        zk.delete(at("/p/missing"), 7).is(Code.NOAUTH);
    }

    @Test
    void item072VersionsOfData() throws IOException {
        zk.create(at("/a")).ok();
        zk.set(at("/a"), "1", 0).ok();
        zk.set(at("/a"), "2", 0).is(Code.BADVERSION);
        zk.set(at("/a"), "2", 2).is(Code.BADVERSION);
        zk.set(at("/a"), "2", -1).ok();
        zk.set(at("/a"), "3", -1).ok();
        zk.set(at("/a"), "4", 3).ok();
        assertThat(zk.data(at("/a"))).isEqualTo("4");
        assertThat(zk.stat(at("/a")).getVersion()).isEqualTo(4);
    }

    @Test
    void item073PermissionIsAskedBeforeTheVersion() throws IOException {
        zk.create(at("/a"), CreateMode.PERSISTENT, Ids.READ_ACL_UNSAFE).ok();
        zk.set(at("/a"), "1", -1).is(Code.NOAUTH);
        zk.set(at("/a"), "1", 0).is(Code.NOAUTH);
        zk.set(at("/a"), "1", 7).is(Code.NOAUTH);
        assertThat(zk.stat(at("/a")).getVersion()).isZero();
    }

    @Test
    void item074OfTwoForOneVersionTheFirstWins() throws IOException {
        for (int version = 0; version < 20; version++) {
            zk.send(OpCode.setData, new SetDataRequest(root, bytes("first" + version), version));
            zk.send(OpCode.setData, new SetDataRequest(root, bytes("second"), version));
            zk.answer().ok();
            zk.answer().is(Code.BADVERSION);
            assertThat(zk.data(root)).isEqualTo("first" + version);
        }
    }

    @Test
    void item075WhatIsRefusedChangesNothing() throws IOException {
        zk.create(at("/a")).ok();
        zk.create(at("/a/b")).ok();
        zk.create(at("/read"), CreateMode.PERSISTENT, Ids.READ_ACL_UNSAFE).ok();
        List<Stat> before = stats();
        zk.create(at("/a")).is(Code.NODEEXISTS);
        zk.create(at("/a/"), CreateMode.PERSISTENT, Ids.OPEN_ACL_UNSAFE).is(Code.BADARGUMENTS);
        zk.create(at("/a/c"), CreateMode.PERSISTENT, List.of()).is(Code.INVALIDACL);
        zk.create(at("/read/c")).is(Code.NOAUTH);
        zk.delete(at("/a")).is(Code.NOTEMPTY);
        zk.delete(at("/a/b"), 1).is(Code.BADVERSION);
        zk.set(at("/a"), "1", 1).is(Code.BADVERSION);
        zk.set(at("/read"), "1").is(Code.NOAUTH);
        zk.setAcl(at("/a"), List.of()).is(Code.INVALIDACL);
        zk.setAcl(at("/read"), Ids.OPEN_ACL_UNSAFE).is(Code.NOAUTH);
        zk.ask(OpCode.setACL, new SetACLRequest(at("/a"), Ids.OPEN_ACL_UNSAFE, 1))
                .is(Code.BADVERSION);
        assertThat(zk.multi(Part.set(at("/a"), 0), Part.set(at("/a"), 0)).codes())
                .containsExactly(0, Code.BADVERSION.intValue());
        assertThat(stats()).isEqualTo(before);
        assertThat(zk.create(at("/a/s"), CreateMode.PERSISTENT_SEQUENTIAL, Ids.OPEN_ACL_UNSAFE)
                        .path())
                .isEqualTo(at("/a/s0000000001"));
    }

    private List<Stat> stats() throws IOException {
        return List.of(zk.stat(root), zk.stat(at("/a")), zk.stat(at("/a/b")), zk.stat(at("/read")));
    }
}
