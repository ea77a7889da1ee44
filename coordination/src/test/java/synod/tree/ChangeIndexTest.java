package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/** The changes of the recent past, against a list that keeps everything. */
final class ChangeIndexTest {
    private record Change(EventType type, String path, long zxid, List<Acl> acl) {}

    private final Changes changes = new Changes();

    private void add(ChangeIndex index, EventType type, String path, long zxid, List<Acl> acl) {
        changes.clear();
        changes.add(type, Paths.of(path), zxid, acl, type == EventType.DATA_CHANGED ? null : Acl.READ_ONLY);
        index.add(changes);
    }

    private static List<Change> after(ChangeIndex index, long zxid) {
        List<Change> found = new ArrayList<>();
        Changes one = new Changes();
        for (int i = index.firstAfter(zxid); i < index.size(); i++) {
            one.clear();
            index.copy(i, one);
            boolean isOfData = one.type(0) == EventType.DATA_CHANGED;
            assertThat(one.parentAcl(0)).isEqualTo(isOfData ? null : Acl.READ_ONLY);
            found.add(new Change(one.type(0), Twin.text(one.path(0)), one.zxid(0), one.acl(0)));
        }
        return found;
    }

    @Test
    void givesBackWhatChangedInOrder() {
        ChangeIndex index = new ChangeIndex(7, 100);
        add(index, EventType.CREATED, "/a", 8, Acl.OPEN);
        add(index, EventType.DATA_CHANGED, "/a", 9, Acl.OPEN);
        add(index, EventType.DELETED, "/a", 12, Acl.READ_ONLY);
        assertThat(index.floor()).isEqualTo(7);
        assertThat(after(index, 7))
                .containsExactly(
                        new Change(EventType.CREATED, "/a", 8, Acl.OPEN),
                        new Change(EventType.DATA_CHANGED, "/a", 9, Acl.OPEN),
                        new Change(EventType.DELETED, "/a", 12, Acl.READ_ONLY));
        assertThat(after(index, 9)).hasSize(1);
        assertThat(after(index, 11)).hasSize(1);
        assertThat(after(index, 12)).isEmpty();
    }

    @Test
    void keepsNothingWhenNothingIsToBeKept() {
        ChangeIndex index = new ChangeIndex(0, 0);
        add(index, EventType.CREATED, "/a", 1, Acl.OPEN);
        assertThat(index.isKept()).isFalse();
        assertThat(index.size()).isZero();
    }

    @Test
    void aChangeThatIsNotWholeAnyMoreIsBelowTheFloor() {
        ChangeIndex index = new ChangeIndex(0, 2);
        changes.clear();
        for (String path : List.of("/a", "/b", "/c")) {
            changes.add(EventType.DELETED, Paths.of(path), 5, Acl.OPEN, Acl.READ_ONLY);
        }
        index.add(changes);
        assertThat(index.size()).isEqualTo(2);
        assertThat(index.floor()).as("one of the three is gone").isEqualTo(5);
    }

    @Test
    void aPathForWhichThereIsNoRoomClosesThePast() {
        ChangeIndex index = new ChangeIndex(0, 2);
        add(index, EventType.CREATED, "/a", 1, Acl.OPEN);
        add(index, EventType.CREATED, "/" + "x".repeat(2 * ChangeIndex.PATH_BYTES), 2, Acl.OPEN);
        assertThat(index.size()).isZero();
        assertThat(index.floor()).isEqualTo(2);
        add(index, EventType.CREATED, "/" + "x".repeat(2 * ChangeIndex.PATH_BYTES - 1), 3, Acl.OPEN);
        assertThat(after(index, 2)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void hasTheNewestAndSaysFromWhereOn(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(300);
        int longest = 1 + random.nextInt(4 * ChangeIndex.PATH_BYTES);
        ChangeIndex index = new ChangeIndex(10, most);
        ArrayDeque<Change> all = new ArrayDeque<>();
        long zxid = 10;
        int fullest = 0;
        for (int i = 0; i < 3_000; i++) {
            zxid += 1 + random.nextInt(2);
            String path = "/" + "p".repeat(random.nextInt(longest)) + i;
            EventType type = EventType.of(1 + random.nextInt(3));
            List<Acl> acl = random.nextBoolean() ? Acl.OPEN : Acl.READ_ONLY;
            add(index, type, path, zxid, acl);
            all.addLast(new Change(type, path, zxid, acl));
            fullest = Math.max(fullest, index.size());
            assertThat(index.size()).isLessThanOrEqualTo(most);
            long floor = index.floor();
            while (!all.isEmpty() && all.getFirst().zxid() <= floor) {
                all.removeFirst();
            }
            assertThat(index.size()).isEqualTo(all.size());
            if (i % 50 == 0) {
                assertThat(after(index, floor)).containsExactlyElementsOf(all);
                long since = floor + random.nextInt(1 + (int) (zxid - floor));
                assertThat(after(index, since))
                        .containsExactlyElementsOf(all.stream()
                                .filter(change -> change.zxid() > since)
                                .toList());
            }
        }
        if (longest < ChangeIndex.PATH_BYTES) {
            assertThat(fullest).as("short paths leave room for all").isEqualTo(most);
        }
    }

    @Test
    void theBytesOfARequestAreNotKeptAlive() {
        ChangeIndex index = new ChangeIndex(0, 10);
        byte[] frame = "..../a/b..".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        changes.clear();
        changes.add(EventType.CREATED, Bytes.wrap(frame, 4, 4), 1, Acl.OPEN, Acl.OPEN);
        index.add(changes);
        java.util.Arrays.fill(frame, (byte) 'z');
        Changes one = new Changes();
        index.copy(0, one);
        assertThat(Twin.text(one.path(0))).isEqualTo("/a/b");
    }
}
