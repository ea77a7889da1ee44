package synod.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.journal.Damage;
import synod.journal.DiskFailure;
import synod.journal.DiskFull;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.journal.Opened;
import synod.kernel.Bytes;

/** The journal on a disk that does wrong by itself. */
class JournalFaultTest {
    private static final JournalSettings SETTINGS = JournalSettings.tiny().withIdentity(3);
    private static final int ALWAYS = 1_000_000;

    private final SimDisk disk = new SimDisk(Chance.of(new SplittableRandom(1)));

    /** One thing that a disk does once. */
    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers is as good
    private enum Fault {
        VANISHED(new DiskFaults(0, 0, 0, 0, ALWAYS, 0, 0)),
        MISDIRECTED(new DiskFaults(0, 0, 0, ALWAYS, 0, 0, 0)),
        ROT(new DiskFaults(0, ALWAYS, 0, 0, 0, 0, 0)),
        ZEROED(new DiskFaults(0, 0, ALWAYS, 0, 0, 0, 0)),
        FAILED_WRITE(new DiskFaults(0, 0, 0, 0, 0, ALWAYS, 0)),
        FAILED_FORCE(new DiskFaults(0, 0, 0, 0, 0, 0, ALWAYS));

        private final DiskFaults faults;

        Fault(DiskFaults faults) {
            this.faults = faults;
        }
    }

    /** A journal that a fault strikes at one call, and what it said to be durable by its end. */
    private static final class Run {
        private final SimDisk disk;
        private final Map<Long, JournalRecord> appended = new TreeMap<>();
        private long forced;
        private long first = 1;
        private int calls;

        Run(long seed) {
            disk = new SimDisk(Chance.of(new SplittableRandom(seed)));
        }

        /** Strikes at the call of that number; with -1, never. */
        void go(Fault fault, int strikeAt) {
            disk.probe(what -> disk.faults(calls++ == strikeAt ? fault.faults : DiskFaults.NONE));
            try {
                work();
            } catch (DiskFailure expected) {
                // The process ends, as a server's does.
                assertThat(fault).isIn(Fault.FAILED_WRITE, Fault.FAILED_FORCE);
            }
            disk.probe(null);
            disk.faults(DiskFaults.NONE);
            disk.restart();
        }

        private void work() {
            Journal journal =
                    Journal.open(disk, SETTINGS, (position, record) -> {}).journal();
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < 14; i++) {
                byte[] body = new byte[100 + random.nextInt(900)];
                random.nextBytes(body);
                JournalRecord record = new JournalRecord(1, i, 2, 3, Bytes.wrap(body));
                appended.put(journal.lastPosition() + 1, record);
                journal.append(record);
                if (i % 2 == 1) {
                    journal.force();
                    forced = journal.forcedPosition();
                }
                if (i == 9) {
                    first = forced;
                    journal.trimBelow(forced);
                }
            }
        }
    }

    /** Whatever one fault does at whatever call: what was forced is there, or is known to be lost. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void neverLosesSilentlyByOneFault(Fault fault) {
        Run well = new Run(0);
        well.go(fault, -1);
        assertThat(well.calls).isGreaterThan(50);
        int lost = 0;
        for (int call = 0; call < well.calls; call++) {
            for (int seed = 0; seed < 20; seed++) {
                Run run = new Run(seed);
                run.go(fault, call);
                lost += judge(run, fault + " at call " + call + ", seed " + seed) ? 1 : 0;
            }
        }
        boolean mayLose = fault != Fault.FAILED_WRITE && fault != Fault.FAILED_FORCE;
        assertThat(lost > 0).isEqualTo(mayLose);
    }

    private static boolean judge(Run run, String what) {
        TreeMap<Long, JournalRecord> read = new TreeMap<>();
        Opened opened = Journal.open(run.disk, SETTINGS, read::put);
        read.forEach((position, record) -> assertThat(record).as(what).isEqualTo(run.appended.get(position)));
        for (long position = run.first; position <= run.forced; position++) {
            if (!read.containsKey(position) && !isReported(opened, position)) {
                throw new AssertionError(what + ": " + position + " is silently gone, " + opened.findings());
            }
        }
        return !opened.damage().isEmpty();
    }

    private static boolean isReported(Opened opened, long position) {
        for (Damage damage : opened.damage()) {
            if (damage.position() <= position && position <= damage.lastPosition()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void refusesEverythingAfterAFailedForce() {
        Journal journal = open();
        append(journal, 1);
        disk.failNextForce();
        assertThatThrownBy(journal::force).isInstanceOf(DiskFailure.class);
        refusesEverything(journal);
    }

    @Test
    void refusesEverythingAfterAFailedWrite() {
        Journal journal = open();
        append(journal, 1);
        disk.failNextWrite();
        assertThatThrownBy(journal::force).isInstanceOf(DiskFailure.class);
        refusesEverything(journal);
    }

    private void refusesEverything(Journal journal) {
        assertThat(journal.forcedPosition()).isZero();
        long forces = disk.usage().forces();
        long writes = disk.usage().writes();
        assertThatThrownBy(() -> append(journal, 1)).isInstanceOf(DiskFailure.class);
        assertThatThrownBy(journal::force).isInstanceOf(DiskFailure.class);
        assertThatThrownBy(() -> journal.trimBelow(1)).isInstanceOf(DiskFailure.class);
        journal.close();
        assertThat(disk.usage().forces()).isEqualTo(forces);
        assertThat(disk.usage().writes()).isEqualTo(writes);
    }

    /** The cache shows what the platter never got. What is handed over at opening must be durable all the same. */
    @Test
    void doesNotBelieveTheCacheAfterAFailedForce() {
        Journal journal = open();
        append(journal, 100);
        journal.force();
        append(journal, 100);
        disk.failNextForce();
        assertThatThrownBy(journal::force).isInstanceOf(DiskFailure.class);
        disk.restart();
        List<Long> seen = positions();
        assertThat(seen).containsExactly(1L, 2L);
        disk.crash(CrashStyle.LOST);
        assertThat(positions()).isEqualTo(seen);
    }

    @Test
    void goesOnWhenThereIsRoomAgain() {
        Journal journal = open();
        append(journal, 100);
        journal.force();
        disk.capacity(0);
        assertThat(journal.isCramped()).isFalse();
        long last = 1;
        DiskFull full = null;
        while (full == null) {
            try {
                last = append(journal, 1000);
                journal.force();
            } catch (DiskFull expected) {
                full = expected;
            }
        }
        assertThat(last).isGreaterThan(3);
        assertThat(journal.isCramped()).isTrue();
        assertThat(journal.lastPosition()).isEqualTo(last);
        assertThat(journal.forcedPosition()).isEqualTo(last);
        assertThatThrownBy(() -> append(journal, 1000)).isInstanceOf(DiskFull.class);
        disk.capacity(1 << 20);
        assertThat(append(journal, 1000)).isEqualTo(last + 1);
        journal.force();
        assertThat(journal.isCramped()).isFalse();
        disk.crash(CrashStyle.LOST);
        assertThat(positions()).hasSize((int) last + 1);
    }

    @Test
    void readsAroundABadSector() {
        Journal journal = open();
        for (int i = 0; i < 12; i++) {
            append(journal, 700);
        }
        journal.close();
        for (String name : disk.list()) {
            int sectors = disk.contents(name).length / SimFile.SECTOR_BYTES;
            for (int sector = 0; sector < sectors; sector++) {
                SimDisk bad = disk.copy(Chance.of(new SplittableRandom(1)));
                bad.makeUnreadable(name, sector);
                List<Long> seen = new ArrayList<>();
                Opened opened = Journal.open(bad, SETTINGS, (position, record) -> seen.add(position));
                for (long position = 1; position <= 12; position++) {
                    assertThat(seen.contains(position) || isReported(opened, position))
                            .as(name + " " + sector + " " + position)
                            .isTrue();
                }
                assertThat(seen).hasSizeGreaterThanOrEqualTo(9);
            }
        }
    }

    @Test
    void forcesOnceForManyAndTouchesOnlyWhatItWrote() {
        Journal journal = Journal.open(disk, JournalSettings.defaults(), (position, record) -> {})
                .journal();
        append(journal, 100);
        journal.force();
        DiskUsage before = disk.usage();
        for (int i = 0; i < 100; i++) {
            append(journal, 100);
        }
        journal.force();
        DiskUsage used = disk.usage().since(before);
        assertThat(used.forces()).isEqualTo(1);
        // One run of records, and the watermark, which is not forced.
        assertThat(used.writes()).isEqualTo(2);
        assertThat(used.writtenBytes()).isLessThan(100 * 160 + 1024);
    }

    private Journal open() {
        return Journal.open(disk, SETTINGS, (position, record) -> {}).journal();
    }

    private List<Long> positions() {
        List<Long> positions = new ArrayList<>();
        assertThat(Journal.open(disk, SETTINGS, (position, record) -> positions.add(position))
                        .damage())
                .isEmpty();
        return positions;
    }

    private static long append(Journal journal, int bytes) {
        return journal.append(new JournalRecord(1, 2, 3, 4, Bytes.wrap(new byte[bytes])));
    }
}
