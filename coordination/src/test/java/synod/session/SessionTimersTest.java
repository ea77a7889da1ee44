package synod.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

final class SessionTimersTest {
    private static final long MILLI = 1_000_000;
    private static final long INTERVAL = 100 * MILLI;

    private final Sessions sessions = new Sessions(Bytes.EMPTY);
    private final SessionTimers timers = new SessionTimers(INTERVAL, 3 * INTERVAL);
    private final List<Long> expired = new ArrayList<>();
    private long now = -5_000_000_000L;

    private List<Long> expire(long millisLater) {
        long end = now + millisLater * MILLI;
        expired.clear();
        while (now < end) {
            now = Math.min(end, now + INTERVAL / 2);
            timers.expire(now, (id, silent) -> expired.add(id));
        }
        return List.copyOf(expired);
    }

    @Test
    void aSessionEndsBetweenItsTimeoutAndOneIntervalMore() {
        timers.start(sessions, now);
        now += 30 * MILLI;
        timers.add(1, 250, now);
        assertThat(expire(250)).isEmpty();
        assertThat(expire(100)).containsExactly(1L);
        assertThat(timers.size()).isZero();
        assertThat(timers.touch(1, now)).isFalse();
        assertThat(timers.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    /** Never more than it was, never less than the timeout. */
    @Test
    void tellsForHowLongASessionWasSilent() {
        timers.start(sessions, now);
        for (int timeout : new int[] {250, 333, 1_000}) {
            now += 37 * MILLI;
            long heard = now;
            timers.add(timeout, timeout, now);
            while (timers.size() > 0) {
                now += 7 * MILLI;
                timers.expire(now, (id, silent) -> assertThat(silent).isBetween(id, (now - heard) / MILLI));
            }
        }
    }

    @Test
    void aTouchGivesAFullTimeout() {
        timers.start(sessions, now);
        timers.add(1, 250, now);
        for (int i = 0; i < 20; i++) {
            assertThat(expire(200)).isEmpty();
            assertThat(timers.touch(1, now)).isTrue();
        }
        assertThat(expire(400)).containsExactly(1L);
    }

    @Test
    void tellsWhatIsLeftToEachSessionInTheOrderOfTheirEnds() {
        timers.start(sessions, now);
        timers.add(3, 250, now);
        timers.add(1, 450, now);
        timers.add(2, 450, now);
        timers.remove(3);
        timers.add(4, 150, now);
        timers.touch(4, now + 150 * MILLI);
        List<String> seen = new ArrayList<>();
        timers.eachByDeadline((id, left) -> seen.add(id + " in " + left / MILLI));
        assertThat(seen).containsExactly("4 in 150", "1 in 350", "2 in 350");
    }

    @Test
    void aShorterTimeoutTakesEffect() {
        timers.start(sessions, now);
        timers.add(1, 50_000, now);
        timers.add(1, 200, now);
        assertThat(expire(300)).containsExactly(1L);
    }

    @Test
    void theOrderIsByDeadlineAndThenId() {
        timers.start(sessions, now);
        timers.add(3, 500, now);
        timers.add(2, 500, now);
        timers.add(9, 400, now);
        timers.add(4, 600, now);
        timers.remove(4);
        timers.remove(77);
        assertThat(expire(5000)).containsExactly(9L, 2L, 3L);
    }

    @Test
    void becomingLeaderGivesEveryoneAFullTimeout() {
        long one = sessions.create(500, 0, 1);
        long other = sessions.create(900, 0, 2);
        timers.start(sessions, now);
        assertThat(expire(450)).isEmpty();
        timers.stop();
        timers.start(sessions, now);
        assertThat(expire(450)).isEmpty();
        assertThat(expire(150)).containsExactly(one);
        assertThat(expire(400)).containsExactly(other);
    }

    @Test
    void pausedTimeDoesNotCount() {
        timers.start(sessions, now);
        timers.add(1, 500, now);
        assertThat(expire(300)).isEmpty();
        timers.pause(now);
        assertThat(timers.deadline()).isEqualTo(Long.MAX_VALUE);
        assertThat(expire(100_000)).isEmpty();
        timers.resume(now);
        timers.resume(now);
        assertThat(expire(150)).isEmpty();
        assertThat(expire(150)).containsExactly(1L);
    }

    @Test
    void aLongJumpOfTheClockCountsAsAShortOne() {
        timers.start(sessions, now);
        timers.add(1, 500, now);
        now += 3600_000 * MILLI;
        assertThat(timers.expire(now, (id, silent) -> expired.add(id))).isZero();
        assertThat(timers.touch(1, now)).isTrue();
        now -= 1_000 * MILLI;
        assertThat(timers.expire(now, (id, silent) -> expired.add(id))).isZero();
        assertThat(expire(600)).containsExactly(1L);
    }

    @Test
    void deadlinesAreMetByWakingAtThem() {
        timers.start(sessions, now);
        timers.add(1, 5000, now);
        long begin = now;
        int woken = 0;
        while (expired.isEmpty()) {
            assertThat(timers.deadline()).isGreaterThan(now);
            now = timers.deadline();
            timers.expire(now, (id, silent) -> expired.add(id));
            woken++;
        }
        assertThat(now - begin).isEqualTo(5000 * MILLI);
        assertThat(woken).isEqualTo(50);
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(() -> new SessionTimers(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SessionTimers(6, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void behaveAsAMapOfDeadlines(long seed) {
        Random random = new Random(seed);
        Map<Long, long[]> twin = new TreeMap<>();
        timers.start(sessions, now);
        long begin = now;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(40) * MILLI;
            long id = 1L + random.nextInt(200);
            // Some wait for more than a turn of the wheel.
            int timeout = random.nextInt(20) == 0 ? 150_000 : 1 + random.nextInt(3000);
            switch (random.nextInt(6)) {
                case 0 -> {
                    timers.add(id, timeout, now);
                    twin.put(id, new long[] {deadline(now - begin, timeout), timeout});
                }
                case 1 -> {
                    timers.remove(id);
                    twin.remove(id);
                }
                case 2, 3 -> {
                    assertThat(timers.touch(id, now)).isEqualTo(twin.containsKey(id));
                    long time = now - begin;
                    twin.computeIfPresent(id, (key, old) -> new long[] {deadline(time, (int) old[1]), old[1]});
                }
                default -> {
                    long time = now - begin;
                    List<Long> expected = twin.entrySet().stream()
                            .filter(entry -> entry.getValue()[0] <= time)
                            .sorted(Comparator.comparing((Map.Entry<Long, long[]> entry) -> entry.getValue()[0])
                                    .thenComparing(Map.Entry::getKey))
                            .map(Map.Entry::getKey)
                            .toList();
                    expired.clear();
                    assertThat(timers.expire(now, (each, silent) -> expired.add(each)))
                            .isEqualTo(expected.size());
                    assertThat(expired).as("step %d", step).isEqualTo(expected);
                    expected.forEach(twin::remove);
                }
            }
            assertThat(timers.size()).isEqualTo(twin.size());
        }
    }

    private static long deadline(long time, int timeoutMillis) {
        return (time + timeoutMillis * MILLI + INTERVAL - 1) / INTERVAL * INTERVAL;
    }
}
