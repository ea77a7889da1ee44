package synod.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.journal.Opened;
import synod.kernel.Bytes;

/**
 * Every sequence of up to three operations on a journal, a power loss at every boundary between two calls of the disk, in
 * every style: whatever was said to be durable is there, whatever is there was appended, nothing is taken for damage, and
 * the journal goes on, also when the power fails again while it recovers.
 */
class JournalCrashTest {
    private static final JournalSettings SETTINGS = JournalSettings.tiny().withIdentity(99);
    private static final int DRAWS = 8;

    private long states;
    private long recoveryStates;

    /** What may be done to a journal. */
    private enum Operation {
        SMALL,
        HALF_SEGMENT,
        LARGER_THAN_A_SEGMENT,
        FORCE,
        TRIM,
        REOPEN
    }

    /** A disk at a boundary, and what was promised by then. */
    private record Moment(SimDisk disk, long forced, long last, long first) {}

    /** A journal, its twin, and the moments at which the power may go. */
    private static final class Scene {
        private final SimDisk disk = new SimDisk(bound -> 0);
        private final TreeMap<Long, JournalRecord> appended = new TreeMap<>();
        private final List<Moment> moments = new ArrayList<>();
        private Journal journal;
        private long trimmedTo = 1;

        Scene() {
            // The making of a journal is full of boundaries as well.
            disk.probe(what -> moments.add(new Moment(disk.copy(bound -> 0), 0, 0, 1)));
            journal = open();
            disk.probe(what -> snap());
            journal.append(record(1, 100));
            appended.put(1L, record(1, 100));
            journal.force();
        }

        private void snap() {
            moments.add(new Moment(disk.copy(bound -> 0), journal.forcedPosition(), last(), trimmedTo));
        }

        private long last() {
            return appended.isEmpty() ? 0 : appended.lastKey();
        }

        private Journal open() {
            return Journal.open(disk, SETTINGS, (position, record) -> {}).journal();
        }

        void run(Operation operation) {
            switch (operation) {
                case SMALL -> append(60);
                case HALF_SEGMENT -> append(1500);
                case LARGER_THAN_A_SEGMENT -> append(5000);
                case FORCE -> journal.force();
                case TRIM -> {
                    journal.force();
                    trimmedTo = journal.forcedPosition();
                    journal.trimBelow(trimmedTo);
                }
                case REOPEN -> {
                    journal.close();
                    journal = open();
                }
            }
        }

        private void append(int bytes) {
            long position = last() + 1;
            JournalRecord record = record(position, bytes);
            // Known before it is asked for: a part of it may be on the disk before the call returns.
            appended.put(position, record);
            assertThat(journal.append(record)).isEqualTo(position);
        }
    }

    @Test
    void survivesAPowerLossAtEveryBoundary() {
        for (List<Operation> sequence : sequences()) {
            Scene scene = new Scene();
            int before = scene.moments.size();
            for (Operation operation : sequence) {
                scene.run(operation);
            }
            scene.snap();
            // The moments of the making and of the first record are the same in each scene.
            int from = sequence.size() == 1 ? 0 : before;
            for (Moment moment : scene.moments.subList(from, scene.moments.size())) {
                tryEveryStyle(sequence, scene, moment);
            }
        }
        assertThat(states).isGreaterThan(50_000);
        assertThat(recoveryStates).isGreaterThan(10_000);
    }

    private void tryEveryStyle(List<Operation> sequence, Scene scene, Moment moment) {
        boolean isOpen = moment.disk().openOperationCount() > 0;
        for (CrashStyle style : CrashStyle.values()) {
            boolean isDrawn = isOpen && (style == CrashStyle.TORN || style == CrashStyle.REORDERED);
            for (int draw = 0; draw < (isDrawn ? DRAWS : 1); draw++) {
                SimDisk disk = moment.disk().copy(Chance.of(new SplittableRandom(states * 31 + draw)));
                disk.crash(style);
                states++;
                String what = sequence + ", " + style + " at " + moment;
                if (states % 8 == 0) {
                    crashWhileRecovering(what, scene, moment, disk, style);
                }
                recover(what, scene, moment, disk);
            }
            if (!isOpen) {
                break;
            }
        }
    }

    /** The power goes again at every boundary of the recovery. */
    private void crashWhileRecovering(String what, Scene scene, Moment moment, SimDisk disk, CrashStyle style) {
        List<SimDisk> boundaries = new ArrayList<>();
        SimDisk recovering = disk.copy(Chance.of(new SplittableRandom(states)));
        recovering.probe(call -> boundaries.add(recovering.copy(Chance.of(new SplittableRandom(states)))));
        Journal.open(recovering, SETTINGS, (position, record) -> {});
        for (SimDisk boundary : boundaries) {
            boundary.crash(style);
            states++;
            recoveryStates++;
            recover(what + ", again while recovering", scene, moment, boundary);
        }
    }

    private void recover(String what, Scene scene, Moment moment, SimDisk disk) {
        TreeMap<Long, JournalRecord> read = new TreeMap<>();
        Opened opened = Journal.open(disk, SETTINGS, read::put);
        Journal journal = opened.journal();
        assertThat(opened.damage()).as(what).isEmpty();
        long last = journal.lastPosition();
        if (last < moment.forced() || last > moment.last() || journal.firstPosition() > moment.first()) {
            throw new AssertionError(what + ": has " + journal.firstPosition() + " to " + last);
        }
        for (long position = journal.firstPosition(); position <= last; position++) {
            if (!Objects.equals(scene.appended.get(position), read.get(position))) {
                throw new AssertionError(what + ": position " + position + " is " + read.get(position));
            }
        }
        // What was handed over is durable, and what comes after it is not mistaken for what was there before.
        JournalRecord next = record(1000 + last, 700);
        if (states % 2 == 0) {
            disk.crash(CrashStyle.LOST);
            journal = Journal.open(disk, SETTINGS, (position, record) -> {}).journal();
            assertThat(journal.lastPosition()).as(what).isEqualTo(last);
        }
        assertThat(journal.append(next)).isEqualTo(last + 1);
        journal.force();
        disk.crash(states % 3 == 0 ? CrashStyle.REORDERED : CrashStyle.LOST);
        TreeMap<Long, JournalRecord> again = new TreeMap<>();
        Opened reopened = Journal.open(disk, SETTINGS, again::put);
        assertThat(reopened.findings()).as(what).isEmpty();
        read.put(last + 1, next);
        if (!again.equals(read)) {
            throw new AssertionError(what + ": read " + read.keySet() + ", then " + again.keySet());
        }
    }

    private static JournalRecord record(long position, int bytes) {
        byte[] body = new byte[bytes];
        new SplittableRandom(position).nextBytes(body);
        return new JournalRecord((int) (position % 3), position, position * 7, 1, Bytes.wrap(body));
    }

    private static List<List<Operation>> sequences() {
        List<List<Operation>> all = new ArrayList<>();
        List<List<Operation>> longest = List.of(List.of());
        for (int length = 1; length <= 3; length++) {
            List<List<Operation>> longer = new ArrayList<>();
            for (List<Operation> sequence : longest) {
                for (Operation operation : Operation.values()) {
                    List<Operation> extended = new ArrayList<>(sequence);
                    extended.add(operation);
                    longer.add(extended);
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }
}
