package synod.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import synod.kernel.Bytes;

/**
 * A journal of several segments whose process was killed, everything in it forced, and the judgement of what opening it
 * after some damage makes of it.
 */
final class Scene {
    private static final JournalSettings LARGE = new JournalSettings(16 * 1024, 4096, 64 * 1024, 42);
    private static final JournalSettings SMALL = JournalSettings.tiny().withIdentity(42);

    final JournalSettings settings;
    final MemoryDisk disk = new MemoryDisk();
    final TreeMap<Long, JournalRecord> records = new TreeMap<>();

    /** The disk after each force. */
    final List<MemoryDisk> past = new ArrayList<>();

    long first = 1;
    long last;

    private Scene(JournalSettings settings) {
        this.settings = settings;
    }

    /** Some 64 KiB in segments of 16 KiB. */
    static Scene large(long seed, boolean isTrimmed) {
        return of(seed, LARGE, 64 * 1024, 2600, isTrimmed ? 1 : 0);
    }

    /** Some 64 KiB in segments of 16 KiB, all of which were other segments before. */
    static Scene reused(long seed) {
        Scene scene = of(seed, LARGE, 400 * 1024, 2600, Integer.MAX_VALUE);
        for (String name : scene.segments()) {
            Segment.Header header = Segment.Header.readCopy(scene.disk.open(name), 0);
            assertThat(header != null && header.isReused()).as(name).isTrue();
        }
        return scene;
    }

    /** Some 16 KiB in segments of 4 KiB. */
    static Scene small(long seed) {
        return of(seed, SMALL, 16 * 1024, 800, 0);
    }

    private static Scene of(long seed, JournalSettings settings, int bytes, int mostBody, int trims) {
        Scene scene = new Scene(settings);
        SplittableRandom random = new SplittableRandom(seed);
        Journal journal = scene.openWell(scene.disk);
        int written = 0;
        int trimmed = 0;
        while (written < bytes) {
            byte[] body = new byte
                    [random.nextInt(4) == 0 ? random.nextInt(20) : mostBody / 4 + random.nextInt(3 * mostBody / 4)];
            random.nextBytes(body);
            JournalRecord record = new JournalRecord(
                    random.nextInt(3), random.nextLong(1000), random.nextLong(9), random.nextInt(5), Bytes.wrap(body));
            scene.last = journal.append(record);
            scene.records.put(scene.last, record);
            written += body.length;
            if (random.nextInt(3) == 0 || written >= bytes) {
                journal.force();
                scene.past.add(scene.disk.copy());
            }
            boolean isDue = trims == 1 ? written > bytes / 2 : scene.segments().size() > 4;
            if (trimmed < trims && isDue) {
                journal.force();
                journal.trimBelow(scene.last);
                assertThat(journal.firstPosition()).isGreaterThan(scene.first);
                scene.first = journal.firstPosition();
                scene.records.headMap(scene.first).clear();
                scene.past.clear();
                trimmed++;
            }
        }
        // Not part of the journal: whatever is in it, the next opening removes it.
        scene.disk.delete(Segment.SPARE);
        return scene;
    }

    /** Opens it without looking at what is in it. */
    Journal openWell(MemoryDisk on) {
        return Journal.open(on, settings, (position, record) -> {}).journal();
    }

    /** What came of opening a damaged journal. */
    record Outcome(boolean isNoticed, boolean isAnythingLost, boolean isTailCut) {}

    /**
     * Opens it. Whatever is handed over must be what was appended; whatever is not must be reported as lost, under its
     * right identity if it is given one.
     */
    Outcome open(MemoryDisk damaged, String what, boolean isTriedOn) {
        TreeMap<Long, JournalRecord> read = new TreeMap<>();
        Opened opened = Journal.open(damaged, settings, read::put);
        judge(what, read, opened);
        if (isTriedOn) {
            goOn(damaged, what, read, opened);
        }
        boolean isTailCut = opened.findings().stream().anyMatch(Finding.TornTail.class::isInstance);
        return new Outcome(!opened.findings().isEmpty(), !opened.damage().isEmpty(), isTailCut);
    }

    private void judge(String what, Map<Long, JournalRecord> read, Opened opened) {
        read.forEach((position, record) -> {
            if (!record.equals(records.get(position))) {
                throw new AssertionError(what + ": position " + position + " silently became " + record);
            }
        });
        long position = first;
        for (Damage damage : opened.damage()) {
            requireRead(what, read, opened, position, Math.min(damage.position() - 1, last));
            position = Math.max(position, damage.lastPosition() + 1);
            if (damage instanceof Damage.Body body) {
                JournalRecord record = records.get(body.position());
                assertThat(record).as(what).isNotNull();
                if (record != null) {
                    assertThat(body)
                            .as(what)
                            .isEqualTo(new Damage.Body(
                                    body.position(), record.kind(), record.slot(), record.round(), record.node()));
                }
            }
        }
        requireRead(what, read, opened, position, last);
        if (opened.journal().lastPosition() < last) {
            throw new AssertionError(
                    what + ": wrongly cut to " + opened.journal().lastPosition() + " of " + last);
        }
    }

    private static void requireRead(String what, Map<Long, JournalRecord> read, Opened opened, long from, long to) {
        for (long position = from; position <= to; position++) {
            if (!read.containsKey(position)) {
                throw new AssertionError(what + ": position " + position + " is silently gone; " + opened.findings());
            }
        }
    }

    /** It must take records as before, and at the next opening say the same of what was lost. */
    private void goOn(MemoryDisk damaged, String what, Map<Long, JournalRecord> read, Opened opened) {
        Journal journal = opened.journal();
        for (int i = 0; i < 3; i++) {
            JournalRecord record = new JournalRecord(7, i, i, i, Bytes.wrap(new byte[300]));
            read.put(journal.append(record), record);
            journal.force();
        }
        TreeMap<Long, JournalRecord> again = new TreeMap<>();
        Opened reopened = Journal.open(damaged, settings, again::put);
        assertThat(again).as(what).isEqualTo(read);
        assertThat(lost(reopened)).as(what).isEqualTo(lost(opened));
        // What could be mended is mended by now.
        assertThat(reopened.findings()).as(what).hasSameSizeAs(reopened.damage());
    }

    private static List<Long> lost(Opened opened) {
        List<Long> positions = new ArrayList<>();
        for (Damage damage : opened.damage()) {
            for (long position = damage.position(); position <= damage.lastPosition(); position++) {
                positions.add(position);
            }
        }
        return positions;
    }

    /** The names of the segments, oldest first. */
    List<String> segments() {
        return disk.list().stream().filter(name -> Segment.firstOf(name) > 0).toList();
    }

    /** Where each record's header begins in a segment that is as it was written. */
    List<Integer> headers(String segment) {
        List<Integer> offsets = new ArrayList<>();
        RecordFormat format = new RecordFormat(settings.identity(), Segment.firstOf(segment));
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(disk.bytes(segment));
        int at = Segment.DATA_BEGINS;
        while (at + RecordFormat.HEADER_BYTES <= buffer.capacity() && format.isHeader(buffer, at, at)) {
            offsets.add(at);
            at += (int) RecordFormat.size(RecordFormat.bodyLength(buffer, at));
        }
        return offsets;
    }

    /** Whether all of a range is zero. */
    static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }
}
