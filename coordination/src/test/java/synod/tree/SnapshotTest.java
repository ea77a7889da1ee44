package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;

/** Images: of one zxid while the tree goes on, the same after a round trip, refused when they are damaged. */
final class SnapshotTest {
    private final Changes changes = new Changes();

    /** One operation and all that it needs to be done again. */
    private record Done(Request request, Caller caller, long zxid) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void isOfOneZxidWhileTheTreeGoesOn(long seed) throws MalformedSnapshot {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        Tree tree = new Tree();
        long zxid = 0;
        for (int round = 0; round < 15; round++) {
            for (int i = random.nextInt(60); i > 0; i--) {
                tree.execute(requests.any(), requests.caller(), ++zxid, zxid, changes);
            }
            SortedMap<String, String> then = TreeModelTest.dump(tree);
            long digest = tree.digest();
            long content = tree.contentDigest();
            long then64 = zxid;
            SnapshotCursor cursor = tree.beginSnapshot();
            List<Done> since = new ArrayList<>();
            List<Bytes> blocks = new ArrayList<>();
            int pace = 1 + random.nextInt(5);
            while (!cursor.advance(random.nextInt(pace + 1), blocks::add)) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    Done done = new Done(requests.any(), requests.caller(), ++zxid);
                    tree.execute(done.request, done.caller, done.zxid, done.zxid, changes);
                    since.add(done);
                }
            }
            Tree loaded = load(join(blocks), random);
            assertThat(TreeModelTest.dump(loaded))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(then);
            assertThat(loaded.lastZxid()).isEqualTo(then64).isEqualTo(cursor.zxid());
            assertThat(loaded.digest()).isEqualTo(digest);
            assertThat(loaded.contentDigest()).isEqualTo(content);
            for (Done done : since) {
                loaded.execute(done.request, done.caller, done.zxid, done.zxid, changes);
            }
            assertSame(loaded, tree);
            changes.clear();
            tree = random.nextBoolean() ? loaded : tree;
        }
    }

    private static void assertSame(Tree one, Tree other) {
        assertThat(one.digest()).isEqualTo(other.digest());
        assertThat(one.contentDigest()).isEqualTo(other.contentDigest());
        assertThat(one.nodeCount()).isEqualTo(other.nodeCount());
        assertThat(one.approximateDataSize()).isEqualTo(other.approximateDataSize());
        assertThat(one.ephemeralCount()).isEqualTo(other.ephemeralCount());
        assertThat(one.ephemeralOwners()).isEqualTo(other.ephemeralOwners());
        for (long owner : one.ephemeralOwners()) {
            assertThat(one.ephemerals(owner, Bytes.EMPTY)).isEqualTo(other.ephemerals(owner, Bytes.EMPTY));
        }
        assertThat(names(one)).isEqualTo(names(other));
        assertThat(one.acls.size()).isEqualTo(other.acls.size());
    }

    private static List<Bytes> names(Tree tree) {
        Znode root = new Znode();
        assertThat(tree.find(Paths.ROOT, root)).isTrue();
        List<Bytes> names = new ArrayList<>();
        root.children((array, offset, length) -> names.add(Bytes.copyOf(array, offset, length)));
        return names;
    }

    @Test
    void aMillionthOfTheWorkIsDoneAtATime() throws MalformedSnapshot {
        Tree tree = new Tree();
        Caller caller = new Caller(1, List.of());
        long zxid = 0;
        for (int i = 0; i < 20_000; i++) {
            Bytes path = Paths.of("/n" + i);
            tree.execute(
                    new Request.Create(path, Bytes.EMPTY, Acl.OPEN, CreateMode.PERSISTENT, false),
                    caller,
                    ++zxid,
                    1,
                    changes);
        }
        long content = tree.contentDigest();
        SnapshotCursor cursor = tree.beginSnapshot();
        List<Bytes> blocks = new ArrayList<>();
        int slices = 1;
        while (!cursor.advance(100, blocks::add)) {
            slices++;
            // Everything is deleted from under the cursor, and something else comes.
            for (int i = 0; i < 100; i++) {
                int victim = (slices * 7919 + i * 104_729) % 20_000;
                tree.execute(new Request.Delete(Paths.of("/n" + victim), -1), caller, ++zxid, 1, changes);
                tree.execute(
                        new Request.Create(Paths.of("/m" + zxid), Bytes.EMPTY, Acl.OPEN, CreateMode.PERSISTENT, false),
                        caller,
                        ++zxid,
                        1,
                        changes);
            }
            changes.clear();
        }
        assertThat(slices).isGreaterThan(150);
        assertThat(load(join(blocks), new Random(1)).contentDigest()).isEqualTo(content);
    }

    @Test
    void onlyOneIsMadeAtATime() {
        Tree tree = new Tree();
        SnapshotCursor first = tree.beginSnapshot();
        assertThatThrownBy(tree::beginSnapshot).isInstanceOf(InvariantViolation.class);
        first.abort();
        SnapshotCursor second = tree.beginSnapshot();
        assertThat(second.advance(1000, block -> {})).isTrue();
        assertThat(second.advance(1000, block -> {})).isTrue();
        tree.beginSnapshot();
        assertThatThrownBy(() -> first.advance(1, block -> {})).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void saysHowManyBytesItUsed() throws MalformedSnapshot {
        byte[] image = image(smallTree());
        byte[] longer = java.util.Arrays.copyOf(image, image.length + 7);
        TreeLoader loader = new TreeLoader();
        assertThat(loader.accept(Bytes.wrap(longer))).isEqualTo(image.length);
        assertThat(loader.isComplete()).isTrue();
        assertThat(loader.accept(Bytes.wrap(longer))).isZero();
        assertThat(loader.finish().contentDigest()).isEqualTo(smallTree().contentDigest());
    }

    @Test
    void refusesAnImageThatEndsAnywhere() throws MalformedSnapshot {
        byte[] image = image(smallTree());
        for (int length = 0; length < image.length; length++) {
            TreeLoader loader = new TreeLoader();
            assertThat(loader.accept(Bytes.copyOf(image, 0, length))).isEqualTo(length);
            assertThat(loader.isComplete()).isFalse();
            assertThatThrownBy(loader::finish)
                    .isInstanceOf(MalformedSnapshot.class)
                    .hasMessageContaining("" + length);
        }
    }

    @Test
    void refusesAnImageWithAnyBitTurned() {
        Tree tree = smallTree();
        long whole = tree.contentDigest();
        byte[] image = image(tree);
        int refused = 0;
        for (int at = 0; at < image.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = image.clone();
                damaged[at] ^= (byte) (1 << bit);
                refused += attempt(damaged, whole).contains("image") ? 1 : 0;
            }
        }
        // The zxid and the running digest in the header are covered by their block's checksum on disk, not here.
        assertThat(refused).isBetween(8 * (image.length - 20), 8 * image.length);
    }

    @Test
    void refusesRandomBytes() {
        Random random = new Random(5);
        byte[] empty = image(new Tree());
        for (int i = 0; i < 5_000; i++) {
            // A good header and then bytes that look like items.
            byte[] image = java.util.Arrays.copyOf(empty, 24 + random.nextInt(200));
            for (int at = 24; at < image.length; at++) {
                image[at] = (byte) (random.nextInt(3) > 0 ? random.nextInt(6) : random.nextInt());
            }
            assertThat(attempt(image, 0)).contains("image");
        }
    }

    /** The error, or nothing when there is a tree; then it must be {@code whole}, said in other words. */
    private static String attempt(byte[] image, long whole) {
        TreeLoader loader = new TreeLoader();
        try {
            loader.accept(Bytes.wrap(image));
            assertThat(loader.finish().contentDigest()).isEqualTo(whole);
            return "";
        } catch (MalformedSnapshot e) {
            assertThatThrownBy(() -> {
                        loader.accept(Bytes.wrap(image));
                        loader.finish();
                    })
                    .isInstanceOf(MalformedSnapshot.class);
            return String.valueOf(e.getMessage());
        }
    }

    private Tree smallTree() {
        Tree tree = new Tree();
        RandomRequests requests = new RandomRequests(new Random(3));
        for (long zxid = 1; zxid < 60; zxid++) {
            tree.execute(requests.any(), requests.caller(), zxid, zxid, changes);
        }
        return tree;
    }

    static byte[] image(Tree tree) {
        List<Bytes> blocks = new ArrayList<>();
        assertThat(tree.beginSnapshot().advance(Integer.MAX_VALUE, blocks::add)).isTrue();
        return join(blocks);
    }

    private static byte[] join(List<Bytes> blocks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Consumer<Bytes> add = block -> all.write(block.array(), block.offset(), block.length());
        blocks.forEach(add);
        return all.toByteArray();
    }

    private static Tree load(byte[] image, Random random) throws MalformedSnapshot {
        TreeLoader loader = new TreeLoader();
        int most = 1 + random.nextInt(random.nextBoolean() ? 5 : 5000);
        for (int at = 0; at < image.length; ) {
            int size = Math.min(image.length - at, random.nextInt(most + 1));
            assertThat(loader.accept(Bytes.copyOf(image, at, size))).isEqualTo(size);
            at += size;
        }
        return loader.finish();
    }
}
