package synod.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a journal: checks that its files are ours, reads them, mends what can be mended, and finds where to go on. */
final class Recovery {
    private final Disk disk;
    private final JournalSettings settings;
    private final Replay replay;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final Watermark.Found found;
    private final boolean hasWatermark;
    private final Retired retired;
    private long identity;

    Recovery(Disk disk, JournalSettings settings, Replay replay) {
        this.disk = disk;
        this.settings = settings;
        this.replay = replay;
        this.hasWatermark = disk.exists(Watermark.NAME);
        this.found = Watermark.read(disk);
        this.retired = new Retired(disk, settings.segmentBytes());
    }

    /** A segment as it was found, with what its header's copies say, whatever that is worth. */
    private record Candidate(
            String name, long first, DiskFile file, Segment.@Nullable Header one, Segment.@Nullable Header two) {
        /** The header: a good copy that belongs to this file. One that is good but of another file is not. */
        Segment.@Nullable Header header() {
            return isOurs(one) ? one : isOurs(two) ? two : null;
        }

        boolean isHeaderWhole() {
            return isOurs(one) && isOurs(two);
        }

        private boolean isOurs(Segment.@Nullable Header copy) {
            return copy != null && copy.first() == first;
        }

        long length() {
            Segment.Header header = header();
            return header == null ? file.size() : header.length();
        }

        boolean isReused() {
            Segment.Header header = header();
            return header != null && header.isReused();
        }

        boolean isShort() {
            return file.size() < length();
        }
    }

    /** Where an identity was read first. */
    private record Known(long identity, String file) {}

    /** Nothing on the disk changes until it is known that everything is of our format and of one journal. */
    Opened run() {
        boolean isOpened = false;
        try {
            findCandidates();
            identity = identity();
            disk.delete(Segment.SPARE);
            disk.delete(Watermark.UNFINISHED);
            // Old records in a file that is used again must be of a segment whose number never comes again.
            retired.inherit(found.isWhole() && !candidates.isEmpty());
            Opened opened = isNew() ? create() : restore();
            isOpened = true;
            return opened;
        } finally {
            if (!isOpened) {
                candidates.forEach(candidate -> candidate.file().close());
            }
        }
    }

    private void findCandidates() {
        for (String name : disk.list()) {
            long first = Segment.firstOf(name);
            if (first > 0) {
                DiskFile file = disk.open(name);
                candidates.add(new Candidate(
                        name,
                        first,
                        file,
                        Segment.Header.readCopy(file, 0),
                        Segment.Header.readCopy(file, Segment.SECTOR_BYTES)));
            }
        }
    }

    private long identity() {
        Watermark.Claim claim = found.claim();
        Known known = claim == null ? null : new Known(claim.identity(), Watermark.NAME);
        for (Candidate candidate : candidates) {
            known = agree(known, candidate.name(), candidate.one());
            known = agree(known, candidate.name(), candidate.two());
        }
        return known == null ? settings.identity() : known.identity();
    }

    private static @Nullable Known agree(@Nullable Known known, String name, Segment.@Nullable Header header) {
        if (header == null) {
            return known;
        }
        UnusableFormat.refuseNewer(name, header.version(), Segment.FORMAT_VERSION);
        if (known != null && known.identity() != header.identity()) {
            throw new UnusableFormat(name + " belongs to another journal (" + header.identity() + ") than "
                    + known.file() + " (" + known.identity() + "). Put the folder back as it was, or empty it so that"
                    + " this server starts anew and learns from its peers.");
        }
        return known == null ? new Known(header.identity(), name) : known;
    }

    /** Whether there never was a segment. A watermark alone is what a crash while making the first one leaves. */
    private boolean isNew() {
        Watermark.Claim claim = found.claim();
        return candidates.isEmpty() && (!hasWatermark || (claim != null && claim.newest() == 0));
    }

    private Opened create() {
        Watermark watermark = hasWatermark
                ? Watermark.open(disk, found, Watermark.Claim.blank(identity))
                : Watermark.create(disk, Watermark.Claim.blank(identity));
        return begin(watermark, 1, new ArrayList<>());
    }

    private Opened restore() {
        dropTrimmed();
        Watermark.Claim claim = claimOrDoubt();
        long next = claim.oldest();
        if (!candidates.isEmpty() && candidates.get(0).first() > next) {
            long first = candidates.get(0).first();
            findings.add(new Damage.Unknown(
                    next, first - 1, "the segments before " + candidates.get(0).name() + " are missing"));
        }
        SegmentScan scan = null;
        Segment last = null;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            long limit = i + 1 < candidates.size() ? candidates.get(i + 1).first() : limitOfLast(candidate, claim);
            last = new Segment(
                    candidate.name(), candidate.first(), candidate.length(), candidate.isReused(), candidate.file());
            scan = new SegmentScan(last, identity, limit, claim.forced(), doubt(candidate), replay, findings);
            scan.run();
            next = scan.nextPosition();
            mend(candidate, scan.isDamaged());
        }
        if (last == null || claim.newest() > last.first()) {
            long lost = Math.max(claim.forced(), claim.newest());
            findings.add(new Damage.Unknown(
                    next, lost, "the newest segment, " + Segment.nameOf(claim.newest()) + ", is missing"));
            next = lost + 1;
            last = null;
        }
        return goOn(claim, last, scan != null && scan.canGoOn() ? scan.offset() : 0, next);
    }

    /** Goes on in {@code last} at {@code offset}, or, if either is not known, in a new segment. */
    private Opened goOn(Watermark.Claim claim, @Nullable Segment last, long offset, long next) {
        List<Long> firsts = new ArrayList<>();
        Segment current = offset == 0 ? null : last;
        for (Candidate candidate : candidates) {
            firsts.add(candidate.first());
            if (current == null || candidate.file() != current.file()) {
                candidate.file().close();
            }
        }
        long newest = current == null ? claim.newest() : current.first();
        Watermark.Claim now = new Watermark.Claim(identity, next - 1, newest, claim.oldest());
        Watermark watermark = found.claim() == null ? Watermark.create(disk, now) : Watermark.open(disk, found, now);
        return current == null
                ? begin(watermark, next, firsts)
                : new Opened(new Journal(disk, settings, watermark, firsts, retired, current, offset), findings);
    }

    /** Begins a new segment, because there is none or because the last one cannot be trusted with more. */
    private Opened begin(Watermark watermark, long next, List<Long> firsts) {
        Spare spare = Spare.fresh(disk, Journal.plannedLength(settings, 0));
        spare.prepareAll(0);
        Segment segment = spare.complete(identity, next);
        firsts.add(next);
        watermark.commit(
                new Watermark.Claim(identity, next - 1, next, watermark.claim().oldest()));
        Journal journal = new Journal(disk, settings, watermark, firsts, retired, segment, Segment.DATA_BEGINS);
        return new Opened(journal, findings);
    }

    /** Finishes a trim that a crash cut short. */
    private void dropTrimmed() {
        Watermark.Claim claim = found.claim();
        if (claim == null) {
            return;
        }
        while (!candidates.isEmpty() && candidates.get(0).first() < claim.oldest()) {
            Candidate trimmed = candidates.remove(0);
            trimmed.file().close();
            disk.delete(trimmed.name());
        }
    }

    private Watermark.Claim claimOrDoubt() {
        Watermark.Claim claim = found.claim();
        if (claim == null) {
            findings.add(new Finding.Mended(
                    Watermark.NAME, "it was missing or both of its copies were bad, so the journal's end is in doubt"));
            long oldest = candidates.isEmpty() ? 1 : candidates.get(0).first();
            long newest = candidates.isEmpty()
                    ? 1
                    : candidates.get(candidates.size() - 1).first();
            return new Watermark.Claim(identity, 0, newest, oldest);
        }
        if (!found.isWhole()) {
            findings.add(new Finding.Mended(Watermark.NAME, "one of its two copies was bad"));
        }
        return claim;
    }

    private static long limitOfLast(Candidate last, Watermark.Claim claim) {
        return claim.newest() > last.first() ? claim.newest() : SegmentScan.NO_LIMIT;
    }

    private SegmentScan.Doubt doubt(Candidate candidate) {
        if (found.claim() == null || candidate.header() == null || candidate.isShort()) {
            return SegmentScan.Doubt.OF_ANY_END;
        }
        return found.isWhole() ? SegmentScan.Doubt.NONE : SegmentScan.Doubt.OF_A_TORN_END;
    }

    /** Puts right what is wrong with a segment whose records are all there. */
    private void mend(Candidate candidate, boolean isDamaged) {
        boolean isHeaderBad = !candidate.isHeaderWhole();
        if (isDamaged || !(isHeaderBad || candidate.isShort())) {
            return;
        }
        Segment.Header header = candidate.header();
        if (header == null) {
            header = new Segment.Header(Segment.FORMAT_VERSION, false, identity, candidate.first(), candidate.length());
        }
        candidate.file().preallocate(header.length());
        header.write(candidate.file());
        candidate.file().force();
        findings.add(new Finding.Mended(
                candidate.name(), isHeaderBad ? "a copy of its header was bad" : "it was shorter than it was made"));
    }
}
