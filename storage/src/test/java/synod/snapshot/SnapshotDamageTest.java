package synod.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import synod.journal.MemoryDisk;
import synod.journal.UnusableFormat;
import synod.kernel.Bytes;

/** Two snapshots, the newer of which is harmed in every way: it is never offered, and the older one always is. */
class SnapshotDamageTest {
    private static final int SECTOR_BYTES = 512;

    private final MemoryDisk disk = new MemoryDisk();
    private final List<Bytes> pieces = SnapshotStoreTest.pieces(new SplittableRandom(1), 4, 3000);
    private final SnapshotInfo older;
    private final SnapshotInfo newer;
    private final String name;
    private final byte[] bytes;

    SnapshotDamageTest() {
        SnapshotStore store = SnapshotStore.open(disk);
        older = SnapshotStoreTest.take(store, 10, 100, List.of(Bytes.wrap(new byte[500])));
        newer = SnapshotStoreTest.take(store, 20, 200, pieces);
        name = SnapshotStoreTest.nameOf(newer);
        bytes = disk.bytes(name);
    }

    private void harmed(byte[] content, String what) {
        MemoryDisk damaged = disk.copy();
        damaged.put(name, content);
        SnapshotStore store = SnapshotStore.open(damaged);
        assertThat(store.newest()).as(what).contains(older);
        assertThat(store.damaged()).as(what).hasSize(1);
    }

    @Test
    void isOfferedUnharmed() {
        assertThat(SnapshotStore.open(disk).newest()).contains(newer);
    }

    @Test
    void noticesEveryFlippedBit() {
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            harmed(flipped, "bit " + bit);
        }
    }

    @Test
    void noticesACutAtEveryByteAndAnythingAppended() {
        for (int length = 0; length < bytes.length; length++) {
            harmed(Arrays.copyOf(bytes, length), "cut to " + length);
        }
        for (int length = 1; length < 100; length++) {
            harmed(Arrays.copyOf(bytes, bytes.length + length), length + " zeros appended");
        }
    }

    @Test
    void noticesZeroedAndExchangedSectors() {
        for (int one = 0; one + SECTOR_BYTES <= bytes.length; one += SECTOR_BYTES) {
            byte[] zeroed = bytes.clone();
            Arrays.fill(zeroed, one, one + SECTOR_BYTES, (byte) 0);
            harmed(zeroed, "zeroed at " + one);
            for (int two = one + SECTOR_BYTES; two + SECTOR_BYTES <= bytes.length; two += SECTOR_BYTES) {
                byte[] exchanged = bytes.clone();
                System.arraycopy(bytes, one, exchanged, two, SECTOR_BYTES);
                System.arraycopy(bytes, two, exchanged, one, SECTOR_BYTES);
                harmed(exchanged, "exchanged " + one + " and " + two);
            }
        }
    }

    @Test
    void noticesAnotherSnapshotUnderItsName() {
        harmed(disk.bytes(SnapshotStoreTest.nameOf(older)).clone(), "the older one under the newer one's name");
    }

    @Test
    void refusesANewerFormat() {
        byte[] next = bytes.clone();
        ByteBuffer block = ByteBuffer.wrap(next);
        block.putInt(SnapshotFormat.BLOCK_HEADER_BYTES + 8, SnapshotFormat.FORMAT_VERSION + 1);
        SnapshotFormat.seal(block, SnapshotFormat.HEADER, block.getInt(4), 0, 0);
        MemoryDisk newerFormat = disk.copy();
        newerFormat.put(name, next);
        assertThatThrownBy(() -> SnapshotStore.open(newerFormat))
                .isInstanceOf(UnusableFormat.class)
                .hasMessageContaining(name)
                .hasMessageContaining("version 2");
    }
}
