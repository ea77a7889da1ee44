package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/** Random operations on the tree and on its twin: the same replies, the same znodes, whichever way they are applied. */
final class TreeModelTest {
    private static final int STEPS = 2000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void answersAsItsTwin(long seed) {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        Tree executed = new Tree();
        Tree applied = new Tree();
        Pending nothing = new Pending(applied);
        Twin twin = new Twin();
        Changes changes = new Changes();
        long zxid = 0;
        long now = 1000;
        for (int step = 0; step < STEPS; step++) {
            zxid += 1 + random.nextInt(2);
            now += random.nextInt(3) - 1;
            changes.clear();
            if (random.nextInt(40) == 0) {
                long session = 1L + random.nextInt(4);
                List<String> gone = twin.close(session, zxid);
                assertThat(executed.closeSession(session, zxid, now, changes))
                        .isEqualTo(new Reply.SessionClosed(gone.size()));
                applied.apply(applied.prepareCloseSession(nothing, session, zxid, now), changes);
            } else {
                Request request = requests.any();
                Caller caller = requests.caller();
                Reply expected = twin.execute(request, caller, zxid, now);
                assertThat(executed.execute(request, caller, zxid, now, changes))
                        .as("seed %d step %d: %s by %s", seed, step, request, caller)
                        .isEqualTo(expected);
                Txn txn = applied.prepare(nothing, request, caller, zxid, now);
                assertThat(applied.apply(txn, changes)).isEqualTo(expected);
            }
            assertThat(applied.digest()).isEqualTo(executed.digest());
            if (step % 100 == 0) {
                assertThat(dump(executed)).isEqualTo(dump(twin));
                assertThat(applied.contentDigest()).isEqualTo(executed.contentDigest());
            }
        }
        compareCounts(executed, twin);
    }

    private static void compareCounts(Tree tree, Twin twin) {
        assertThat(tree.nodeCount()).isEqualTo(twin.nodes.size() + 1);
        long size = 0;
        int ephemerals = 0;
        for (var entry : twin.nodes.entrySet()) {
            Bytes data = entry.getValue().data;
            size += Paths.of(entry.getKey()).length() + (data == null ? 0 : data.length());
            ephemerals += entry.getValue().owner != 0 ? 1 : 0;
        }
        assertThat(tree.approximateDataSize()).isEqualTo(size);
        assertThat(tree.ephemeralCount()).isEqualTo(ephemerals);
        for (long session = 1; session <= 4; session++) {
            List<String> paths = tree.ephemerals(session, Paths.of("/a")).stream()
                    .map(Twin::text)
                    .toList();
            assertThat(new TreeSet<>(paths))
                    .isEqualTo(new TreeSet<>(twin.ephemerals(session).stream()
                            .filter(path -> path.startsWith("/a"))
                            .toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void preparesOnWhatWillBe(long seed) {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        Tree primary = new Tree();
        Tree straight = new Tree();
        Pending pending = new Pending(primary);
        ArrayDeque<Txn> outstanding = new ArrayDeque<>();
        Changes changes = new Changes();
        long zxid = 0;
        for (int step = 0; step < STEPS; step++) {
            zxid++;
            Txn txn;
            if (random.nextInt(30) == 0) {
                long session = 1L + random.nextInt(4);
                txn = primary.prepareCloseSession(pending, session, zxid, step);
                straight.closeSession(session, zxid, step, changes);
            } else {
                Request request = requests.any();
                // What a quota holds is asked of the state as it is applied, and here the two differ in that.
                Caller someone = requests.caller();
                Caller caller = new Caller(someone.session(), someone.identities());
                txn = primary.prepare(pending, request, caller, zxid, step);
                straight.execute(request, caller, zxid, step, changes);
            }
            pending.push(txn);
            outstanding.add(txn);
            int most = random.nextInt(8);
            while (outstanding.size() > most) {
                Txn first = outstanding.remove();
                primary.apply(first, changes);
                pending.confirm(first.zxid());
            }
            changes.clear();
        }
        while (!outstanding.isEmpty()) {
            Txn first = outstanding.remove();
            primary.apply(first, changes);
            pending.confirm(first.zxid());
        }
        assertThat(pending.isEmpty()).isTrue();
        assertThat(primary.digest()).isEqualTo(straight.digest());
        assertThat(dump(primary)).isEqualTo(dump(straight));
    }

    /** Everything a client can see, by path. */
    static SortedMap<String, String> dump(Tree tree) {
        SortedMap<String, String> dump = new TreeMap<>();
        List<String> todo = new ArrayList<>(List.of("/"));
        Znode node = new Znode();
        while (!todo.isEmpty()) {
            String path = todo.remove(todo.size() - 1);
            assertThat(tree.find(Paths.of(path), node)).as(path).isTrue();
            TreeSet<String> names = new TreeSet<>();
            node.children((array, offset, length) -> names.add(Twin.text(Bytes.wrap(array, offset, length))));
            dump.put(path, line(node.stat(), node.data(), node.acl(), node.descendants(), names));
            for (String name : names) {
                todo.add(path.equals("/") ? "/" + name : path + "/" + name);
            }
        }
        return dump;
    }

    private static SortedMap<String, String> dump(Twin twin) {
        SortedMap<String, String> dump = new TreeMap<>();
        for (var entry : twin.nodes.entrySet()) {
            String path = entry.getKey();
            dump.put(
                    path,
                    line(
                            twin.stat(path),
                            entry.getValue().data,
                            entry.getValue().acl,
                            twin.descendants(path),
                            new TreeSet<>(twin.children(path))));
        }
        return dump;
    }

    private static String line(Stat stat, @Nullable Bytes data, List<Acl> acl, int below, Set<String> names) {
        return stat + " " + (data == null ? "null" : data) + " " + acl + " " + below + " " + names;
    }
}
