package synod.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.journal.MemoryDisk;
import synod.kernel.Bytes;

/** What a snapshot store promises when the disk is well. */
class SnapshotStoreTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final List<Bytes> four = pieces(new SplittableRandom(3), 4, 1000);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void givesBackThePiecesAsTheyWereWritten(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Bytes> pieces = pieces(random, 20, 200_000);
        SnapshotInfo info = take(SnapshotStore.open(disk), 7, 40, pieces);
        SnapshotStore reopened = SnapshotStore.open(disk);
        assertThat(reopened.newest()).contains(info);
        assertThat(info.header()).isEqualTo(header(7));
        assertThat(info.length()).isEqualTo(disk.bytes(nameOf(info)).length);
        assertThat(read(reopened, info)).isEqualTo(pieces);
    }

    @Test
    void keepsTwoAndTrimsBelowTheOlder() {
        SnapshotStore store = SnapshotStore.open(disk);
        assertThat(store.newest()).isEmpty();
        take(store, 10, 100, List.of());
        assertThat(store.trimmableBelow()).isEqualTo(1);
        SnapshotInfo older = take(store, 20, 200, List.of());
        assertThat(store.trimmableBelow()).isEqualTo(100);
        SnapshotInfo newer = take(store, 30, 300, List.of());
        assertThat(store.trimmableBelow()).isEqualTo(200);
        assertThat(store.kept()).containsExactly(newer, older);
        assertThat(SnapshotStore.open(disk).kept()).containsExactly(newer, older);
        assertThat(disk.list()).containsExactlyInAnyOrder(nameOf(newer), nameOf(older), SnapshotFormat.RETIRED);
    }

    /** The next one lies in the file of one that was longer, and nothing of that is left. */
    @Test
    void writesOverTheOneThatWasDropped() {
        SnapshotStore store = SnapshotStore.open(disk);
        take(store, 10, 100, pieces(new SplittableRandom(1), 9, 3000));
        for (int slot = 20; slot <= 60; slot += 10) {
            List<Bytes> pieces = pieces(new SplittableRandom(slot), slot % 20 == 0 ? 3 : 7, 1000);
            SnapshotInfo info = take(store, slot, slot, pieces);
            List<Bytes> read = new ArrayList<>();
            SnapshotStore.open(disk).read(info, block -> read.add(block.compact()));
            assertThat(read).isEqualTo(pieces);
            assertThat(disk.bytes(nameOf(info))).hasSize((int) info.length());
            assertThat(disk.list()).hasSizeLessThanOrEqualTo(3);
        }
    }

    /** Whoever reads a snapshot's file for long gets all of it, whatever is taken meanwhile. */
    @Test
    void aSnapshotThatIsHeldIsNeitherDroppedNorWrittenOver() {
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo held = take(store, 10, 100, four);
        byte[] before = disk.bytes(nameOf(held));
        assertThat(store.hold(10)).contains(held);
        assertThat(store.hold(10)).contains(held);
        for (int slot = 20; slot <= 50; slot += 10) {
            take(store, slot, slot * 10L, four);
            assertThat(disk.bytes(nameOf(held))).isEqualTo(before);
        }
        assertThat(store.readChunk(10, 0, 1 << 20).orElseThrow().toArray()).isEqualTo(before);
        assertThat(store.kept()).doesNotContain(held);
        assertThat(store.trimmableBelow()).isEqualTo(400);
        store.release(10);
        take(store, 60, 600, four);
        assertThat(store.readChunk(10, 0, 1 << 20)).isPresent();
        store.release(10);
        take(store, 70, 700, four);
        assertThat(store.readChunk(10, 0, 1 << 20)).isEmpty();
        assertThat(disk.list()).doesNotContain(nameOf(held));
        assertThat(store.hold(10)).isEmpty();
    }

    /** What nobody needs to start with is read later, and found as damaged as it is. */
    @Test
    void readsTheOlderLater() {
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo older = take(store, 10, 100, four);
        SnapshotInfo newer = take(store, 20, 200, four);
        harm(older, 900);
        SnapshotStore reopened = SnapshotStore.openUnread(disk);
        reopened.read(newer, block -> {});
        assertThat(reopened.kept()).containsExactly(newer, older);
        assertThat(reopened.damaged()).isEmpty();
        assertThat(reopened.readRest()).singleElement().asString().contains(nameOf(older));
        assertThat(reopened.kept()).containsExactly(newer);
        assertThat(reopened.readRest()).isEmpty();
        assertThat(SnapshotStore.open(disk).kept()).containsExactly(newer);
    }

    @Test
    void readsTheNewestAndFallsBackWithoutHavingReadItBefore() {
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo older = take(store, 10, 100, four);
        SnapshotInfo newer = take(store, 20, 200, four);
        harm(newer, 900);
        SnapshotStore reopened = SnapshotStore.openUnread(disk);
        assertThat(reopened.newest()).contains(newer);
        assertThatThrownBy(() -> reopened.read(newer, block -> {})).isInstanceOf(DamagedSnapshot.class);
        assertThat(reopened.newest()).contains(older);
        assertThat(reopened.damaged()).hasSize(1);
        harm(older, 3);
        assertThat(SnapshotStore.openUnread(disk).newest()).contains(newer);
    }

    @Test
    void offersTheOlderWhenTheNewerIsDamaged() {
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo older = take(store, 10, 100, four);
        SnapshotInfo newer = take(store, 20, 200, four);
        harm(newer, 900);
        SnapshotStore reopened = SnapshotStore.open(disk);
        assertThat(reopened.newest()).contains(older);
        assertThat(reopened.damaged()).singleElement().asString().contains(nameOf(newer));
        assertThat(reopened.trimmableBelow()).isEqualTo(1);
        // Rot between checking and reading is met as well.
        assertThatThrownBy(() -> store.read(newer, block -> {})).isInstanceOf(DamagedSnapshot.class);
        assertThat(store.newest()).contains(older);
        SnapshotInfo next = take(reopened, 30, 300, four);
        assertThat(reopened.kept()).containsExactly(next, older);
        assertThat(disk.list()).doesNotContain(nameOf(newer));
    }

    @Test
    void forgetsWhatWasNotCommitted() {
        SnapshotStore store = SnapshotStore.open(disk);
        Writer writer = store.begin(SnapshotInfo.of(5, 50, header(5)));
        writer.write(Bytes.wrap(new byte[100]));
        assertThat(disk.list()).hasSize(1);
        assertThat(SnapshotStore.open(disk).newest()).isEmpty();
        assertThat(disk.list()).isEmpty();
        Writer second = store.begin(SnapshotInfo.of(5, 50, header(5)));
        second.abort();
        assertThat(disk.list()).isEmpty();
        assertThatThrownBy(second::commit).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4096, 65536, 1_000_000})
    void receivesInChunksOfAnySize(int chunk) {
        SnapshotStore sender = SnapshotStore.open(disk);
        List<Bytes> pieces = pieces(new SplittableRandom(chunk), 10, chunk < 100 ? 300 : 100_000);
        take(sender, 7, 40, pieces);
        MemoryDisk other = new MemoryDisk();
        SnapshotStore store = SnapshotStore.open(other);
        Receiver receiver = store.receive(7);
        while (!receiver.isComplete()) {
            long offset = receiver.nextOffset();
            Bytes bytes = sender.readChunk(7, offset, chunk).orElseThrow();
            assertThat(receiver.accept(offset + 1, bytes)).isEqualTo(Receiver.Verdict.OUT_OF_PLACE);
            assertThat(receiver.accept(offset, bytes)).isEqualTo(Receiver.Verdict.TAKEN);
        }
        SnapshotInfo info = receiver.install(3);
        assertThat(info.journalPosition()).isEqualTo(3);
        assertThat(SnapshotStore.open(other).newest()).contains(info);
        assertThat(read(store, info)).isEqualTo(pieces);
    }

    @Test
    void goesOnWithADownloadAfterARestart() {
        SnapshotStore sender = SnapshotStore.open(disk);
        List<Bytes> pieces = pieces(new SplittableRandom(9), 10, 100_000);
        SnapshotInfo sent = take(sender, 7, 40, pieces);
        MemoryDisk other = new MemoryDisk();
        Receiver first = SnapshotStore.open(other).receive(7);
        first.accept(0, sender.readChunk(7, 0, 150_000).orElseThrow());
        assertThat(first.nextOffset()).isEqualTo(150_000);
        Receiver second = SnapshotStore.open(other).receive(7);
        long resumed = second.nextOffset();
        assertThat(resumed).isBetween(150_000L - SnapshotFormat.BLOCK_BYTES, 150_000L);
        second.accept(resumed, sender.readChunk(7, resumed, (int) sent.length()).orElseThrow());
        assertThat(read(SnapshotStore.open(other), second.install(1))).isEqualTo(pieces);
    }

    @Test
    void dropsADownloadOfAnotherSlotAndOneThatDoesNotFit() {
        SnapshotStore sender = SnapshotStore.open(disk);
        take(sender, 7, 40, pieces(new SplittableRandom(9), 10, 10_000));
        MemoryDisk other = new MemoryDisk();
        SnapshotStore store = SnapshotStore.open(other);
        Bytes all = sender.readChunk(7, 0, 1_000_000).orElseThrow();
        Receiver receiver = store.receive(7);
        receiver.accept(0, all.slice(0, 20_000));
        byte[] changed = all.slice(20_000, all.length() - 20_000).toArray();
        changed[100] ^= 1;
        assertThat(receiver.accept(20_000, Bytes.wrap(changed))).isEqualTo(Receiver.Verdict.DAMAGED);
        assertThat(receiver.nextOffset()).isZero();
        receiver.accept(0, all.slice(0, 20_000));
        assertThatThrownBy(() -> receiver.install(1)).isInstanceOf(IllegalStateException.class);
        receiver.close();
        assertThat(store.receive(8).nextOffset()).isZero();
        assertThat(store.receive(7).nextOffset()).isZero();
    }

    @Test
    void doesNotMixTheFilesOfTwoSenders() {
        SnapshotStore one = SnapshotStore.open(disk);
        MemoryDisk secondDisk = new MemoryDisk();
        SnapshotStore two = SnapshotStore.open(secondDisk);
        List<Bytes> pieces = pieces(new SplittableRandom(9), 10, 10_000);
        take(one, 7, 40, pieces);
        Writer writer = two.begin(SnapshotInfo.of(7, 40, Bytes.wrap(new byte[] {9})));
        pieces.forEach(writer::write);
        writer.commit();
        Receiver receiver = SnapshotStore.open(new MemoryDisk()).receive(7);
        receiver.accept(0, one.readChunk(7, 0, 20_000).orElseThrow());
        assertThat(receiver.accept(20_000, two.readChunk(7, 20_000, 70_000).orElseThrow()))
                .isEqualTo(Receiver.Verdict.DAMAGED);
    }

    @Test
    void answersForASnapshotThatIsGone() {
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo info = take(store, 7, 40, List.of());
        assertThat(store.readChunk(8, 0, 10)).isEmpty();
        assertThat(store.readChunk(7, info.length(), 10)).contains(Bytes.EMPTY);
        take(store, 8, 41, List.of());
        take(store, 9, 42, List.of());
        assertThat(store.readChunk(7, 0, 10)).isEmpty();
        assertThatThrownBy(() -> store.read(info, block -> {})).isInstanceOf(DamagedSnapshot.class);
    }

    private void harm(SnapshotInfo info, int at) {
        disk.bytes(nameOf(info))[at] ^= 4;
    }

    static SnapshotInfo take(SnapshotStore store, long slot, long journalPosition, List<Bytes> pieces) {
        Writer writer = store.begin(SnapshotInfo.of(slot, journalPosition, header(slot)));
        pieces.forEach(writer::write);
        return writer.commit();
    }

    static List<Bytes> read(SnapshotStore store, SnapshotInfo info) {
        List<Bytes> pieces = new ArrayList<>();
        store.read(info, block -> pieces.add(block.compact()));
        return pieces;
    }

    static List<Bytes> pieces(SplittableRandom random, int count, int most) {
        List<Bytes> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] piece = new byte[i == 0 ? 0 : i == 1 ? most : random.nextInt(most)];
            random.nextBytes(piece);
            pieces.add(Bytes.wrap(piece));
        }
        return pieces;
    }

    static Bytes header(long slot) {
        return Bytes.wrap(new byte[] {1, 2, (byte) slot});
    }

    static String nameOf(SnapshotInfo info) {
        return new SnapshotFormat.Name(info.slot(), info.journalPosition()).toString();
    }
}
