package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

/** What persistent watches are told that are set again. */
final class CatchUpTest {
    private static final long ME = 5;

    private final Tree tree = new Tree();
    private final Changes changes = new Changes();
    private final Caller caller = new Caller(9, List.of());
    private ChangeIndex past = new ChangeIndex(0, 5_000);
    private long zxid;

    private void run(Request... requests) {
        for (Request request : requests) {
            changes.clear();
            tree.execute(request, caller, ++zxid, 1, changes);
            past.add(changes);
        }
    }

    private static Request create(String path) {
        return create(path, Acl.OPEN);
    }

    private static Request create(String path, List<Acl> acl) {
        return new Request.Create(Paths.of(path), null, acl, CreateMode.PERSISTENT, false);
    }

    private static Request delete(String path) {
        return new Request.Delete(Paths.of(path), -1);
    }

    private static Request set(String path) {
        return new Request.SetData(Paths.of(path), null, -1);
    }

    private List<String> missed(long since, List<String> persistent, List<String> recursive, WatchFilter filter) {
        List<String> heard = new ArrayList<>();
        Watches.Rearm lists = new Watches.Rearm(
                List.of(),
                List.of(),
                List.of(),
                persistent.stream().map(Paths::of).toList(),
                recursive.stream().map(Paths::of).toList());
        WatchSink sink = (connection, type, path, at) -> {
            assertThat(connection).isEqualTo(ME);
            heard.add(type + " " + Twin.text(path) + " " + at);
        };
        CatchUp.tell(tree, past, ME, since, lists, filter, sink);
        return heard;
    }

    private List<String> missed(long since, List<String> persistent, List<String> recursive) {
        return missed(since, persistent, recursive, WatchFilter.NONE);
    }

    @Test
    void whatHappenedIsToldAsItWouldHaveBeen() {
        run(create("/a"), create("/b"));
        long seen = zxid;
        run(set("/a"), create("/a/x"), set("/a/x"), set("/b"), delete("/a/x"), delete("/a"), create("/a"));
        assertThat(missed(seen, List.of("/a"), List.of()))
                .containsExactly(
                        "DATA_CHANGED /a 3",
                        "CHILDREN_CHANGED /a 4",
                        "CHILDREN_CHANGED /a 7",
                        "DELETED /a 8",
                        "CREATED /a 9");
        assertThat(missed(seen, List.of(), List.of("/a")))
                .containsExactly(
                        "DATA_CHANGED /a 3",
                        "CREATED /a/x 4",
                        "DATA_CHANGED /a/x 5",
                        "DELETED /a/x 7",
                        "DELETED /a 8",
                        "CREATED /a 9");
        assertThat(missed(8, List.of("/a"), List.of("/"))).containsExactly("CREATED /a 9");
        assertThat(missed(zxid, List.of("/a"), List.of("/"))).isEmpty();
        assertThat(missed(seen, List.of(), List.of())).isEmpty();
    }

    @Test
    void nobodyHearsOfWhatHeMayNotRead() {
        run(create("/open"));
        run(create("/open/secret", List.of(Acl.of(Acl.ALL, "digest", "u:h"))));
        run(set("/open"));
        List<Acl> open = Acl.OPEN;
        WatchFilter stranger = (connection, acl) -> acl.equals(open);
        assertThat(missed(0, List.of(), List.of("/"), stranger))
                .containsExactly("CREATED /open 1", "DATA_CHANGED /open 3");
        assertThat(missed(0, List.of("/open/secret"), List.of(), stranger)).isEmpty();
    }

    @Test
    void whatIsNotKeptAnyMoreIsTakenFromTheZnodes() {
        past = new ChangeIndex(0, 3);
        run(create("/old"), create("/set"), create("/parent"), create("/again"), create("/gone"));
        long seen = zxid;
        run(set("/set"), create("/parent/x"), delete("/again"), create("/again"), delete("/gone"), create("/new"));
        List<String> all = List.of("/old", "/set", "/parent", "/again", "/gone", "/new");
        assertThat(missed(seen, all, List.of()))
                .containsExactly(
                        "DATA_CHANGED /set -1",
                        "CHILDREN_CHANGED /parent -1",
                        "CREATED /again -1",
                        "DELETED /gone -1",
                        "CREATED /new -1");
        assertThat(missed(seen, List.of(), List.of("/parent", "/gone")))
                .as("look at it and at everything below it again")
                .containsExactly("DATA_CHANGED /parent -1", "DELETED /gone -1");
        WatchFilter nobody = (connection, acl) -> false;
        assertThat(missed(seen, List.of("/set", "/parent"), List.of("/old"), nobody))
                .isEmpty();
    }

    @Test
    void tooMuchToTellIsTakenFromTheZnodesToo() {
        run(create("/a"));
        long seen = zxid;
        for (int i = 0; i < CatchUp.MOST_EVENTS; i++) {
            run(set("/a"));
        }
        assertThat(missed(seen, List.of(), List.of("/"))).hasSize(CatchUp.MOST_EVENTS);
        run(set("/a"));
        assertThat(missed(seen, List.of(), List.of("/"))).containsExactly("DATA_CHANGED / -1");
        assertThat(missed(seen, List.of("/a"), List.of())).containsExactly("DATA_CHANGED /a -1");
        assertThat(missed(seen, List.of("/b"), List.of()))
                .as("what others watch does not count")
                .isEmpty();
    }

    @Test
    void nothingIsToldWhereNothingIsKept() {
        past = new ChangeIndex(0, 0);
        run(create("/a"), set("/a"));
        assertThat(missed(0, List.of("/a"), List.of("/"))).isEmpty();
    }

    @Test
    void aPathIsReadBeforeItsPlaceIsUsedAgain() {
        past = new ChangeIndex(0, 4);
        List<Bytes> told = new ArrayList<>();
        run(create("/a"), create("/b"));
        Watches.Rearm root = new Watches.Rearm(List.of(), List.of(), List.of(), List.of(), List.of(Paths.ROOT));
        CatchUp.tell(tree, past, ME, 0, root, WatchFilter.NONE, (id, type, path, at) -> told.add(path.compact()));
        run(create("/c"), create("/d"), create("/e"), create("/f"));
        assertThat(told).containsExactly(Paths.of("/a"), Paths.of("/b"));
    }
}
