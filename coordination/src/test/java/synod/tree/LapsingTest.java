package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

/** Containers and znodes with a time to live: how they look, when their time has come, and that images keep them. */
final class LapsingTest {
    private final Changes changes = new Changes();
    private Tree tree = new Tree();
    private long zxid;
    private long now = 1_000;

    private Reply create(String path, CreateMode mode, long ttlMillis) {
        return run(new Request.Create(Paths.of(path), null, Acl.OPEN, mode, ttlMillis, true));
    }

    private Reply run(Request request) {
        return tree.execute(request, new Caller(1, List.of()), ++zxid, now, changes);
    }

    private boolean isLapsed(String path, long unusedMillis) {
        return node(path).isLapsed(now, unusedMillis);
    }

    private Znode node(String path) {
        Znode node = new Znode();
        assertThat(tree.find(Paths.of(path), node)).isTrue();
        return node;
    }

    private List<String> lapsing() {
        List<String> paths = new ArrayList<>();
        for (Bytes path = tree.nextLapsing(Bytes.EMPTY); path != null; path = tree.nextLapsing(path)) {
            paths.add(Twin.text(path));
        }
        return paths;
    }

    @Test
    void aContainerGoesAfterItsLastChild() {
        create("/c", CreateMode.CONTAINER, -1);
        assertThat(isLapsed("/c", 0)).isFalse();
        create("/c/child", CreateMode.PERSISTENT, -1);
        assertThat(isLapsed("/c", 0)).isFalse();
        run(new Request.Delete(Paths.of("/c/child"), -1));
        assertThat(isLapsed("/c", 0)).isTrue();
    }

    @Test
    void oneThatWasNeverUsedStaysUnlessATimeIsSet() {
        create("/c", CreateMode.CONTAINER, -1);
        now += 100;
        assertThat(isLapsed("/c", 0)).isFalse();
        assertThat(isLapsed("/c", 100)).isFalse();
        assertThat(isLapsed("/c", 99)).isTrue();
    }

    @Test
    void aTimeToLiveBeginsAgainWithEachWriteAndWaitsForChildren() {
        create("/t", CreateMode.PERSISTENT_WITH_TTL, 50);
        now += 50;
        assertThat(isLapsed("/t", 0)).isFalse();
        now++;
        assertThat(isLapsed("/t", 0)).isTrue();
        run(new Request.SetData(Paths.of("/t"), null, -1));
        assertThat(isLapsed("/t", 0)).isFalse();
        create("/t/child", CreateMode.PERSISTENT, -1);
        now += 51;
        assertThat(isLapsed("/t", 0)).isFalse();
        run(new Request.Delete(Paths.of("/t/child"), -1));
        assertThat(isLapsed("/t", 0)).isTrue();
    }

    @Test
    void theyLookPersistentAndOthersDoNotLapse() {
        for (CreateMode mode : List.of(
                CreateMode.CONTAINER, CreateMode.PERSISTENT_WITH_TTL, CreateMode.PERSISTENT, CreateMode.EPHEMERAL)) {
            long owner = mode == CreateMode.EPHEMERAL ? 1 : 0;
            Reply.Created created = (Reply.Created) create("/" + mode, mode, mode.hasTtl() ? (1L << 40) - 1 : -1);
            assertThat(java.util.Objects.requireNonNull(created.stat()).ephemeralOwner())
                    .isEqualTo(owner);
            assertThat(node("/" + mode).ephemeralOwner()).isEqualTo(owner);
            assertThat(node("/" + mode).isLapsing()).isEqualTo(mode == CreateMode.CONTAINER || mode.hasTtl());
        }
        now += 1L << 39;
        assertThat(isLapsed("/PERSISTENT", 1)).isFalse();
        assertThat(isLapsed("/EPHEMERAL", 1)).isFalse();
        assertThat(isLapsed("/PERSISTENT_WITH_TTL", 1)).isFalse();
        assertThat(tree.ephemeralCount()).isEqualTo(1);
    }

    @Test
    void allAreMetInOrderAndAfterAnImageToo() throws MalformedSnapshot {
        create("/b", CreateMode.CONTAINER, -1);
        create("/b/x", CreateMode.PERSISTENT_WITH_TTL, 7);
        create("/a", CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, 9);
        create("/gone", CreateMode.CONTAINER, -1);
        run(new Request.Delete(Paths.of("/gone"), -1));
        List<String> expected = List.of("/a0000000001", "/b", "/b/x");
        assertThat(lapsing()).isEqualTo(expected);
        TreeLoader loader = new TreeLoader();
        SnapshotCursor cursor = tree.beginSnapshot();
        List<Bytes> blocks = new ArrayList<>();
        while (!cursor.advance(2, blocks::add)) {
            assertThat(cursor.zxid()).isEqualTo(zxid);
        }
        for (Bytes block : blocks) {
            loader.accept(block);
        }
        tree = loader.finish();
        assertThat(lapsing()).isEqualTo(expected);
        now += 8;
        assertThat(isLapsed("/b/x", 0)).isTrue();
        assertThat(isLapsed("/a0000000001", 0)).isFalse();
    }
}
