package synod.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.journal.DiskFailure;
import synod.journal.JournalSettings;
import synod.kernel.InvariantViolation;
import synod.sim.disk.CrashStyle;
import synod.sim.disk.SimDisk;
import synod.transactions.record.Entry.Compensation;
import synod.transactions.record.LockMode;
import synod.transactions.record.Unreadable;

/** The conformance list's items of the participant's journal and locks: 15 and 101 to 107. */
public final class StoreConformanceTest {
    private static final int TRANSACTIONS = 1000;
    private static final String SEGMENT = "journal-[0-9a-f]+";
    private static final JournalSettings ONE_BY_ONE = new JournalSettings(8192, 256, 64 * 1024, 1);

    // ---- 15: undo is interrupted

    @Test
    void c015_undoResumesAndRepeatsNothing() {
        SimDisk disk = new SimDisk(bound -> 0);
        Ledger first = Ledger.open(disk);
        first.put(1, "k", "old");
        first.begin(2);
        for (int i = 1; i <= 6; i++) {
            first.write(2, "k", "new " + i);
        }
        first.journal.force();
        first.store.storePages(Ledger.PAGES);
        disk.crash(CrashStyle.LOST);
        // Each restart gets one compensation record further, on the disk, and then the power goes.
        long compensated = 0;
        for (int life = 1; life <= 6; life++) {
            int allowed = life;
            SimDisk copy = disk.copy(bound -> 0);
            Ledger whole = Ledger.open(copy);
            assertThat(whole.values()).containsEntry("k", "old");
            // What is left to be compensated is what has not been.
            assertThat(whole.count(Compensation.class)).isEqualTo(6 - compensated);
            UndoCut cut = new UndoCut(disk, 1);
            assertThatThrownBy(cut::run).isInstanceOf(UndoCut.PowerCut.class);
            disk.crash(CrashStyle.KEPT);
            compensated++;
            assertThat(compensated).isEqualTo(allowed);
        }
        Ledger last = Ledger.open(disk);
        assertThat(last.count(Compensation.class)).isZero();
        assertThat(last.values()).isEqualTo(Map.of("k", "old"));
    }

    // ---- 101, 102: the run of a thousand transactions

    /** What has to be there: the committed values, and which transactions are in doubt with what. */
    private static final class Twin {
        final TreeMap<String, String> committed = new TreeMap<>();
        final TreeMap<TransactionId, TreeMap<String, String>> prepared = new TreeMap<>();

        Twin copy() {
            Twin copy = new Twin();
            copy.committed.putAll(committed);
            copy.prepared.putAll(prepared);
            return copy;
        }

        void conclude(TransactionId id) {
            TreeMap<String, String> writes = prepared.remove(id);
            if (writes != null) {
                committed.putAll(writes);
            }
        }
    }

    /** The disk between two of its operations, the second of which was done. */
    private record Moment(SimDisk before, SimDisk after) {}

    private static final class Run {
        final SimDisk disk = new SimDisk(bound -> 0);
        final Ledger ledger = Ledger.open(disk, ONE_BY_ONE);
        final SplittableRandom random = new SplittableRandom(101);
        final List<SimDisk> between = new ArrayList<>();
        final TreeMap<Long, TreeMap<String, String>> open = new TreeMap<>();
        final TreeSet<Long> inDoubt = new TreeSet<>();
        Twin twin = new Twin();

        Run(boolean isWatched) {
            if (isWatched) {
                disk.probe(what -> between.add(disk.copy(bound -> 0)));
            }
        }

        void play(int transactions) {
            for (long number = 1; number <= transactions; number++) {
                step(number);
            }
        }

        /** The next transaction, and every state that the disk could be left in meanwhile. */
        int playOneWatched(long number) {
            between.clear();
            between.add(disk.copy(bound -> 0));
            Twin old = twin.copy();
            step(number);
            between.add(disk.copy(bound -> 0));
            int states = 0;
            for (int i = 0; i + 1 < between.size(); i++) {
                states += tryAll(new Moment(between.get(i), between.get(i + 1)), old, twin);
            }
            return states;
        }

        /** One transaction works and votes or gives up; an earlier one that is in doubt may hear how it ends. */
        private void step(long number) {
            ledger.begin(number);
            TreeMap<String, String> writes = new TreeMap<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                String key = "k" + random.nextInt(12);
                // What one in doubt holds is left alone: here nobody waits.
                if (inDoubt.stream()
                        .noneMatch(other ->
                                open.getOrDefault(other, new TreeMap<>()).containsKey(key))) {
                    String value = "v" + number + "." + i;
                    assertThat(ledger.write(number, key, value)).isEqualTo("written");
                    writes.put(key, value);
                }
            }
            if (random.nextInt(5) == 0) {
                ledger.store.abort(Ledger.id(number));
            } else if (ledger.prepare(number) == Vote.YES) {
                open.put(number, writes);
                inDoubt.add(number);
                twin.prepared.put(Ledger.id(number), writes);
            }
            if (inDoubt.size() > 2) {
                long ended = inDoubt.first();
                inDoubt.remove(ended);
                open.remove(ended);
                if (random.nextInt(3) == 0) {
                    ledger.store.abort(Ledger.id(ended));
                    ledger.journal.force();
                    twin.prepared.remove(Ledger.id(ended));
                } else {
                    ledger.commit(ended);
                    twin.conclude(Ledger.id(ended));
                }
            }
            if (number % 9 == 0) {
                ledger.store.storePages(1);
            }
            if (number % 23 == 0) {
                ledger.store.checkpoint(1, List.of());
            }
        }
    }

    @Test
    void c101_killedAnywhereTheStateIsThatOfTheCommittedOnes() {
        Run run = new Run(true);
        int states = 0;
        for (long number = 1; number <= TRANSACTIONS; number++) {
            states += run.playOneWatched(number);
        }
        // Each record of the run, whole and in part.
        assertThat(states).isGreaterThan(2 * run.ledger.records.size());
        assertThat(run.ledger.records).hasSizeGreaterThan(4 * TRANSACTIONS);
    }

    /** One operation of the disk, not done, done, and where it was a write to the journal, done up to some byte. */
    private static int tryAll(Moment moment, Twin old, Twin now) {
        int states = 1;
        verify(moment.after().copy(bound -> 0), old, now);
        for (String name : moment.after().list()) {
            if (name.matches(SEGMENT) && moment.before().exists(name)) {
                byte[] was = moment.before().contents(name);
                byte[] is = moment.after().contents(name);
                int from = was.length == is.length ? Arrays.mismatch(was, is) : -1;
                for (int end = from + 20; from >= 0 && end < is.length && !isSame(was, is, end); end += 24) {
                    SimDisk disk = moment.before().copy(bound -> 0);
                    byte[] cut = was.clone();
                    System.arraycopy(is, 0, cut, 0, end);
                    disk.put(name, cut);
                    verify(disk, old, now);
                    states++;
                }
            }
        }
        return states;
    }

    private static boolean isSame(byte[] old, byte[] now, int from) {
        return Arrays.mismatch(Arrays.copyOfRange(old, from, old.length), Arrays.copyOfRange(now, from, now.length))
                < 0;
    }

    private static void verify(SimDisk disk, Twin old, Twin now) {
        disk.restart();
        Ledger found = Ledger.open(disk, ONE_BY_ONE);
        Map<String, String> values = found.values();
        TreeSet<TransactionId> prepared = new TreeSet<>(found.store.prepared());
        TreeMap<String, String> expected = new TreeMap<>(old.committed);
        old.prepared.forEach((id, writes) -> {
            boolean mayHaveEnded = !now.prepared.containsKey(id);
            assertThat(mayHaveEnded || prepared.contains(id))
                    .as("%s is in doubt", id)
                    .isTrue();
            // One that is gone has committed as soon as its record is there; then all of it is.
            boolean isCommitted = mayHaveEnded
                    && !prepared.contains(id)
                    && now.committed.entrySet().containsAll(writes.entrySet())
                    && values.entrySet().containsAll(writes.entrySet());
            if (prepared.contains(id) || isCommitted) {
                expected.putAll(writes);
            }
        });
        for (TransactionId id : prepared) {
            assertThat(old.prepared.containsKey(id) || now.prepared.containsKey(id))
                    .as("%s is prepared", id)
                    .isTrue();
            TreeMap<String, String> writes =
                    now.prepared.getOrDefault(id, old.prepared.getOrDefault(id, new TreeMap<>()));
            expected.putAll(writes);
            TreeMap<String, LockMode> locks = new TreeMap<>();
            writes.keySet().forEach(key -> locks.put(key, LockMode.EXCLUSIVE));
            assertThat(found.store.locked(id)).isEqualTo(locks);
        }
        assertThat(values).isEqualTo(expected);
    }

    @Test
    void c102_aFlippedBitIsFoundOrChangesNothing() {
        Run run = new Run(false);
        run.play(100);
        run.ledger.journal.close();
        run.disk.crash(CrashStyle.KEPT);
        Ledger healthy = Ledger.open(run.disk.copy(bound -> 0), ONE_BY_ONE);
        int found = 0;
        int harmless = 0;
        for (String name : run.disk.list()) {
            long bytes = run.disk.contents(name).length;
            for (long at = 0; at < bytes; at++) {
                SimDisk rotten = run.disk.copy(bound -> 0);
                rotten.flipBit(name, 8 * at + at % 8);
                try {
                    Ledger opened = Ledger.open(rotten, ONE_BY_ONE);
                    assertThat(opened.values()).as("%s, byte %d", name, at).isEqualTo(healthy.values());
                    assertThat(opened.store.prepared()).isEqualTo(healthy.store.prepared());
                    harmless++;
                } catch (Unreadable | DiskFailure detected) {
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(1000);
        assertThat(harmless).isPositive();
    }

    // ---- 103: the disk fails

    @Test
    void c103_nothingIsAnsweredAfterAForceThatFailed() {
        for (int n = 1; n <= 12; n++) {
            Ledger ledger = Ledger.fresh();
            int countdown = n;
            boolean hasFailed = false;
            for (long number = 1; number <= 8 && !hasFailed; number++) {
                ledger.begin(number);
                ledger.write(number, "k" + number, "v");
                for (boolean isVote : new boolean[] {true, false}) {
                    if (hasFailed) {
                        continue;
                    }
                    if (--countdown == 0) {
                        ledger.disk.failNextForce();
                    }
                    try {
                        if (isVote) {
                            ledger.prepare(number);
                        } else {
                            ledger.commit(number);
                        }
                        assertThat(countdown).isPositive();
                    } catch (DiskFailure failed) {
                        hasFailed = true;
                        long unlucky = number;
                        assertThat(countdown).isZero();
                        assertThatThrownBy(() -> ledger.commit(unlucky)).isInstanceOf(DiskFailure.class);
                        assertThatThrownBy(() -> ledger.store.finish(Ledger.id(unlucky)))
                                .isInstanceOfAny(DiskFailure.class, InvariantViolation.class);
                        // Its locks are not let go: nobody may read what may not be there.
                        assertThat(ledger.store.locked(Ledger.id(unlucky))).containsKey("k" + unlucky);
                    }
                }
            }
            assertThat(hasFailed).isTrue();
        }
    }

    // ---- 104: many on one key

    @Test
    void c104_undoOfSeveralOnOneKey() {
        SimDisk disk = new SimDisk(bound -> 0);
        Ledger ledger = Ledger.open(disk);
        ledger.put(1, "k", "one");
        ledger.begin(2);
        ledger.write(2, "k", "two");
        ledger.store.abort(Ledger.id(2));
        ledger.put(3, "k", "three");
        ledger.begin(4);
        ledger.write(4, "k", null);
        ledger.write(4, "k", "four");
        ledger.store.storePages(Ledger.PAGES);
        ledger.store.abort(Ledger.id(4));
        ledger.begin(5);
        ledger.write(5, "k", "five");
        ledger.write(5, "other", "five");
        ledger.store.storePages(Ledger.PAGES);
        for (int crash = 0; crash < 8; crash++) {
            disk.crash(CrashStyle.KEPT);
            UndoCut cut = new UndoCut(disk, 1 + crash % 2);
            try {
                cut.run();
            } catch (UndoCut.PowerCut gone) {
                assertThat(crash).isLessThan(6);
            }
        }
        disk.crash(CrashStyle.KEPT);
        assertThat(Ledger.open(disk).values()).isEqualTo(Map.of("k", "three"));
    }

    // ---- 105: checkpoints

    @Test
    void c105_aCheckpointWaitsForNobodyAndKeepsWhatOneInDoubtNeeds() {
        SimDisk disk = new SimDisk(bound -> 0);
        Ledger ledger = Ledger.open(disk);
        ledger.put(1, "held", "before");
        ledger.begin(2);
        ledger.write(2, "held", "after");
        assertThat(ledger.prepare(2)).isEqualTo(Vote.YES);
        long first = ledger.journal.last();
        for (long number = 3; number <= 200; number++) {
            ledger.put(number, "k" + number % 5, "v" + number);
            if (number % 20 == 0) {
                ledger.store.storePages(Ledger.PAGES);
                ledger.store.checkpoint(1, List.of());
            }
        }
        assertThat(ledger.journal.first()).isLessThanOrEqualTo(first - 1);
        Ledger again = ledger.crash(CrashStyle.LOST);
        assertThat(again.store.prepared()).containsExactly(Ledger.id(2));
        assertThat(again.store.locked(Ledger.id(2))).isEqualTo(Map.of("held", LockMode.EXCLUSIVE));
        again.store.abort(Ledger.id(2));
        assertThat(again.values()).containsEntry("held", "before");
        again.store.storePages(Ledger.PAGES);
        again.store.checkpoint(1, List.of());
        assertThat(again.journal.first()).isGreaterThan(first);
    }

    // ---- 106: deadlocks

    @Test
    void c106_deadlocksOfTwoAndOfFiveEnd() {
        for (int size : new int[] {2, 5}) {
            Ledger ledger = Ledger.fresh();
            for (int i = 1; i <= size; i++) {
                ledger.begin(i);
                assertThat(ledger.write(i, "k" + i, "own")).isEqualTo("written");
            }
            // Each wants what the next one has, the last what the first one has.
            for (int i = size; i >= 1; i--) {
                ledger.write(i, "k" + (i % size + 1), "wanted");
            }
            // Whoever wanted what a younger one had has it; the youngest waits for the oldest, or is gone.
            assertThat(ledger.victims).isNotEmpty().doesNotContain(Ledger.id(1));
            int committed = 0;
            for (int round = 0; round < size; round++) {
                for (int i = 1; i <= size; i++) {
                    if (ledger.store.isOpen(Ledger.id(i)) && ledger.prepare(i) == Vote.YES) {
                        ledger.commit(i);
                        committed++;
                    }
                }
            }
            assertThat(committed + ledger.victims.size()).isEqualTo(size);
        }
    }

    @Test
    void c106_onePreparedIsNeverTheVictim() {
        Ledger ledger = Ledger.fresh();
        ledger.begin(1);
        ledger.begin(2);
        ledger.write(2, "k", "younger");
        assertThat(ledger.prepare(2)).isEqualTo(Vote.YES);
        assertThat(ledger.write(1, "k", "older")).isEmpty();
        assertThat(ledger.victims).isEmpty();
        ledger.answers.clear();
        ledger.commit(2);
        assertThat(ledger.answers).containsExactly("written");
    }

    @Test
    void c106_anOlderOneIsWaitedForAndAYoungerOneWounded() {
        Ledger ledger = Ledger.fresh();
        ledger.put(1, "k", "value");
        ledger.begin(2);
        ledger.begin(3);
        assertThat(ledger.read(2, "k")).isEqualTo("read value");
        assertThat(ledger.write(3, "k", "younger")).isEmpty();
        assertThat(ledger.write(2, "k", "older")).isEqualTo("written");
        ledger.begin(4);
        assertThat(ledger.read(4, "k")).isEmpty();
        ledger.answers.clear();
        ledger.store.abort(Ledger.id(2));
        // The older of the two that wait is first, and the other one waits for it.
        assertThat(ledger.answers).containsExactly("written");
        assertThat(ledger.values()).containsEntry("k", "younger");
    }
}
