package synod.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.tree.MalformedSnapshot;

/** Sessions that one server knows alone, and how they become sessions of all. */
final class LocalSessionsTest {
    private static final long MILLI = 1_000_000;
    private static final long START_MILLIS = 1_800_000_000_000L;

    private final LocalSessions locals = new LocalSessions(3, START_MILLIS, 77, 100 * MILLI);
    private final List<String> expired = new ArrayList<>();

    private void expire(long millis) {
        locals.expire(millis * MILLI, (id, timeout, silent) -> expired.add(timeout + " after " + silent));
    }

    @Test
    void idsAreOfTheServerAndOfNoOtherKind() {
        TreeSet<Long> seen = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            long id = locals.create(1_000, false, 0);
            assertThat(seen.add(id)).isTrue();
            assertThat(LocalSessions.isLocalId(id)).isTrue();
            assertThat(id >>> 48).isEqualTo(0x0203);
        }
        Sessions shared = new Sessions(Bytes.EMPTY);
        assertThat(LocalSessions.isLocalId(shared.create(1_000, 1, 1))).isFalse();
        LocalSessions next = new LocalSessions(3, START_MILLIS + 1_000, 77, 100 * MILLI);
        assertThat(seen).as("a later life").doesNotContain(next.create(1_000, false, 0));
        LocalSessions other = new LocalSessions(200, START_MILLIS, 77, 100 * MILLI);
        assertThat(LocalSessions.isLocalId(other.create(1_000, false, 0))).isTrue();
    }

    @Test
    void theSilentEndAndOthersGoOn() {
        locals.run(true, 0);
        long silent = locals.create(300, false, 0);
        long heard = locals.create(500, false, 0);
        assertThat(locals.size()).isEqualTo(2);
        expire(100);
        expire(200);
        locals.touch(heard, 200 * MILLI);
        expire(300);
        assertThat(expired).containsExactly("300 after 300");
        assertThat(locals.contains(silent)).isFalse();
        expire(400);
        expire(500);
        expire(600);
        assertThat(locals.contains(heard)).isTrue();
        locals.attach(heard, 200, 600 * MILLI);
        expire(700);
        expire(800);
        assertThat(expired).containsExactly("300 after 300", "200 after 200");
        assertThat(locals.size()).isZero();
        assertThat(locals.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timeStandsStillWhenItShall() {
        locals.run(true, 0);
        long id = locals.create(300, false, 0);
        locals.run(false, 100 * MILLI);
        expire(100_000);
        assertThat(locals.contains(id)).isTrue();
        locals.run(true, 100_000 * MILLI);
        expire(100_100);
        assertThat(locals.contains(id)).isTrue();
        expire(100_200);
        assertThat(locals.contains(id)).isFalse();
    }

    @Test
    void whatBecomesOneOfAllIsNeitherHereNorSilent() {
        locals.run(true, 0);
        long id = locals.create(300, false, 0);
        assertThat(locals.beginUpgrade(id)).isEqualTo(300);
        assertThat(locals.contains(id)).isFalse();
        assertThat(locals.isLeaving(id)).isTrue();
        for (int millis = 100; millis < 1_000; millis += 100) {
            expire(millis);
        }
        assertThat(expired).isEmpty();
        locals.endUpgrade(id);
        assertThat(locals.isLeaving(id)).isFalse();
        assertThat(locals.contains(id)).isFalse();
        assertThatThrownBy(() -> locals.beginUpgrade(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void temporaryOnesEndTogether() {
        long stays = locals.create(300, false, 0);
        long goes = locals.create(300, true, 0);
        long closed = locals.create(300, true, 0);
        assertThat(locals.close(closed)).isTrue();
        assertThat(locals.close(closed)).isFalse();
        locals.endTemporary();
        assertThat(locals.contains(stays)).isTrue();
        assertThat(locals.contains(goes)).isFalse();
        locals.endTemporary();
        assertThat(locals.size()).isEqualTo(1);
    }

    @Test
    void theTableOfAllAdoptsALocalSessionOnce() throws MalformedSnapshot {
        Sessions shared = new Sessions(Bytes.EMPTY);
        long id = locals.create(300, false, 0);
        long before = shared.digest();
        assertThat(shared.adopt(id, 300, 4, 9)).isTrue();
        assertThat(shared.digest()).isNotEqualTo(before);
        assertThat(shared.timeoutMillis(id)).isEqualTo(300);
        assertThat(shared.attachment(id)).isEqualTo(4);
        assertThat(shared.adopt(id, 500, 5, 10)).as("it lives").isFalse();
        assertThat(shared.adopt(12, 500, 5, 10)).as("no local session").isFalse();
        assertThat(shared.attachment(id)).isEqualTo(4);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(shared.image().write(100, block -> out.writeBytes(block.toArray())))
                .isTrue();
        SessionsLoader loader = new SessionsLoader(Bytes.EMPTY);
        assertThat(loader.accept(Bytes.wrap(out.toByteArray()))).isEqualTo(out.size());
        Sessions loaded = loader.finish();
        assertThat(loaded.contains(id)).isTrue();
        assertThat(loaded.digest()).isEqualTo(shared.digest());
        assertThat(loaded.close(id, 11)).isTrue();
    }
}
