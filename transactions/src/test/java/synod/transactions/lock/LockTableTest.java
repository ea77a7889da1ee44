package synod.transactions.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import synod.commit.TransactionId;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.transactions.record.LockMode;

/** W7, one sentence after the other, and then with anything that may happen. */
class LockTableTest {
    private static final int SEEDS = 300;
    private static final int STEPS = 120;
    private static final int TRANSACTIONS = 6;
    private static final int KEYS = 3;

    private final LockTable locks = new LockTable();

    private static TransactionId id(long number) {
        return new TransactionId(NodeId.of(1), 1, number);
    }

    private static Age age(long number) {
        return new Age(number, id(number));
    }

    private LockTable.Answer request(long number, String key, LockMode mode) {
        return locks.request(age(number), key, mode, 100 * number);
    }

    @Test
    void readersShare() {
        assertThat(request(1, "k", LockMode.SHARED).isGranted()).isTrue();
        assertThat(request(2, "k", LockMode.SHARED).isGranted()).isTrue();
        assertThat(locks.held(id(2))).isEqualTo(Map.of("k", LockMode.SHARED));
    }

    @Test
    void theYoungerWaitsForTheOlder() {
        request(1, "k", LockMode.EXCLUSIVE);
        assertThat(request(2, "k", LockMode.SHARED)).isEqualTo(new LockTable.Answer(false, List.of()));
        assertThat(locks.isWaiting(id(2))).isTrue();
        assertThat(locks.release(id(1))).isEqualTo(Map.of(200L, false));
        assertThat(locks.mode(id(2), "k")).isEqualTo(LockMode.SHARED);
    }

    @Test
    void theOlderWoundsTheYounger() {
        request(2, "k", LockMode.SHARED);
        request(3, "k", LockMode.SHARED);
        assertThat(request(1, "k", LockMode.EXCLUSIVE)).isEqualTo(new LockTable.Answer(false, List.of(id(2), id(3))));
        assertThat(locks.release(id(2))).isEmpty();
        assertThat(locks.release(id(3))).isEqualTo(Map.of(100L, false));
    }

    @Test
    void onePreparedIsWaitedFor() {
        request(2, "k", LockMode.EXCLUSIVE);
        locks.prepared(id(2));
        assertThat(request(1, "k", LockMode.SHARED)).isEqualTo(new LockTable.Answer(false, List.of()));
    }

    @Test
    void aYoungerReaderDoesNotPassAnOlderWriterThatWaits() {
        request(1, "k", LockMode.SHARED);
        assertThat(request(2, "k", LockMode.EXCLUSIVE).isGranted()).isFalse();
        assertThat(request(3, "k", LockMode.SHARED).isGranted()).isFalse();
        assertThat(locks.release(id(1))).isEqualTo(Map.of(200L, false));
        assertThat(locks.release(id(2))).isEqualTo(Map.of(300L, false));
    }

    @Test
    void aReaderBecomesAWriter() {
        request(1, "k", LockMode.SHARED);
        assertThat(request(1, "k", LockMode.EXCLUSIVE).isGranted()).isTrue();
        assertThat(locks.mode(id(1), "k")).isEqualTo(LockMode.EXCLUSIVE);
        assertThat(request(1, "k", LockMode.SHARED).isGranted()).isTrue();
    }

    @Test
    void oneThatGoesTakesItsWishAlong() {
        request(1, "k", LockMode.EXCLUSIVE);
        request(2, "k", LockMode.EXCLUSIVE);
        assertThat(locks.release(id(2))).isEqualTo(Map.of(200L, true));
        assertThat(locks.release(id(1))).isEmpty();
    }

    @Test
    void locksAreTakenAgainOnceOnly() {
        locks.retake(id(1), "k", LockMode.EXCLUSIVE);
        assertThatThrownBy(() -> locks.retake(id(2), "k", LockMode.SHARED))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("W4");
    }

    /** Whatever is asked for: no two hold what only one may, and whoever waits will be served. */
    @Test
    void noTwoHoldWhatOnlyOneMayAndNobodyWaitsInACircle() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Play(new SplittableRandom(seed)).run();
        }
    }

    private static final class Play {
        private final SplittableRandom random;
        private final LockTable locks = new LockTable();
        private final TreeMap<Long, Age> alive = new TreeMap<>();
        private final TreeMap<Long, String> waitsFor = new TreeMap<>();
        private final TreeSet<Long> prepared = new TreeSet<>();
        private long next;

        Play(SplittableRandom random) {
            this.random = random;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                if (alive.size() < TRANSACTIONS) {
                    next++;
                    // Who comes later may be older: one that was wounded comes back with its age.
                    alive.put(next, new Age(random.nextInt(20), id(next)));
                }
                long one = new ArrayList<>(alive.keySet()).get(random.nextInt(alive.size()));
                boolean isBusy = waitsFor.containsKey(one) || prepared.contains(one);
                if (random.nextInt(6) == 0 && !waitsFor.containsKey(one)) {
                    prepared.add(one);
                    locks.prepared(id(one));
                } else if (random.nextInt(8) == 0) {
                    end(one);
                } else if (!isBusy) {
                    want(one);
                }
                check();
            }
            // The prepared end, then whoever waits for nobody, until all have ended.
            for (int round = 0; round <= TRANSACTIONS && !alive.isEmpty(); round++) {
                for (long each : List.copyOf(alive.keySet())) {
                    if (!waitsFor.containsKey(each)) {
                        end(each);
                    }
                }
            }
            assertThat(alive).isEmpty();
        }

        private void want(long one) {
            String key = "k" + random.nextInt(KEYS);
            LockMode mode = random.nextBoolean() ? LockMode.SHARED : LockMode.EXCLUSIVE;
            Age age = Objects.requireNonNull(alive.get(one));
            LockTable.Answer answer = locks.request(age, key, mode, one);
            if (!answer.isGranted()) {
                waitsFor.put(one, key);
                Deque<TransactionId> victims = new ArrayDeque<>(answer.victims());
                while (!victims.isEmpty()) {
                    TransactionId victim = victims.remove();
                    assertThat(prepared).doesNotContain(victim.number());
                    end(victim.number());
                }
            }
        }

        private void end(long one) {
            locks.release(id(one)).forEach((request, isVoid) -> {
                assertThat(isVoid).isEqualTo(request == one);
                waitsFor.remove(request);
            });
            waitsFor.remove(one);
            alive.remove(one);
            prepared.remove(one);
        }

        private void check() {
            for (int key = 0; key < KEYS; key++) {
                int readers = 0;
                int writers = 0;
                for (long each : alive.keySet()) {
                    LockMode mode = locks.mode(id(each), "k" + key);
                    readers += mode == LockMode.SHARED ? 1 : 0;
                    writers += mode == LockMode.EXCLUSIVE ? 1 : 0;
                }
                assertThat(writers == 0 || (writers == 1 && readers == 0)).isTrue();
            }
            waitsFor.keySet()
                    .forEach(each -> assertThat(locks.isWaiting(id(each))).isTrue());
        }
    }
}
