package synod.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one node. One writer appends in batches and forces in batches; recovery is the only reader. Not for use
 * by several threads at once.
 *
 * <p>After a failed write or force nobody knows what is on the disk, so the journal refuses everything from then on; it
 * is never tried again. The one exception is {@link DiskFull} while room for a new segment is made, from {@link #append}:
 * nothing was appended then, and the same record may be appended again once there is space.
 */
public final class Journal implements AutoCloseable {
    private static final int MIN_BUFFER_BYTES = 4096;
    private static final long FIRST_SEGMENT_BYTES = 1024L * 1024;
    private static final int PAGE_BYTES = 4096;

    private final Disk disk;
    private final JournalSettings settings;
    private final Watermark watermark;
    private final List<Long> firsts;
    private final Retired retired;

    private Segment segment;
    private RecordFormat format;
    private @Nullable Spare spare;
    private boolean isCramped;

    private ByteBuffer buffer;
    private int buffered;
    private long written;
    private long last;
    private long forced;
    private @Nullable Throwable failure;
    private boolean isClosed;

    Journal(
            Disk disk,
            JournalSettings settings,
            Watermark watermark,
            List<Long> firsts,
            Retired retired,
            Segment segment,
            long offset) {
        this.disk = disk;
        this.settings = settings;
        this.watermark = watermark;
        this.firsts = firsts;
        this.retired = retired;
        this.segment = segment;
        this.format = new RecordFormat(watermark.claim().identity(), segment.first());
        this.written = offset;
        this.last = watermark.claim().forced();
        this.forced = last;
        this.buffer = ByteBuffer.allocate(Math.min(settings.bufferBytes(), MIN_BUFFER_BYTES));
    }

    /**
     * Opens the journal of a disk, or makes one, hands its records to {@code replay}, cuts a torn tail and reports what
     * is damaged. All that was handed over is durable when this returns.
     *
     * @throws UnusableFormat when the files are of a newer format or of another journal
     * @throws DiskFailure when the disk fails
     */
    public static Opened open(Disk disk, JournalSettings settings, Replay replay) {
        return new Recovery(disk, settings, replay).run();
    }

    /**
     * Appends a record. It is durable when {@link #forcedPosition()} has reached the position that is returned. Usually
     * this only fills a buffer; when the buffer or the segment is full it writes, and forces.
     *
     * @return the record's position: one more than the last
     * @throws IllegalArgumentException when the body is longer than the settings allow
     * @throws DiskFull when there is no room for another segment: nothing was appended, and it may be tried again
     * @throws DiskFailure when the disk fails, or failed before
     */
    public long append(JournalRecord record) {
        requireUsable();
        if (record.body().length() > settings.maxBodyBytes()) {
            throw new IllegalArgumentException("a record's body of "
                    + record.body().length() + " bytes is longer than " + settings.maxBodyBytes());
        }
        int size = Math.toIntExact(RecordFormat.size(record.body().length()));
        if (written + buffered + size > segment.length()) {
            attempt(this::forceSegment);
            Spare next = prepareFor(size);
            attempt(() -> roll(next));
        }
        if (buffered > 0 && buffered + size > settings.bufferBytes()) {
            attempt(this::write);
        }
        makeRoom(size);
        format.encode(buffer, buffered, written + buffered, last + 1, forced, record);
        buffered += size;
        last++;
        return last;
    }

    /** Makes all that was appended durable, in one write and one force. */
    public void force() {
        force(durable -> {});
    }

    /**
     * Makes all that was appended durable, in one write and one force, and then looks after what later forces need.
     *
     * @param told the position up to which everything is durable, as soon as it is; also when there was nothing to force,
     *     as after the change to another segment
     */
    public void force(LongConsumer told) {
        requireUsable();
        if (forced == last) {
            told.accept(forced);
            return;
        }
        attempt(this::forceSegment);
        told.accept(forced);
        attempt(() -> {
            watermark.note(forced);
            prepareNext();
        });
    }

    /**
     * Drops whole segments of which every record is below {@code position}. Whatever the host still needs of them (its
     * last promise, its identity) it has to have appended again at or above that position, and forced.
     *
     * @throws IllegalArgumentException when {@code position} is beyond what is durable
     */
    public void trimBelow(long position) {
        requireUsable();
        if (position > forced + 1) {
            throw new IllegalArgumentException("cannot trim below " + position + ": durable is only up to " + forced);
        }
        int keepFrom = 0;
        while (keepFrom + 1 < firsts.size() && firsts.get(keepFrom + 1) <= position) {
            keepFrom++;
        }
        if (keepFrom == 0) {
            return;
        }
        int dropped = keepFrom;
        attempt(() -> drop(dropped));
    }

    /** The oldest position kept; 1 for a journal that was never trimmed. A host whose snapshot needs older ones lost some. */
    public long firstPosition() {
        return watermark.claim().oldest();
    }

    /** The position of the last record appended; 0 for none yet. */
    public long lastPosition() {
        return last;
    }

    /** The position up to which everything is durable. */
    public long forcedPosition() {
        return forced;
    }

    /** The number that tells this journal from all others. */
    public long identity() {
        return watermark.claim().identity();
    }

    /** Whether there was no room to prepare the next segment; the journal goes on until the present one is full. */
    public boolean isCramped() {
        return isCramped;
    }

    /** Forces what was appended, unless the journal has failed, and closes the files. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        try {
            if (failure == null) {
                force();
                watermark.commit(watermark.claim());
            }
        } finally {
            isClosed = true;
            segment.file().close();
            watermark.close();
            if (spare != null) {
                spare.close();
            }
        }
    }

    /** How long the segment after one of that length is: small at first, so that a new node is ready at once. */
    static long plannedLength(JournalSettings settings, long previous) {
        return Math.min(settings.segmentBytes(), Math.max(FIRST_SEGMENT_BYTES, 2 * previous));
    }

    private void drop(int count) {
        // Said before it is done: a crash in between leaves files that the next opening knows to be trimmed.
        Watermark.Claim claim = watermark.claim();
        watermark.commit(new Watermark.Claim(claim.identity(), claim.forced(), claim.newest(), firsts.get(count)));
        for (Long first : firsts.subList(0, count)) {
            retired.add(Segment.nameOf(first));
        }
        firsts.subList(0, count).clear();
        disk.forceDirectory();
    }

    private void makeRoom(int size) {
        if (buffered + size > buffer.capacity()) {
            int capacity = Math.max(buffered + size, Math.min(settings.bufferBytes(), 2 * buffer.capacity()));
            ByteBuffer larger = ByteBuffer.allocate(capacity);
            larger.put(0, buffer, 0, buffered);
            buffer = larger;
        }
    }

    private void write() {
        if (buffered == 0) {
            return;
        }
        segment.file().write(written, buffer.clear().limit(buffered));
        buffer.clear();
        written += buffered;
        buffered = 0;
        if (buffer.capacity() > settings.bufferBytes()) {
            // One huge record does not keep its buffer for ever.
            buffer = ByteBuffer.allocate(settings.bufferBytes());
        }
    }

    private void forceSegment() {
        write();
        if (forced < last) {
            segment.file().force();
            forced = last;
        }
    }

    /** Makes sure that there is a whole segment to change over to, with room for a record of that size. */
    private Spare prepareFor(int size) {
        long needed = (Segment.DATA_BEGINS + size + PAGE_BYTES - 1L) / PAGE_BYTES * PAGE_BYTES;
        try {
            Spare next = spare();
            next.prepareAll(needed);
            return next;
        } catch (DiskFull full) {
            isCramped = true;
            throw full;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Changes over to a new segment. The old one has been forced: recovery takes the existence of a segment for proof
     * that all before it was durable.
     */
    private void roll(Spare prepared) {
        Watermark.Claim claim = watermark.claim();
        Segment next = prepared.complete(claim.identity(), last + 1);
        spare = null;
        isCramped = false;
        segment.file().close();
        segment = next;
        format = new RecordFormat(claim.identity(), next.first());
        written = Segment.DATA_BEGINS;
        firsts.add(next.first());
        watermark.commit(new Watermark.Claim(claim.identity(), forced, next.first(), claim.oldest()));
    }

    private void prepareNext() {
        try {
            spare().keepPace(written, segment.length());
            isCramped = false;
        } catch (DiskFull full) {
            // Not a failure yet: the present segment has room, and the host watches isCramped().
            isCramped = true;
        }
    }

    private Spare spare() {
        Spare next = spare;
        if (next == null) {
            Spare used = retired.poll();
            next = used != null ? used : Spare.fresh(disk, plannedLength(settings, segment.length()));
            spare = next;
        }
        return next;
    }

    private void requireUsable() {
        if (failure != null) {
            throw new DiskFailure("the journal failed before and takes nothing any more", failure);
        }
        if (isClosed) {
            throw new IllegalStateException("the journal is closed");
        }
    }

    /** Does something after whose failure nothing may follow. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }
}
