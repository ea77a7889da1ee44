package synod.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.snapshot.Receiver;
import synod.snapshot.SnapshotInfo;
import synod.snapshot.SnapshotStore;
import synod.snapshot.Writer;

/**
 * Every sequence of up to three operations on the snapshots, a power loss at every boundary between two calls of the
 * disk, in every style: the two newest that were committed are there, nothing half written is offered, a download goes on
 * to its end, and the next snapshot can be taken.
 */
class SnapshotCrashTest {
    private static final int DRAWS = 4;

    /** What may be done. */
    private enum Operation {
        TAKE,
        ABANDON,
        RECEIVE_A_PART,
        RECEIVE_THE_REST,
        REOPEN
    }

    /** A disk at a boundary, and which snapshots had been committed by then. */
    private record Moment(SimDisk disk, List<Long> committed) {}

    private long states;

    private static final class Scene {
        private final SimDisk disk = new SimDisk(bound -> 0);
        private final List<Moment> moments = new ArrayList<>();
        private final List<Long> committed = new ArrayList<>();
        private SnapshotStore store = SnapshotStore.open(disk);
        private long next = 1;

        Scene() {
            take(store, next++);
            committed.add(1L);
            disk.probe(what -> snap());
        }

        void snap() {
            moments.add(new Moment(disk.copy(bound -> 0), List.copyOf(committed)));
        }

        void run(Operation operation) {
            switch (operation) {
                case TAKE -> {
                    take(store, next);
                    committed.add(next++);
                }
                case ABANDON ->
                    store.begin(SnapshotInfo.of(next, next, Bytes.EMPTY)).write(piece(next, 1));
                case RECEIVE_A_PART -> {
                    try (Receiver receiver = store.receive(next)) {
                        fetch(receiver, next, 1);
                    }
                }
                case RECEIVE_THE_REST -> {
                    Receiver receiver = store.receive(next);
                    fetch(receiver, next, Integer.MAX_VALUE);
                    receiver.install(next);
                    committed.add(next++);
                }
                case REOPEN -> store = SnapshotStore.open(disk);
            }
        }
    }

    @Test
    void survivesAPowerLossAtEveryBoundary() {
        for (int length = 1; length <= 3; length++) {
            int count = (int) Math.pow(Operation.values().length, length);
            for (int number = 0; number < count; number++) {
                Scene scene = new Scene();
                List<Operation> sequence = sequence(number, length);
                sequence.forEach(scene::run);
                scene.snap();
                for (Moment moment : scene.moments) {
                    tryEveryStyle(sequence, moment);
                }
            }
        }
        assertThat(states).isGreaterThan(10_000);
    }

    private static List<Operation> sequence(int number, int length) {
        List<Operation> sequence = new ArrayList<>();
        for (int i = 0, rest = number; i < length; i++, rest /= Operation.values().length) {
            sequence.add(Operation.values()[rest % Operation.values().length]);
        }
        return sequence;
    }

    private void tryEveryStyle(List<Operation> sequence, Moment moment) {
        for (CrashStyle style : CrashStyle.values()) {
            boolean isDrawn = style == CrashStyle.TORN || style == CrashStyle.REORDERED;
            for (int draw = 0; draw < (isDrawn ? DRAWS : 1); draw++) {
                SimDisk disk = moment.disk().copy(Chance.of(new SplittableRandom(states)));
                disk.crash(style);
                states++;
                recover(sequence + ", " + style + ", state " + states, moment, disk);
            }
        }
    }

    private static void recover(String what, Moment moment, SimDisk disk) {
        SnapshotStore store = SnapshotStore.open(disk);
        assertThat(store.damaged()).as(what).isEmpty();
        List<Long> kept = new ArrayList<>();
        for (SnapshotInfo info : store.kept()) {
            kept.add(info.slot());
            List<Bytes> pieces = new ArrayList<>();
            store.read(info, block -> pieces.add(block.compact()));
            assertThat(pieces).as(what).isEqualTo(pieces(info.slot()));
        }
        List<Long> committed = moment.committed();
        // One whose commit has not returned may count already, and then takes the place of the older.
        int needed = kept.get(0) > committed.get(committed.size() - 1) ? 1 : 2;
        assertThat(kept)
                .as(what)
                .containsAll(committed.subList(Math.max(0, committed.size() - needed), committed.size()));
        long next = committed.get(committed.size() - 1) + 1;
        Receiver receiver = store.receive(next);
        fetch(receiver, next, Integer.MAX_VALUE);
        assertThat(receiver.isComplete()).as(what).isTrue();
        receiver.install(next);
        take(store, next + 1);
        disk.crash(CrashStyle.LOST);
        SnapshotStore reopened = SnapshotStore.open(disk);
        assertThat(reopened.kept()).extracting(SnapshotInfo::slot).as(what).startsWith(next + 1, next);
        assertThat(reopened.trimmableBelow()).as(what).isEqualTo(next);
    }

    private static void fetch(Receiver receiver, long slot, int chunks) {
        SnapshotStore source = SnapshotStore.open(new SimDisk(bound -> 0));
        take(source, slot);
        for (int i = 0; i < chunks && !receiver.isComplete(); i++) {
            Bytes chunk = source.readChunk(slot, receiver.nextOffset(), 900).orElseThrow();
            assertThat(receiver.accept(receiver.nextOffset(), chunk)).isEqualTo(Receiver.Verdict.TAKEN);
        }
    }

    private static void take(SnapshotStore store, long slot) {
        Writer writer = store.begin(SnapshotInfo.of(slot, slot, Bytes.EMPTY));
        pieces(slot).forEach(writer::write);
        writer.commit();
    }

    private static List<Bytes> pieces(long slot) {
        return List.of(piece(slot, 0), piece(slot, 1));
    }

    private static Bytes piece(long slot, int index) {
        byte[] bytes = new byte[700];
        new SplittableRandom(slot * 2 + index).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
