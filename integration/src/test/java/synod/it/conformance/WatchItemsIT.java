package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.ErrorResponse;
import org.apache.zookeeper.proto.GetChildren2Request;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Shape;

/** What fires a watch, in which order, and for how long it stays: items 123 to 147. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class WatchItemsIT extends Talking {
    WatchItemsIT(Shape shape) {
        super(shape);
    }

    @Test
    void item123ExistsTellsOfCreation() throws IOException {
        zk.exists(at("/a"), true).is(Code.NONODE);
        other.create(at("/a")).ok();
        assertThat(zk.told()).containsExactly(created(at("/a")));
    }

    @Test
    void item124DataWatchesFireOnce() throws IOException {
        zk.create(at("/a")).ok();
        zk.exists(at("/a"), true).ok();
        zk.get(at("/a"), true).ok();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).as("both are one entry").containsExactly(changed(at("/a")));
        other.set(at("/a"), "2").ok();
        assertThat(zk.told()).isEmpty();

        zk.get(at("/a"), true).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).containsExactly(deleted(at("/a")));
        other.create(at("/a")).ok();
        assertThat(zk.told()).isEmpty();

        zk.exists(at("/a"), true).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).containsExactly(deleted(at("/a")));
    }

    @Test
    void item125ChildWatches() throws IOException {
        zk.children(root, true).ok();
        other.create(at("/a")).ok();
        assertThat(zk.told()).containsExactly(childrenChanged(root));

        zk.ask(OpCode.getChildren2, new GetChildren2Request(root, true)).ok();
        other.set(at("/a"), "1").ok();
        other.set(root, "1").ok();
        other.create(at("/a/deeper")).ok();
        assertThat(zk.told()).isEmpty();
        other.delete(at("/a/deeper")).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).containsExactly(childrenChanged(root));
        other.create(at("/b")).ok();
        assertThat(zk.told()).isEmpty();
    }

    @Test
    void item126ADeletedNodeTellsItsChildWatchesOnce() throws IOException {
        zk.create(at("/a")).ok();
        zk.create(at("/b")).ok();
        zk.children(at("/a"), true).ok();
        zk.children(at("/b"), true).ok();
        zk.get(at("/b"), true).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).containsExactly(deleted(at("/a")));
        other.delete(at("/b")).ok();
        assertThat(zk.told()).containsExactly(deleted(at("/b")));
        other.create(at("/b")).ok();
        other.create(at("/b/c")).ok();
        assertThat(zk.told()).as("both watches are used up").isEmpty();
    }

    @Test
    void item127DeletionTellsTheChildThenTheParent() throws IOException {
        zk.create(at("/a")).ok();
        zk.children(root, true).ok();
        zk.get(at("/a"), true).ok();
        other.delete(at("/a")).ok();
        assertThat(zk.told()).containsExactly(deleted(at("/a")), childrenChanged(root));
    }

    @Test
    void item128CreationTellsTheChildThenTheParent() throws IOException {
        zk.children(root, true).ok();
        zk.exists(at("/a"), true).is(Code.NONODE);
        other.create(at("/a")).ok();
        assertThat(zk.told()).containsExactly(created(at("/a")), childrenChanged(root));
    }

    @Test
    void item129TheRootHasChildWatchesToo() throws IOException {
        String top = root + "top";
        zk.children("/", true).ok();
        other.create(top).ok();
        assertThat(zk.told()).containsExactly(childrenChanged("/"));
        zk.children("/", true).ok();
        other.delete(top).ok();
        assertThat(zk.told()).containsExactly(childrenChanged("/"));
    }

    @Test
    void item130OnlyExistsWatchesWhatIsMissing() throws IOException {
        zk.get(at("/a"), true).is(Code.NONODE);
        zk.children(at("/a"), true).is(Code.NONODE);
        zk.exists(at("/b"), true).is(Code.NONODE);
        other.create(at("/a")).ok();
        other.create(at("/a/child")).ok();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).isEmpty();
        other.create(at("/b")).ok();
        assertThat(zk.told()).containsExactly(created(at("/b")));
    }

    @Test
    void item131SetAclTellsNobody() throws IOException {
        zk.create(at("/a")).ok();
        zk.get(at("/a"), true).ok();
        zk.children(at("/a"), true).ok();
        zk.children(root, true).ok();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT).ok();
        zk.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE).ok();
        other.setAcl(at("/a"), Ids.OPEN_ACL_UNSAFE).ok();
        assertThat(zk.told()).isEmpty();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).as("the watches were there").containsExactly(changed(at("/a")));
    }

    @Test
    void item132TheEventComesBeforeTheReplyOfOnesOwnWrite() throws IOException {
        zk.exists(at("/a"), true).is(Code.NONODE);
        zk.create(at("/a")).ok();
        assertThat(zk.toldBefore()).containsExactly(created(at("/a")));
        zk.get(at("/a"), true).ok();
        zk.set(at("/a"), "1").ok();
        assertThat(zk.toldBefore()).containsExactly(changed(at("/a")));
        zk.children(root, true).ok();
        zk.exists(at("/a"), true).ok();
        zk.delete(at("/a")).ok();
        assertThat(zk.toldBefore()).containsExactly(deleted(at("/a")), childrenChanged(root));
    }

    @Test
    void item133WhoReadsNewDataHasBeenTold() throws IOException {
        zk.create(at("/a")).ok();
        for (int i = 0; i < 50; i++) {
            String next = "v" + i;
            zk.get(at("/a"), true).ok();
            other.send(OpCode.setData, new SetDataRequest(at("/a"), bytes(next), -1));
            while (!zk.data(at("/a")).equals(next)) {
                assertThat(zk.toldBefore())
                        .as("the old data came after the event of the new ones")
                        .isEmpty();
            }
            assertThat(zk.toldBefore()).containsExactly(changed(at("/a")));
            other.answer().ok();
        }
    }

    @Test
    void item134EventsCarryTheZxidOfTheirChange() throws IOException {
        zk.addWatch(root, AddWatchMode.PERSISTENT).ok();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT).ok();
        long create = other.create(at("/a")).ok().zxid();
        long set = other.set(at("/a"), "1").ok().zxid();
        assertThat(other.stat(at("/a")).getCzxid()).isEqualTo(create);
        assertThat(other.stat(at("/a")).getMzxid()).isEqualTo(set);
        long delete = other.delete(at("/a")).ok().zxid();
        assertThat(other.stat(root).getPzxid()).isEqualTo(delete);
        zk.ping();
        assertThat(zk.news())
                .containsExactly(
                        new Talk.Told(EventType.NodeCreated, at("/a"), create),
                        new Talk.Told(EventType.NodeChildrenChanged, root, create),
                        new Talk.Told(EventType.NodeDataChanged, at("/a"), set),
                        new Talk.Told(EventType.NodeDeleted, at("/a"), delete),
                        new Talk.Told(EventType.NodeChildrenChanged, root, delete));
    }

    @Test
    void item135EveryWatcherIsToldOnce() throws IOException {
        zk.create(at("/a")).ok();
        List<Talk> watchers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Talk watcher = open();
            watcher.get(at("/a"), true).ok();
            watcher.exists(at("/a"), true).ok();
            watchers.add(watcher);
        }
        other.set(at("/a"), "1").ok();
        other.set(at("/a"), "2").ok();
        for (Talk watcher : watchers) {
            assertThat(watcher.told()).containsExactly(changed(at("/a")));
        }
    }

    @Test
    void item136PersistentWatchesStay() throws IOException {
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT).ok();
        for (int i = 0; i < 2; i++) {
            other.create(at("/a")).ok();
            other.set(at("/a"), "1").ok();
            other.set(at("/a"), "2").ok();
            other.create(at("/a/b")).ok();
            other.set(at("/a/b"), "1").ok();
            other.delete(at("/a/b")).ok();
            other.delete(at("/a")).ok();
            assertThat(zk.told())
                    .containsExactly(
                            created(at("/a")),
                            changed(at("/a")),
                            changed(at("/a")),
                            childrenChanged(at("/a")),
                            childrenChanged(at("/a")),
                            deleted(at("/a")));
        }
    }

    @Test
    void item137APersistentWatchOnTheRoot() throws IOException {
        zk.addWatch("/", AddWatchMode.PERSISTENT).ok();
        other.create(root + "top").ok();
        other.create(root + "top/child").ok();
        other.delete(root + "top/child").ok();
        other.delete(root + "top").ok();
        assertThat(zk.told()).containsExactly(childrenChanged("/"), childrenChanged("/"));
    }

    @Test
    void item138RecursiveWatchesSeeAllBelow() throws IOException {
        for (String watched : new String[] {at("/a"), "/"}) {
            Talk watcher = open();
            watcher.addWatch(watched, AddWatchMode.PERSISTENT_RECURSIVE).ok();
            other.create(at("/a")).ok();
            other.create(at("/a/b")).ok();
            other.create(at("/a/b/c")).ok();
            other.set(at("/a/b/c"), "1").ok();
            other.set(at("/a"), "1").ok();
            other.delete(at("/a/b/c")).ok();
            other.delete(at("/a/b")).ok();
            other.delete(at("/a")).ok();
            assertThat(watcher.told())
                    .containsExactly(
                            created(at("/a")),
                            created(at("/a/b")),
                            created(at("/a/b/c")),
                            changed(at("/a/b/c")),
                            changed(at("/a")),
                            deleted(at("/a/b/c")),
                            deleted(at("/a/b")),
                            deleted(at("/a")));
        }
    }

    @Test
    void item139RecursiveWatchesEndAtTheName() throws IOException {
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT_RECURSIVE).ok();
        other.create(at("/ab")).ok();
        other.create(at("/ab/c")).ok();
        other.set(root, "1").ok();
        assertThat(zk.told()).isEmpty();
        other.create(at("/a")).ok();
        assertThat(zk.told()).containsExactly(created(at("/a")));
    }

    @Test
    void item140OverlappingRecursiveWatchesTellOnce() throws IOException {
        other.create(at("/a")).ok();
        other.create(at("/a/b")).ok();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT_RECURSIVE).ok();
        zk.addWatch(at("/a/b"), AddWatchMode.PERSISTENT_RECURSIVE).ok();
        other.create(at("/a/b/c")).ok();
        other.set(at("/a/b/c"), "1").ok();
        other.set(at("/a/b"), "1").ok();
        other.delete(at("/a/b/c")).ok();
        assertThat(zk.told())
                .containsExactly(
                        created(at("/a/b/c")), changed(at("/a/b/c")), changed(at("/a/b")), deleted(at("/a/b/c")));
    }

    @Test
    void item141OneShotAndRecursiveTellOnce() throws IOException {
        other.create(at("/a")).ok();
        zk.get(at("/a"), true).ok();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT_RECURSIVE).ok();
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).containsExactly(changed(at("/a")));
        zk.checkWatches(at("/a"), WatcherType.Data).is(Code.NOWATCHER);
        other.set(at("/a"), "2").ok();
        assertThat(zk.told()).as("the recursive one stays").containsExactly(changed(at("/a")));
    }

    @Test
    void item142AddWatchKnowsTwoModes() throws IOException {
        for (int mode : new int[] {2, -1, Integer.MAX_VALUE}) {
            zk.ask(OpCode.addWatch, new AddWatchRequest(at("/a"), mode)).is(Code.MARSHALLINGERROR);
        }
        other.create(at("/a")).ok();
        assertThat(zk.told()).isEmpty();

        Talk.Reply added = zk.addWatch(at("/missing"), AddWatchMode.PERSISTENT);
        assertThat(added.frame().body().length()).isEqualTo(4);
        assertThat(added.read(new ErrorResponse(17)).getErr()).isZero();
        other.create(at("/missing")).ok();
        assertThat(zk.told()).containsExactly(created(at("/missing")));
    }

    @Test
    void item143OneShotAndPersistentAreApart() throws IOException {
        other.create(at("/a")).ok();
        zk.get(at("/a"), true).ok();
        zk.addWatch(at("/a"), AddWatchMode.PERSISTENT).ok();
        zk.removeWatches(at("/a"), WatcherType.Data).ok();
        other.set(at("/a"), "1").ok();
        other.set(at("/a"), "2").ok();
        assertThat(zk.told()).as("the persistent one was left").containsExactly(changed(at("/a")), changed(at("/a")));

        zk.get(at("/a"), true).ok();
        zk.removeWatches(at("/a"), WatcherType.Persistent).ok();
        other.set(at("/a"), "3").ok();
        other.set(at("/a"), "4").ok();
        assertThat(zk.told()).as("the one-shot one was left").containsExactly(changed(at("/a")));
    }

    private static final List<WatcherType> KINDS =
            List.of(WatcherType.Data, WatcherType.Children, WatcherType.Persistent, WatcherType.PersistentRecursive);

    private void watchInEveryWay(Talk talk, String path) throws IOException {
        talk.get(path, true).ok();
        talk.children(path, true).ok();
        talk.addWatch(path, AddWatchMode.PERSISTENT).ok();
        talk.addWatch(path, AddWatchMode.PERSISTENT_RECURSIVE).ok();
    }

    private void assertWatches(Talk talk, String path, List<WatcherType> expected) throws IOException {
        List<WatcherType> found = new ArrayList<>();
        for (WatcherType kind : KINDS) {
            if (talk.checkWatches(path, kind).code() == Code.OK) {
                found.add(kind);
            }
        }
        assertThat(found).containsExactlyElementsOf(expected);
        talk.checkWatches(path, WatcherType.Any).is(expected.isEmpty() ? Code.NOWATCHER : Code.OK);
    }

    @Test
    void item144EachKindIsRemovedByItself() throws IOException {
        for (WatcherType removed : KINDS) {
            String path = at("/" + removed);
            other.create(path).ok();
            zk.removeWatches(path, removed).is(Code.NOWATCHER);
            watchInEveryWay(zk, path);
            assertWatches(zk, path, KINDS);
            zk.removeWatches(path, removed).ok();
            assertWatches(
                    zk, path, KINDS.stream().filter(kind -> kind != removed).toList());
            zk.removeWatches(path, removed).is(Code.NOWATCHER);
            zk.removeWatches(path, WatcherType.Any).ok();
            assertWatches(zk, path, List.of());
            zk.removeWatches(path, WatcherType.Any).is(Code.NOWATCHER);
            other.set(path, "1").ok();
            other.create(path + "/child").ok();
            assertThat(zk.told()).isEmpty();
        }
        for (int type : new int[] {0, 6, -1}) {
            zk.ask(OpCode.removeWatches, new RemoveWatchesRequest(at("/Data"), type))
                    .is(Code.MARSHALLINGERROR);
            zk.ask(OpCode.checkWatches, new CheckWatchesRequest(at("/Data"), type))
                    .is(Code.MARSHALLINGERROR);
        }
    }

    @Test
    void item145TheWrongKindIsNotRemoved() throws IOException {
        other.create(at("/a")).ok();
        zk.get(at("/a"), true).ok();
        for (WatcherType wrong : KINDS.subList(1, KINDS.size())) {
            zk.removeWatches(at("/a"), wrong).is(Code.NOWATCHER);
        }
        zk.removeWatches(at("/a/b"), WatcherType.Any).is(Code.NOWATCHER);
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).containsExactly(changed(at("/a")));

        zk.children(at("/a"), true).ok();
        zk.removeWatches(at("/a"), WatcherType.Data).is(Code.NOWATCHER);
        other.create(at("/a/b")).ok();
        assertThat(zk.told()).containsExactly(childrenChanged(at("/a")));
    }

    @Test
    void item146CheckingLeavesTheWatch() throws IOException {
        other.create(at("/a")).ok();
        zk.get(at("/a"), true).ok();
        for (int i = 0; i < 2; i++) {
            zk.checkWatches(at("/a"), WatcherType.Data).ok();
            zk.checkWatches(at("/a"), WatcherType.Any).ok();
            zk.checkWatches(at("/a"), WatcherType.Children).is(Code.NOWATCHER);
        }
        other.checkWatches(at("/a"), WatcherType.Any).is(Code.NOWATCHER);
        other.set(at("/a"), "1").ok();
        assertThat(zk.told()).containsExactly(changed(at("/a")));
    }

    @Test
    void item147OthersKeepTheirWatches() throws IOException {
        Talk third = open();
        other.create(at("/a")).ok();
        watchInEveryWay(zk, at("/a"));
        watchInEveryWay(third, at("/a"));
        zk.removeWatches(at("/a"), WatcherType.Any).ok();
        other.set(at("/a"), "1").ok();
        other.create(at("/a/b")).ok();
        assertThat(zk.told()).isEmpty();
        assertThat(third.told()).containsExactly(changed(at("/a")), created(at("/a/b")), childrenChanged(at("/a")));
    }
}
