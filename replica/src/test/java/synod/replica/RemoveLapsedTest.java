package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.session.Sessions;
import synod.tree.Acl;
import synod.tree.Caller;
import synod.tree.Changes;
import synod.tree.CreateMode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.tree.Tree;
import synod.tree.Znode;
import synod.wire.Output;

/** An entry that removes what has lapsed has an effect only on a znode that is as the leader found it. */
final class RemoveLapsedTest {
    private static final Bytes CONTAINER = path("/c");
    private static final Bytes PLAIN = path("/p");

    private final Tree tree = new Tree();
    private final Changes changes = new Changes();
    private final StateMachine state = new StateMachine(tree, new Sessions(Bytes.EMPTY), new Origins(), 0, 9, 0, 0);
    private int removed;

    @BeforeEach
    void makeTwo() {
        Caller caller = new Caller(1, List.of());
        tree.execute(new Request.Create(CONTAINER, null, Acl.OPEN, CreateMode.CONTAINER, false), caller, 1, 0, changes);
        tree.execute(new Request.Create(PLAIN, null, Acl.OPEN, CreateMode.PERSISTENT, false), caller, 2, 0, changes);
        tree.execute(
                new Request.Create(path("/c/x"), null, Acl.OPEN, CreateMode.PERSISTENT, false), caller, 3, 0, changes);
        tree.execute(new Request.Delete(path("/c/x"), -1), caller, 4, 0, changes);
    }

    private void remove(Bytes path, long mzxid, long pzxid) {
        Output requests = new Output(64);
        RequestWriter.removeLapsed(requests, path, mzxid, pzxid);
        Output command = new Output(128);
        command.writeByte(Parcel.COMMAND_VERSION);
        command.writeLong(1_000);
        new Parcel(NodeId.of(1), new Incarnation(1, 77), 1, 1, requests.toBytes()).encode(command);
        state.apply(1, command.toBytes(), new StateFuzzTest.Witness() {
            @Override
            public void onOperation(int index, int xid, int type, long zxid, Reply reply, Changes told) {
                assertThat(reply).isInstanceOf(Reply.Deleted.class);
                removed++;
            }
        });
    }

    private boolean isThere(Bytes path) {
        return tree.find(path, new Znode());
    }

    @Test
    void removesWhatIsAsItWas() {
        remove(CONTAINER, 1, 4);
        assertThat(isThere(CONTAINER)).isFalse();
        assertThat(state.zxid()).isEqualTo(10);
        assertThat(removed).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"/c, 2, 4", "/c, 1, 3", "/p, 2, 2", "/none, 1, 4", "/zookeeper, 0, 0", "'', 1, 4"})
    void leavesAllElse(String path, long mzxid, long pzxid) {
        remove(path(path), mzxid, pzxid);
        assertThat(isThere(CONTAINER)).isTrue();
        assertThat(isThere(PLAIN)).isTrue();
        assertThat(state.zxid()).isEqualTo(9);
        assertThat(removed).isZero();
    }

    @Test
    void leavesOneWithAChild() {
        tree.execute(
                new Request.Create(path("/c/y"), null, Acl.OPEN, CreateMode.PERSISTENT, false),
                new Caller(1, List.of()),
                5,
                0,
                changes);
        remove(CONTAINER, 1, 5);
        assertThat(isThere(CONTAINER)).isTrue();
        assertThat(removed).isZero();
    }

    private static Bytes path(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
