package synod.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the records of one segment at opening, and decides for each bad one whether it is a torn tail or damage.
 *
 * <p>A position is <i>proven</i> when something says that it was forced: the watermark, a later record, or the existence
 * of a later segment. Bad and proven is damage, bad and not proven is where the journal ends.
 */
final class SegmentScan {
    /** How far the end of the newest segment can be believed. */
    enum Doubt {
        /** What nothing proves was never forced. */
        NONE,
        /** The newest word on what was forced is lost: what looks like a torn tail is taken for lost. */
        OF_A_TORN_END,
        /** The end itself may be lost: whatever it looks like, one more position is taken for lost. */
        OF_ANY_END
    }

    /** The limit of the newest segment. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final long UNKNOWN = -1;
    private static final int ZERO_RUN = 64 * 1024;

    private final Segment segment;
    private final SegmentReader reader;
    private final RecordFormat format;
    private final long identity;
    private final long limit;
    private final Doubt doubt;
    private final Replay replay;
    private final List<Finding> findings;
    private final long claimed;

    private long proven;
    private long position;
    private long offset = Segment.DATA_BEGINS;
    private long cutFrom = UNKNOWN;
    private boolean isSurveyed;
    private boolean isDamaged;
    private boolean isWritten;

    /**
     * @param limit the first position that is not of this segment, when a later one exists; else {@link #NO_LIMIT}
     * @param claimed the last position that the watermark says was forced
     * @param doubt of the newest segment's end
     */
    SegmentScan(
            Segment segment,
            long identity,
            long limit,
            long claimed,
            Doubt doubt,
            Replay replay,
            List<Finding> findings) {
        this.segment = segment;
        this.reader = new SegmentReader(segment.file());
        this.format = new RecordFormat(identity, segment.first());
        this.identity = identity;
        this.limit = limit;
        this.claimed = claimed;
        this.proven = limit == NO_LIMIT ? claimed : limit - 1;
        this.doubt = doubt;
        this.replay = replay;
        this.findings = findings;
        this.position = segment.first();
    }

    /** Reads, reports, cuts a torn tail, and makes what is left durable. */
    void run() {
        while (position < limit && offset != UNKNOWN && step()) {
            // Each step takes one record, or reports some as lost.
        }
        if (limit == NO_LIMIT) {
            cut();
        } else if (!isSecondHistory() && !segment.isReused() && offset != UNKNOWN && zeroFrom(offset)) {
            findings.add(new Finding.Mended(segment.name(), "behind its last record it was not zero"));
        }
        if (isWritten) {
            segment.file().force();
        }
    }

    /** The position after the last that was there or was lost. */
    long nextPosition() {
        return position;
    }

    /** Where the next record goes, in bytes. */
    long offset() {
        return offset;
    }

    /** Whether anything was lost. */
    boolean isDamaged() {
        return isDamaged;
    }

    /** Whether the next record can be put behind the last one: it is known where that ends, and nothing is in doubt. */
    boolean canGoOn() {
        return offset != UNKNOWN && doubt != Doubt.OF_ANY_END && !reader.isUnreadableFrom(offset);
    }

    private boolean step() {
        int at = reader.seek(offset, RecordFormat.HEADER_BYTES);
        if (at < 0 || !isHeaderOf(position, at)) {
            return isProven(position) && skipLost();
        }
        long size = RecordFormat.size(RecordFormat.bodyLength(reader.window(), at));
        int whole = reader.seek(offset, size);
        if (whole >= 0 && format.isBodyGood(reader.window(), whole)) {
            take(whole, (int) size);
        } else if (isProven(position)) {
            findings.add(RecordFormat.damage(reader.window(), reader.seek(offset, RecordFormat.HEADER_BYTES)));
            isDamaged = true;
        } else {
            return false;
        }
        offset += size;
        position++;
        return true;
    }

    private boolean isHeaderOf(long expected, int at) {
        return format.isHeader(reader.window(), at, offset) && RecordFormat.position(reader.window(), at) == expected;
    }

    private void take(int at, int size) {
        ByteBuffer window = reader.window();
        if (limit == NO_LIMIT) {
            proven = Math.max(proven, RecordFormat.forcedUpTo(window, at));
            if (position > claimed) {
                // Nothing but its own presence speaks for this record. After a failed force the system's cache may show
                // what the device never got, and call it clean; writing it again makes the next force mean something.
                segment.file().write(offset, window.duplicate().limit(at + size).position(at));
                isWritten = true;
            }
        }
        replay.onRecord(position, RecordFormat.record(window, at));
    }

    /** Reports the records from here to the next good header as lost, and goes on there. */
    private boolean skipLost() {
        long bad = offset;
        long found = findHeader(bad + RecordFormat.ALIGNMENT, bad);
        long next = found == UNKNOWN ? NO_LIMIT : positionAt(found);
        long lost = Math.min(next - 1, proven);
        findings.add(new Damage.Unknown(position, lost, "no good record at byte " + bad + " of " + segment.name()));
        isDamaged = true;
        position = lost + 1;
        offset = next == position ? found : UNKNOWN;
        if (next != position && found != UNKNOWN) {
            cutFrom = found;
        }
        return offset != UNKNOWN;
    }

    /** The next header, at or behind {@code from}, of a record that can follow on a loss at {@code bad}. */
    private long findHeader(long from, long bad) {
        for (long at = nextCandidate(from); at != UNKNOWN; at = nextCandidate(at + RecordFormat.ALIGNMENT)) {
            int index = reader.seek(at, RecordFormat.HEADER_BYTES);
            if (format.isHeader(reader.window(), index, at)) {
                long next = RecordFormat.position(reader.window(), index);
                long atMost = position + (at - bad) / RecordFormat.HEADER_BYTES;
                if (next > position && next <= atMost && next < limit) {
                    return at;
                }
            }
        }
        return UNKNOWN;
    }

    private long positionAt(long at) {
        return RecordFormat.position(reader.window(), reader.seek(at, RecordFormat.HEADER_BYTES));
    }

    /** The next place at or behind {@code from} where a record's header or a stray watermark can be, by its magic. */
    private long nextCandidate(long from) {
        // Neither is all zeros, which the end of a new segment is for millions of bytes.
        long other = reader.skipZeros(from) - RecordFormat.HEADER_BYTES;
        long at = Math.max(from, other - other % RecordFormat.ALIGNMENT);
        while (at + RecordFormat.HEADER_BYTES <= reader.size()) {
            int index = reader.seek(at, RecordFormat.HEADER_BYTES);
            ByteBuffer window = reader.window();
            int last = reader.loaded() - RecordFormat.HEADER_BYTES;
            for (int i = index; i <= last; i += RecordFormat.ALIGNMENT, at += RecordFormat.ALIGNMENT) {
                if (RecordFormat.isMagic(window, i)
                        || (at % Segment.SECTOR_BYTES == 0 && Watermark.isMagic(window, i))) {
                    return at;
                }
            }
        }
        return UNKNOWN;
    }

    private boolean isProven(long wanted) {
        if (wanted > proven && limit == NO_LIMIT && !isSurveyed) {
            isSurveyed = true;
            survey();
            if (isEndDoubtful()) {
                proven = Math.max(proven, wanted);
            }
        }
        return wanted <= proven;
    }

    private boolean isEndDoubtful() {
        return doubt == Doubt.OF_ANY_END
                || reader.isUnreadableFrom(offset)
                || (doubt == Doubt.OF_A_TORN_END && reader.skipZeros(offset) < reader.size());
    }

    /** Looks whether anything behind says that this record was forced: a later record, or a stray watermark. */
    private void survey() {
        proven = Math.max(proven, strayClaim(offset - offset % Segment.SECTOR_BYTES));
        long at = nextCandidate(offset);
        while (at != UNKNOWN) {
            int index = reader.seek(at, RecordFormat.HEADER_BYTES);
            long step = RecordFormat.ALIGNMENT;
            if (format.isHeader(reader.window(), index, at)) {
                proven = Math.max(proven, RecordFormat.forcedUpTo(reader.window(), index));
                step = stepOver(at, RecordFormat.size(RecordFormat.bodyLength(reader.window(), index)));
            } else if (at % Segment.SECTOR_BYTES == 0) {
                proven = Math.max(proven, strayClaim(at));
            }
            at = nextCandidate(at + step);
        }
    }

    /**
     * What is inside a good record is its writer's business, and might look like a header on purpose. What is inside a
     * bad one need not be its own.
     */
    private long stepOver(long at, long size) {
        int whole = reader.seek(at, size);
        return whole >= 0 && format.isBodyGood(reader.window(), whole) ? size : RecordFormat.ALIGNMENT;
    }

    private long strayClaim(long at) {
        int index = reader.seek(at, Segment.SECTOR_BYTES);
        Watermark.Claim claim = index < 0 ? null : Watermark.strayClaim(reader.window(), index);
        return claim != null && claim.identity() == identity ? claim.forced() : 0;
    }

    /** Sees to it that nothing behind the end can ever be taken for a record. */
    private void cut() {
        long from = offset != UNKNOWN ? offset : cutFrom;
        if (from == UNKNOWN) {
            return;
        }
        if (segment.isReused() ? unmakeFrom(from) : zeroFrom(from)) {
            findings.add(new Finding.TornTail(segment.name(), from, position));
        }
    }

    /** Zeros the headers of this segment's records that follow; says whether there were any. The rest is old content. */
    private boolean unmakeFrom(long from) {
        boolean isChanged = false;
        for (long at = nextCandidate(from); at != UNKNOWN; at = nextCandidate(at + RecordFormat.ALIGNMENT)) {
            int index = reader.seek(at, RecordFormat.HEADER_BYTES);
            if (format.isHeader(reader.window(), index, at)) {
                segment.file().write(at, ByteBuffer.allocate(RecordFormat.HEADER_BYTES));
                isChanged = true;
            }
        }
        isWritten |= isChanged;
        return isChanged;
    }

    /** Zeros all that follows; says whether there was anything else. */
    private boolean zeroFrom(long from) {
        boolean isChanged = false;
        for (long at = reader.skipZeros(from); at < reader.size(); at = reader.skipZeros(at + ZERO_RUN)) {
            int length = (int) Math.min(ZERO_RUN, reader.size() - at);
            segment.file().write(at, ByteBuffer.allocate(length));
            isChanged = true;
        }
        isWritten |= isChanged;
        return isChanged;
    }

    /**
     * A record at a position that a later segment has too: two files of different pasts were put together. One of them
     * lies, so what they share is not to be trusted.
     */
    private boolean isSecondHistory() {
        long from = offset != UNKNOWN ? offset : Segment.DATA_BEGINS;
        for (long at = nextCandidate(from); at != UNKNOWN; at = nextCandidate(at + RecordFormat.ALIGNMENT)) {
            int index = reader.seek(at, RecordFormat.HEADER_BYTES);
            if (format.isHeader(reader.window(), index, at) && RecordFormat.position(reader.window(), index) >= limit) {
                long last = RecordFormat.position(reader.window(), index);
                findings.add(new Damage.Unknown(
                        limit,
                        last,
                        segment.name() + " has position " + last + " at byte " + at
                                + ", which a later segment has too"));
                isDamaged = true;
                return true;
            }
        }
        return false;
    }
}
