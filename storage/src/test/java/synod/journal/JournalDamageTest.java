package synod.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/**
 * A journal of 64 KiB whose every record was forced, and every way of harming its files: nothing goes unnoticed, nothing
 * is taken for something else, nothing is cut.
 */
class JournalDamageTest {
    private final Scene scene = Scene.large(1, false);
    private final Scene small = Scene.small(2);
    private final Scene reused = Scene.reused(3);
    private long tried;

    @Test
    void opensUnharmed() {
        assertThat(scene.segments()).hasSizeGreaterThan(4);
        Scene.Outcome outcome = scene.open(scene.disk.copy(), "unharmed", true);
        assertThat(outcome).isEqualTo(new Scene.Outcome(false, false, false));
        assertThat(reused.open(reused.disk.copy(), "reused", true)).isEqualTo(new Scene.Outcome(false, false, false));
    }

    @Test
    void noticesEveryFlippedBitOfAHeader() {
        for (String name : scene.segments()) {
            for (int at : scene.headers(name)) {
                for (int bit = 0; bit < 8 * RecordFormat.HEADER_BYTES; bit++) {
                    Scene.Outcome outcome = flip(name, 8 * at + bit);
                    assertThat(outcome.isAnythingLost()).isTrue();
                    assertThat(outcome.isTailCut()).isFalse();
                }
            }
            flipSealed(name, 0);
            flipSealed(name, Segment.SECTOR_BYTES);
        }
        flipSealed(Watermark.NAME, 0);
        flipSealed(Watermark.NAME, (int) Watermark.COPY_DISTANCE);
        assertThat(tried).isGreaterThan(30_000);
    }

    /** Every bit of the fields and of the checksum, and one of every byte of the padding between. */
    private void flipSealed(String name, int sector) {
        for (int at = sector; at < sector + Segment.SECTOR_BYTES; at++) {
            boolean isPadding = at >= sector + 48 && at < sector + Segment.SECTOR_BYTES - Integer.BYTES;
            for (int bit = isPadding ? 7 - at % 8 : 0; bit < (isPadding ? 8 - at % 8 : 8); bit++) {
                assertThat(flip(name, 8 * at + bit).isAnythingLost()).isFalse();
            }
        }
    }

    @Test
    void noticesAFlippedBitInEveryByteOfTheRest() {
        SplittableRandom random = new SplittableRandom(5);
        for (String name : scene.segments()) {
            byte[] bytes = scene.disk.bytes(name);
            for (int at = Segment.DATA_BEGINS; at < bytes.length; at++) {
                flip(name, 8 * at + random.nextInt(8));
            }
        }
        assertThat(tried).isGreaterThan(64_000);
    }

    /** Old content is not the journal's. All that is, is watched over as in new files. */
    @Test
    void noticesAFlippedBitInEveryByteOfAReusedSegmentsRecords() {
        SplittableRandom random = new SplittableRandom(6);
        for (String name : reused.segments()) {
            ByteBuffer bytes = ByteBuffer.wrap(reused.disk.bytes(name));
            for (int at : reused.headers(name)) {
                int end = at + (int) RecordFormat.size(RecordFormat.bodyLength(bytes, at));
                for (int i = at; i < end; i++) {
                    MemoryDisk damaged = reused.disk.copy();
                    damaged.bytes(name)[i] ^= (byte) (1 << random.nextInt(8));
                    assertThat(harmed(reused, damaged, "byte " + i + " of " + name)
                                    .isAnythingLost())
                            .isTrue();
                }
            }
        }
        assertThat(tried).isGreaterThan(25_000);
    }

    private Scene.Outcome flip(String name, int bit) {
        MemoryDisk damaged = scene.disk.copy();
        damaged.bytes(name)[bit / 8] ^= (byte) (1 << (bit % 8));
        return harmed(damaged, "bit " + bit + " of " + name);
    }

    private Scene.Outcome harmed(MemoryDisk damaged, String what) {
        return harmed(scene, damaged, what);
    }

    private Scene.Outcome harmed(Scene harmed, MemoryDisk damaged, String what) {
        Scene.Outcome outcome = harmed.open(damaged, what, tried++ % 32 == 0);
        if (!outcome.isNoticed()) {
            throw new AssertionError(what + " was not noticed");
        }
        return outcome;
    }

    @Test
    void noticesACutAtEveryByte() {
        for (String name : small.disk.list()) {
            byte[] bytes = small.disk.bytes(name);
            for (int length = 0; length < bytes.length; length++) {
                MemoryDisk damaged = small.disk.copy();
                damaged.put(name, Arrays.copyOf(bytes, length));
                harmed(small, damaged, name + " cut to " + length);
            }
        }
    }

    @Test
    void noticesEveryZeroedSector() {
        for (String name : scene.disk.list()) {
            byte[] bytes = scene.disk.bytes(name);
            for (int at = 0; at < bytes.length; at += Segment.SECTOR_BYTES) {
                MemoryDisk damaged = scene.disk.copy();
                Arrays.fill(damaged.bytes(name), at, at + Segment.SECTOR_BYTES, (byte) 0);
                if (!Scene.isZero(bytes, at, at + Segment.SECTOR_BYTES)) {
                    harmed(damaged, name + " zeroed at " + at);
                }
            }
        }
    }

    @Test
    void noticesAnyTwoSectorsExchanged() {
        List<String> names = small.disk.list();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i; j < names.size(); j++) {
                exchange(names.get(i), names.get(j));
            }
        }
        assertThat(tried).isGreaterThan(500);
    }

    private void exchange(String one, String two) {
        byte[] first = small.disk.bytes(one);
        byte[] second = small.disk.bytes(two);
        int size = Segment.SECTOR_BYTES;
        for (int a = 0; a < first.length; a += size) {
            for (int b = one.equals(two) ? a + size : 0; b < second.length; b += size) {
                if (!Arrays.equals(first, a, a + size, second, b, b + size)) {
                    MemoryDisk damaged = small.disk.copy();
                    System.arraycopy(second, b, damaged.bytes(one), a, size);
                    System.arraycopy(first, a, damaged.bytes(two), b, size);
                    String what = one + " at " + a + " and " + two + " at " + b;
                    Scene.Outcome outcome = small.open(damaged, what, tried++ % 32 == 0);
                    // The two copies of the watermark may be exchanged: both are true wherever they stand.
                    if (!one.equals(Watermark.NAME) || !two.equals(Watermark.NAME)) {
                        assertThat(outcome.isNoticed()).as(what).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void noticesAWriteThatWentElsewhere() {
        SplittableRandom random = new SplittableRandom(8);
        List<String> names = scene.segments();
        for (int i = 0; i < 3000; i++) {
            // A run of sectors that belongs at one place stands at another, and the one place is as it was before:
            // zeros.
            String from = names.get(random.nextInt(names.size()));
            String to = names.get(random.nextInt(names.size()));
            int size = Segment.SECTOR_BYTES * (1 + random.nextInt(4));
            int source = Segment.SECTOR_BYTES * random.nextInt(28);
            int target = Segment.SECTOR_BYTES * random.nextInt(28);
            MemoryDisk damaged = scene.disk.copy();
            byte[] moved = Arrays.copyOfRange(damaged.bytes(from), source, source + size);
            if (!Scene.isZero(moved, 0, size) && !(from.equals(to) && source == target)) {
                Arrays.fill(damaged.bytes(from), source, source + size, (byte) 0);
                System.arraycopy(moved, 0, damaged.bytes(to), target, size);
                harmed(damaged, from + " at " + source + " written to " + to + " at " + target);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noticesAnOlderVersionOfAFile(boolean isTrimmed) {
        Scene other = Scene.large(3, isTrimmed);
        int noticed = 0;
        for (MemoryDisk past : other.past) {
            for (String name : past.list()) {
                byte[] old = past.bytes(name);
                if (!other.disk.exists(name) || Arrays.equals(old, other.disk.bytes(name))) {
                    continue;
                }
                MemoryDisk damaged = other.disk.copy();
                damaged.put(name, old.clone());
                Scene.Outcome outcome = other.open(damaged, name + " of long ago", true);
                // An old watermark says less, but nothing wrong: the journal itself is whole.
                assertThat(outcome.isAnythingLost()).isEqualTo(!name.equals(Watermark.NAME));
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(10);
    }

    @Test
    void noticesEveryMissingOrEmptiedFile() {
        for (String name : scene.disk.list()) {
            MemoryDisk without = scene.disk.copy();
            without.delete(name);
            Scene.Outcome outcome = scene.open(without, name + " missing", true);
            assertThat(outcome.isAnythingLost()).as(name).isTrue();
            MemoryDisk emptied = scene.disk.copy();
            emptied.put(name, new byte[0]);
            assertThat(scene.open(emptied, name + " emptied", true).isAnythingLost())
                    .as(name)
                    .isTrue();
        }
        MemoryDisk withoutSegments = scene.disk.copy();
        scene.segments().forEach(withoutSegments::delete);
        assertThat(scene.open(withoutSegments, "no segments", true).isAnythingLost())
                .isTrue();
    }

    @Test
    void noticesSegmentsThatChangedNames() {
        List<String> names = scene.segments();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                MemoryDisk damaged = scene.disk.copy();
                damaged.put(names.get(i), scene.disk.bytes(names.get(j)).clone());
                damaged.put(names.get(j), scene.disk.bytes(names.get(i)).clone());
                assertThat(scene.open(damaged, names.get(i) + " and " + names.get(j), true)
                                .isAnythingLost())
                        .isTrue();
            }
        }
    }

    @Test
    void refusesAnotherJournal() {
        MemoryDisk foreign = new MemoryDisk();
        Journal journal = Journal.open(foreign, scene.settings.withIdentity(43), (position, record) -> {})
                .journal();
        journal.append(scene.records.firstEntry().getValue());
        journal.close();
        for (String name : foreign.list()) {
            if (scene.disk.exists(name)) {
                MemoryDisk mixed = scene.disk.copy();
                mixed.put(name, foreign.bytes(name).clone());
                MemoryDisk before = mixed.copy();
                assertThatThrownBy(() -> Journal.open(mixed, scene.settings, (position, record) -> {}))
                        .isInstanceOf(UnusableFormat.class)
                        .hasMessageContaining("42")
                        .hasMessageContaining("43");
                assertThat(mixed.list()).isEqualTo(before.list());
            }
        }
    }

    @Test
    void refusesANewerFormat() {
        for (String name : scene.disk.list()) {
            MemoryDisk newer = scene.disk.copy();
            ByteBuffer sector = ByteBuffer.wrap(newer.bytes(name), 0, Segment.SECTOR_BYTES);
            sector.putInt(8, 2);
            Segment.seal(sector);
            assertThatThrownBy(() -> Journal.open(newer, scene.settings, (position, record) -> {}))
                    .isInstanceOf(UnusableFormat.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("version 2")
                    .hasMessageContaining("newer");
        }
    }

    @Test
    void tellsATornTailFromDamage() {
        tellsATornTailFromDamage(scene);
        tellsATornTailFromDamage(reused);
    }

    private void tellsATornTailFromDamage(Scene scene) {
        MemoryDisk torn = scene.disk.copy();
        Journal journal = scene.openWell(torn);
        JournalRecord record = new JournalRecord(1, 2, 3, 4, Bytes.wrap(new byte[2000]));
        for (long position = scene.last + 1, last = beginSegment(torn, journal, record); position <= last; position++) {
            scene.records.put(position, record);
            scene.last = position;
        }
        // More than the buffer holds: two are written, one after the other, before anybody forces them.
        MemoryDisk before = torn.copy();
        journal.append(record);
        journal.append(record);
        journal.append(record);
        String newest = Segment.nameOf(scene.last);
        int begin = Arrays.mismatch(torn.bytes(newest), before.bytes(newest));
        torn.bytes(newest)[begin + 100] ^= 1;
        assertThat(scene.open(torn, "torn", true)).isEqualTo(new Scene.Outcome(true, false, true));
        assertThat(isReused(torn, newest)).isEqualTo(scene == reused);
        // The same harm to a record that was forced is damage.
        MemoryDisk damaged = before.copy();
        damaged.bytes(newest)[Segment.DATA_BEGINS + 100] ^= 1;
        assertThat(scene.open(damaged, "damaged", true)).isEqualTo(new Scene.Outcome(true, true, false));
    }

    /** Behind a torn record lies a whole one that was never forced. It must not come back behind what takes its place. */
    @Test
    void whatWasCutNeverComesBack() {
        whatWasCutNeverComesBack(scene);
        whatWasCutNeverComesBack(reused);
    }

    private void whatWasCutNeverComesBack(Scene scene) {
        MemoryDisk disk = scene.disk.copy();
        Journal journal = scene.openWell(disk);
        JournalRecord record = new JournalRecord(1, 2, 3, 4, Bytes.wrap(new byte[1000]));
        long next = beginSegment(disk, journal, record) + 1;
        String newest = Segment.nameOf(next - 1);
        MemoryDisk before = disk.copy();
        for (int i = 0; i < 6; i++) {
            assertThat(journal.append(record)).isEqualTo(next + i);
        }
        int begin = Arrays.mismatch(disk.bytes(newest), before.bytes(newest));
        disk.bytes(newest)[begin + 100] ^= 1;
        Journal torn = scene.openWell(disk);
        JournalRecord other = new JournalRecord(5, 6, 7, 8, Bytes.wrap(new byte[1000]));
        assertThat(torn.append(other)).isEqualTo(next);
        torn.force();
        java.util.TreeMap<Long, JournalRecord> read = new java.util.TreeMap<>();
        Opened opened = Journal.open(disk, scene.settings, read::put);
        assertThat(opened.findings()).isEmpty();
        assertThat(isReused(disk, newest)).isEqualTo(scene == reused);
        assertThat(read.tailMap(next)).containsExactly(java.util.Map.entry(next, other));
    }

    /** Appends and forces a record again and again until one stands in a new segment. Returns the position of that one. */
    private static long beginSegment(MemoryDisk disk, Journal journal, JournalRecord record) {
        long before = segments(disk);
        long position;
        do {
            position = journal.append(record);
            journal.force();
        } while (segments(disk) == before);
        return position;
    }

    private static long segments(MemoryDisk disk) {
        return disk.list().stream().filter(name -> Segment.firstOf(name) > 0).count();
    }

    private static boolean isReused(MemoryDisk disk, String segment) {
        Segment.Header header = Segment.Header.readCopy(disk.open(segment), 0);
        return header != null && header.isReused();
    }
}
