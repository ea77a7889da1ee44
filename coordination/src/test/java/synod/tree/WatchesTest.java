package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/** Watches by the tables of the protocol, and against a twin made of maps. */
final class WatchesTest {
    private final Tree tree = new Tree();
    private final Watches watches = new Watches();
    private final Changes changes = new Changes();
    private final List<String> heard = new ArrayList<>();
    private final Caller caller = new Caller(9, List.of(Identity.of("digest", "u:h")));
    private long zxid;

    private void hear(long connection, EventType type, Bytes path, long at) {
        heard.add(connection + " " + type + " " + Twin.text(path) + " " + at);
    }

    private List<String> run(Request... requests) {
        heard.clear();
        for (Request request : requests) {
            changes.clear();
            tree.execute(request, caller, ++zxid, 1, changes);
            watches.trigger(changes, WatchFilter.NONE, this::hear);
        }
        return List.copyOf(heard);
    }

    private static Request create(String path) {
        return new Request.Create(Paths.of(path), null, Acl.OPEN, CreateMode.PERSISTENT, false);
    }

    private static Request delete(String path) {
        return new Request.Delete(Paths.of(path), -1);
    }

    private static Request set(String path) {
        return new Request.SetData(Paths.of(path), null, -1);
    }

    @Test
    void aCreateTellsTheZnodeThenItsParent() {
        watches.add(WatchKind.CHILDREN, Paths.ROOT, 1);
        watches.add(WatchKind.DATA, Paths.of("/a"), 1);
        watches.add(WatchKind.DATA, Paths.of("/a"), 1);
        assertThat(run(create("/a"))).containsExactly("1 CREATED /a 1", "1 CHILDREN_CHANGED / 1");
        assertThat(run(create("/b"), set("/a"), delete("/a"))).isEmpty();
        assertThat(watches.isEmpty()).isTrue();
    }

    @Test
    void aDeleteTellsAChildWatchOnceAndThenTheParent() {
        run(create("/a"), create("/a/b"));
        watches.add(WatchKind.CHILDREN, Paths.of("/a/b"), 1);
        watches.add(WatchKind.DATA, Paths.of("/a/b"), 1);
        watches.add(WatchKind.CHILDREN, Paths.of("/a/b"), 2);
        watches.add(WatchKind.CHILDREN, Paths.of("/a"), 3);
        watches.add(WatchKind.PERSISTENT_RECURSIVE, Paths.of("/a"), 4);
        watches.add(WatchKind.CHILDREN, Paths.of("/a/b"), 4);
        assertThat(run(delete("/a/b")))
                .containsExactly("1 DELETED /a/b 3", "4 DELETED /a/b 3", "2 DELETED /a/b 3", "3 CHILDREN_CHANGED /a 3");
        assertThat(watches.size()).isEqualTo(1);
    }

    @Test
    void aPersistentWatchStays() {
        watches.add(WatchKind.PERSISTENT, Paths.of("/a"), 1);
        watches.add(WatchKind.DATA, Paths.of("/a"), 1);
        assertThat(run(
                        create("/a"),
                        set("/a"),
                        create("/a/b"),
                        set("/a/b"),
                        delete("/a/b"),
                        delete("/a"),
                        create("/a")))
                .containsExactly(
                        "1 CREATED /a 1",
                        "1 DATA_CHANGED /a 2",
                        "1 CHILDREN_CHANGED /a 3",
                        "1 CHILDREN_CHANGED /a 5",
                        "1 DELETED /a 6",
                        "1 CREATED /a 7");
        assertThat(watches.contains(WatchKind.DATA, Paths.of("/a"), 1)).isFalse();
        assertThat(watches.remove(WatchKind.PERSISTENT, Paths.of("/a"), 1)).isTrue();
        assertThat(watches.isEmpty()).isTrue();
    }

    @Test
    void aRecursiveWatchSeesEverythingBelowAndNothingBeside() {
        watches.add(WatchKind.PERSISTENT_RECURSIVE, Paths.of("/a"), 1);
        watches.add(WatchKind.PERSISTENT_RECURSIVE, Paths.of("/a/b"), 1);
        watches.add(WatchKind.PERSISTENT_RECURSIVE, Paths.ROOT, 2);
        watches.add(WatchKind.DATA, Paths.of("/a/b"), 1);
        assertThat(run(create("/ab"), create("/a"), create("/a/b"), set("/a/b")))
                .containsExactly(
                        "2 CREATED /ab 1",
                        "1 CREATED /a 2",
                        "2 CREATED /a 2",
                        "1 CREATED /a/b 3",
                        "2 CREATED /a/b 3",
                        "1 DATA_CHANGED /a/b 4",
                        "2 DATA_CHANGED /a/b 4");
    }

    @Test
    void eventsNeedReadOnTheRightList() {
        List<Acl> closed = List.of(Acl.of(Acl.ALL, "digest", "u:h"));
        run(create("/a"));
        watches.add(WatchKind.DATA, Paths.of("/a/b"), 1);
        watches.add(WatchKind.CHILDREN, Paths.of("/a"), 1);
        changes.clear();
        heard.clear();
        tree.execute(
                new Request.Create(Paths.of("/a/b"), null, closed, CreateMode.PERSISTENT, false),
                caller,
                ++zxid,
                1,
                changes);
        WatchFilter filter = (connection, acl) -> AccessControl.allows(acl, Acl.READ, List.of());
        watches.trigger(changes, filter, this::hear);
        assertThat(heard).containsExactly("1 CHILDREN_CHANGED /a 2");
        assertThat(watches.isEmpty()).isTrue();

        // What was there decides, not what is there afterwards.
        watches.add(WatchKind.DATA, Paths.of("/a/b"), 1);
        changes.clear();
        tree.execute(
                new Request.Multi(List.of(
                        new Request.SetData(Paths.of("/a/b"), null, -1),
                        new Request.SetAcl(Paths.of("/a/b"), Acl.OPEN, -1))),
                caller,
                ++zxid,
                1,
                changes);
        heard.clear();
        watches.trigger(changes, filter, this::hear);
        assertThat(heard).isEmpty();
    }

    @Test
    void aMultiTellsItsPartsInOrder() {
        watches.add(WatchKind.PERSISTENT_RECURSIVE, Paths.ROOT, 1);
        assertThat(run(new Request.Multi(List.of(create("/a"), set("/a"), delete("/a")))))
                .containsExactly("1 CREATED /a 1", "1 DATA_CHANGED /a 1", "1 DELETED /a 1");
        assertThat(run(new Request.Multi(List.of(create("/a"), delete("/none")))))
                .isEmpty();
    }

    @Test
    void rearmingTellsWhatWasMissed() {
        run(create("/old"), create("/changed"), create("/parent"));
        long seen = zxid;
        run(set("/changed"), create("/parent/x"));
        heard.clear();
        watches.rearm(
                tree,
                5,
                seen,
                new Watches.Rearm(
                        List.of(Paths.of("/old"), Paths.of("/changed"), Paths.of("/gone")),
                        List.of(Paths.of("/old"), Paths.of("/gone")),
                        List.of(Paths.of("/old"), Paths.of("/parent"), Paths.of("/gone")),
                        List.of(Paths.of("/p")),
                        List.of(Paths.of("/r"))),
                this::hear);
        assertThat(heard)
                .containsExactly(
                        "5 DATA_CHANGED /changed -1",
                        "5 DELETED /gone -1",
                        "5 CREATED /old -1",
                        "5 CHILDREN_CHANGED /parent -1",
                        "5 DELETED /gone -1");
        assertThat(watches.contains(WatchKind.DATA, Paths.of("/old"), 5)).isTrue();
        assertThat(watches.contains(WatchKind.CHILDREN, Paths.of("/old"), 5)).isTrue();
        assertThat(watches.contains(WatchKind.DATA, Paths.of("/changed"), 5)).isFalse();
        assertThat(watches.contains(WatchKind.DATA, Paths.of("/gone"), 5)).isTrue();
        assertThat(watches.contains(WatchKind.CHILDREN, Paths.of("/gone"), 5)).isFalse();
        assertThat(watches.contains(WatchKind.CHILDREN, Paths.of("/parent"), 5)).isFalse();
        assertThat(watches.contains(WatchKind.PERSISTENT, Paths.of("/p"), 5)).isTrue();
        assertThat(watches.contains(WatchKind.PERSISTENT_RECURSIVE, Paths.of("/r"), 5))
                .isTrue();
        assertThat(watches.contains(WatchKind.PERSISTENT, Paths.of("/r"), 5)).isFalse();
    }

    @Test
    void countsTheTableOfDataWatches() {
        for (long connection = 1; connection <= 3; connection++) {
            watches.add(WatchKind.DATA, Paths.of("/a"), connection);
            watches.add(WatchKind.CHILDREN, Paths.of("/c"), connection);
        }
        watches.add(WatchKind.DATA, Paths.of("/b"), 3);
        assertThat(watches.summary()).isEqualTo(new Watches.Summary(3, 2, 4));
        assertThat(watches.size()).isEqualTo(7);
        List<String> byPath = new ArrayList<>();
        watches.eachByPath((path, connection) -> byPath.add(Twin.text(path) + connection));
        assertThat(byPath).containsExactly("/a1", "/a2", "/a3", "/b3");
        List<String> byConnection = new ArrayList<>();
        watches.eachByConnection((path, connection) -> byConnection.add(connection + Twin.text(path)));
        assertThat(byConnection).containsExactly("1/a", "2/a", "3/a", "3/b");
        watches.removeConnection(3);
        assertThat(watches.summary()).isEqualTo(new Watches.Summary(2, 1, 2));
    }

    @Test
    void anyIsNoKindToRegister() {
        assertThatThrownBy(() -> watches.add(WatchKind.ANY, Paths.ROOT, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The same, as maps of sets. */
    private static final class Slow {
        final Map<String, Map<Long, Set<WatchKind>>> data = new TreeMap<>();
        final Map<String, Map<Long, Set<WatchKind>>> children = new TreeMap<>();
        final List<String> heard = new ArrayList<>();

        void add(WatchKind kind, String path, long connection) {
            if (kind != WatchKind.CHILDREN) {
                put(data, kind, path, connection);
            }
            if (kind == WatchKind.CHILDREN || kind == WatchKind.PERSISTENT) {
                put(children, kind, path, connection);
            }
        }

        private static void put(
                Map<String, Map<Long, Set<WatchKind>>> table, WatchKind kind, String path, long connection) {
            table.computeIfAbsent(path, p -> new TreeMap<>())
                    .computeIfAbsent(connection, c -> EnumSet.noneOf(WatchKind.class))
                    .add(kind);
        }

        boolean remove(WatchKind kind, String path, long connection) {
            boolean any = false;
            for (Map<String, Map<Long, Set<WatchKind>>> table : List.of(data, children)) {
                Set<WatchKind> kinds = table.getOrDefault(path, Map.of()).get(connection);
                if (kinds != null) {
                    any |= kind == WatchKind.ANY ? !kinds.isEmpty() : kinds.contains(kind);
                    kinds.removeIf(each -> kind == WatchKind.ANY || each == kind);
                }
            }
            tidy();
            return any;
        }

        void removeConnection(long connection) {
            data.values().forEach(map -> map.remove(connection));
            children.values().forEach(map -> map.remove(connection));
            tidy();
        }

        private void tidy() {
            for (Map<String, Map<Long, Set<WatchKind>>> table : List.of(data, children)) {
                table.values().forEach(map -> map.values().removeIf(Set::isEmpty));
                table.values().removeIf(Map::isEmpty);
            }
        }

        int size() {
            return data.values().stream().mapToInt(Map::size).sum()
                    + children.values().stream().mapToInt(Map::size).sum();
        }

        void trigger(EventType type, String path, long zxid) {
            TreeSet<Long> told = new TreeSet<>(data.getOrDefault(path, Map.of()).keySet());
            for (Map.Entry<String, Map<Long, Set<WatchKind>>> entry : data.entrySet()) {
                String prefix = entry.getKey().equals("/") ? "/" : entry.getKey() + "/";
                // The empty text is nobody's ancestor.
                if (!entry.getKey().isEmpty() && path.startsWith(prefix)) {
                    entry.getValue().forEach((connection, kinds) -> {
                        if (kinds.contains(WatchKind.PERSISTENT_RECURSIVE)) {
                            told.add(connection);
                        }
                    });
                }
            }
            told.forEach(connection -> heard.add(connection + " " + type + " " + path + " " + zxid));
            consume(data, path);
            if (type == EventType.DELETED) {
                tell(EventType.DELETED, path, zxid, told);
            }
            if (type != EventType.DATA_CHANGED) {
                tell(EventType.CHILDREN_CHANGED, Twin.parent(path), zxid, Set.of());
            }
        }

        private void tell(EventType type, String path, long zxid, Set<Long> except) {
            for (long connection : children.getOrDefault(path, Map.of()).keySet()) {
                if (!except.contains(connection)) {
                    heard.add(connection + " " + type + " " + path + " " + zxid);
                }
            }
            consume(children, path);
        }

        private void consume(Map<String, Map<Long, Set<WatchKind>>> table, String path) {
            table.getOrDefault(path, Map.of()).values().forEach(kinds -> {
                kinds.remove(WatchKind.DATA);
                kinds.remove(WatchKind.CHILDREN);
            });
            tidy();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void behaveAsMapsOfSets(long seed) {
        Random random = new Random(seed);
        RandomRequests requests = new RandomRequests(random);
        Slow slow = new Slow();
        for (int step = 0; step < 5000; step++) {
            long connection = random.nextInt(12);
            String path = requests.path();
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    WatchKind kind = Objects.requireNonNull(WatchKind.of(1 + random.nextInt(5)));
                    if (kind != WatchKind.ANY) {
                        watches.add(kind, Paths.of(path), connection);
                        slow.add(kind, path, connection);
                    }
                }
                case 4 -> {
                    WatchKind kind = Objects.requireNonNull(WatchKind.of(1 + random.nextInt(5)));
                    assertThat(watches.contains(kind, Paths.of(path), connection))
                            .isEqualTo(watches.remove(kind, Paths.of(path), connection))
                            .isEqualTo(slow.remove(kind, path, connection));
                }
                case 5 -> {
                    if (random.nextInt(10) == 0) {
                        watches.removeConnection(connection);
                        slow.removeConnection(connection);
                    }
                }
                default -> {
                    changes.clear();
                    tree.execute(requests.any(), requests.caller(), ++zxid, 1, changes);
                    watches.trigger(changes, WatchFilter.NONE, this::hear);
                    for (int i = 0; i < changes.size(); i++) {
                        slow.trigger(changes.type(i), Twin.text(changes.path(i)), zxid);
                    }
                    assertThat(heard).as("seed %d step %d", seed, step).isEqualTo(slow.heard);
                    heard.clear();
                    slow.heard.clear();
                }
            }
            assertThat(watches.size()).isEqualTo(slow.size());
            assertThat(watches.summary().paths()).isEqualTo(slow.data.size());
        }
        for (long connection = 0; connection < 12; connection++) {
            watches.removeConnection(connection);
        }
        assertThat(watches.isEmpty()).isTrue();
        assertThat(watches.size()).isZero();
    }
}
