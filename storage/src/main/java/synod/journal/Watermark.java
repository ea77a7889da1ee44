package synod.journal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The small file that says what the journal is known to hold: it makes a lost end, a missing segment and an old file put
 * back visible. Two copies on two pages are written in turn. After a force of the journal it is written but not
 * forced, which costs next to nothing; it is forced whenever the set of segments changes. What it says is always true,
 * even if it is old, so of two copies the greater numbers count.
 *
 * <p>Each copy fills a sector, big-endian:
 *
 * <pre>
 *   0  long  magic
 *   8  int   format version
 *  12  int   nothing
 *  16  long  the journal's identity
 *  24  long  everything up to this position was forced
 *  32  long  first position of the newest segment that was made; 0 for none
 *  40  long  first position of the oldest segment that is kept; what is below may be deleted
 *  48  nothing
 * 508  int   CRC32C of the bytes before
 * </pre>
 */
final class Watermark {
    static final String NAME = "journal-watermark";

    /** Under this name it is made, so that it never exists half made. */
    static final String UNFINISHED = "journal-watermark.new";

    /** Where the second copy is: on another page, because many disks write pages, whatever they say. */
    static final long COPY_DISTANCE = 4096;

    private static final long MAGIC = 0x53796e6f64576d6bL;

    /** What it says. */
    record Claim(long identity, long forced, long newest, long oldest) {
        /** A journal that is about to be made. */
        static Claim blank(long identity) {
            return new Claim(identity, 0, 0, 1);
        }
    }

    private final DiskFile file;
    private final ByteBuffer bytes = ByteBuffer.allocate(Segment.SECTOR_BYTES);
    private Claim claim;
    private int turn;

    private Watermark(DiskFile file, Claim claim) {
        this.file = file;
        this.claim = claim;
    }

    /** What was found on the disk. */
    record Found(@Nullable Claim claim, boolean isWhole) {}

    /**
     * Reads the claims without changing anything.
     *
     * @return no claim when the file is absent or both copies are bad
     * @throws UnusableFormat when it is of a newer format, or its copies are of two journals
     */
    static Found read(Disk disk) {
        if (!disk.exists(NAME)) {
            return new Found(null, false);
        }
        try (DiskFile file = disk.open(NAME)) {
            Claim one = readCopy(file, 0);
            Claim two = readCopy(file, COPY_DISTANCE);
            if (one == null || two == null) {
                return new Found(one == null ? two : one, false);
            }
            if (one.identity() != two.identity()) {
                throw new UnusableFormat(NAME + " has parts of two different journals (" + one.identity() + " and "
                        + two.identity() + "). Put the folder back as it was, or empty it so that this server starts"
                        + " anew and learns from its peers.");
            }
            Claim both = new Claim(
                    one.identity(),
                    Math.max(one.forced(), two.forced()),
                    Math.max(one.newest(), two.newest()),
                    Math.max(one.oldest(), two.oldest()));
            return new Found(both, true);
        }
    }

    /** Makes the file anew, durable under its name. */
    static Watermark create(Disk disk, Claim claim) {
        DiskFile file = disk.open(UNFINISHED);
        Watermark watermark = new Watermark(file, claim);
        watermark.commit(claim);
        disk.rename(UNFINISHED, NAME);
        disk.forceDirectory();
        return watermark;
    }

    /** Opens the file that is there; it is to say {@code claim} from now on, and is forced if it did not. */
    static Watermark open(Disk disk, Found found, Claim claim) {
        Watermark watermark = new Watermark(disk.open(NAME), claim);
        if (!found.isWhole() || !claim.equals(found.claim())) {
            watermark.commit(claim);
        }
        return watermark;
    }

    Claim claim() {
        return claim;
    }

    /** Notes that everything up to {@code position} was forced. Not durable. */
    void note(long position) {
        claim = new Claim(claim.identity(), position, claim.newest(), claim.oldest());
        turn ^= 1;
        writeCopy(turn);
    }

    /** Says something else, durably. */
    void commit(Claim newClaim) {
        claim = newClaim;
        writeCopy(0);
        writeCopy(1);
        file.force();
    }

    void close() {
        file.close();
    }

    private void writeCopy(int copy) {
        bytes.clear();
        bytes.putLong(MAGIC).putInt(Segment.FORMAT_VERSION).putInt(0);
        bytes.putLong(claim.identity())
                .putLong(claim.forced())
                .putLong(claim.newest())
                .putLong(claim.oldest());
        Segment.seal(bytes);
        file.write(copy * COPY_DISTANCE, bytes.clear());
    }

    private static @Nullable Claim readCopy(DiskFile file, long offset) {
        ByteBuffer bytes = Segment.readSealed(file, offset);
        if (bytes == null || bytes.getLong(0) != MAGIC) {
            return null;
        }
        UnusableFormat.refuseNewer(NAME, bytes.getInt(8), Segment.FORMAT_VERSION);
        return claimAt(bytes, 0);
    }

    /** Whether a copy of the file at index {@code at} would have its magic. */
    static boolean isMagic(ByteBuffer from, int at) {
        return from.getLong(at) == MAGIC;
    }

    /**
     * The claim in a sector that is not where it belongs, for a disk may write a copy over the journal's end: then the
     * only witness of what was there is the sector that destroyed it. Null when it is none.
     */
    static @Nullable Claim strayClaim(ByteBuffer from, int at) {
        return isMagic(from, at) && from.getInt(at + 8) == Segment.FORMAT_VERSION && Segment.isSealed(from, at)
                ? claimAt(from, at)
                : null;
    }

    private static Claim claimAt(ByteBuffer from, int at) {
        return new Claim(from.getLong(at + 16), from.getLong(at + 24), from.getLong(at + 32), from.getLong(at + 40));
    }
}
