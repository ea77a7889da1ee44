package synod.journal;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file and its header. The header fills a sector and stands twice, in the first two, so that one bad sector
 * does not take it away. In every format version, past and to come, big-endian:
 *
 * <pre>
 *   0  long  magic
 *   8  int   format version
 *  12  int   1 when the file is a used one, whose old content lies where nothing was written yet; else 0
 *  16  long  the journal's identity
 *  24  long  position of the first record
 *  32  long  length of the file
 *  40  nothing
 * 508  int   CRC32C of the bytes before
 * </pre>
 */
final class Segment {
    /** The version that is written, and the newest that is read. */
    static final int FORMAT_VERSION = 1;

    /** The smallest thing a disk writes as a whole. */
    static final int SECTOR_BYTES = 512;

    /** Where the first record begins. */
    static final int DATA_BEGINS = 2 * SECTOR_BYTES;

    /** The next segment while it is being prepared. */
    static final String SPARE = "journal-spare";

    /** What the names of trimmed segments begin with that wait to be used again. */
    static final String RETIRED = "journal-retired-";

    private static final String PREFIX = "journal-";
    private static final int HEX_DIGITS = 16;
    private static final long MAGIC = 0x53796e6f644a726eL;
    private static final int CHECKSUM_AT = SECTOR_BYTES - Integer.BYTES;

    private final String name;
    private final long first;
    private final long length;
    private final boolean isReused;
    private final DiskFile file;

    Segment(String name, long first, long length, boolean isReused, DiskFile file) {
        this.name = name;
        this.first = first;
        this.length = length;
        this.isReused = isReused;
        this.file = file;
    }

    String name() {
        return name;
    }

    /** The position of its first record. */
    long first() {
        return first;
    }

    /** How many bytes it was made for. */
    long length() {
        return length;
    }

    /**
     * Whether what follows on its last record is old content instead of zeros. Nothing of that can be taken for a record
     * of this segment: a record's checksum covers which segment it is in.
     */
    boolean isReused() {
        return isReused;
    }

    DiskFile file() {
        return file;
    }

    /** The name of the segment whose first record has that position. */
    static String nameOf(long first) {
        return PREFIX + HexFormat.of().toHexDigits(first);
    }

    /** The position in a segment's name; 0 when it is not the name of a segment. */
    static long firstOf(String name) {
        if (!name.startsWith(PREFIX) || name.length() != PREFIX.length() + HEX_DIGITS) {
            return 0;
        }
        for (int i = PREFIX.length(); i < name.length(); i++) {
            char digit = name.charAt(i);
            if ("0123456789abcdef".indexOf(digit) < 0) {
                return 0;
            }
        }
        return Math.max(0, HexFormat.fromHexDigitsToLong(name, PREFIX.length(), name.length()));
    }

    /** What a header says. */
    record Header(int version, boolean isReused, long identity, long first, long length) {
        /** Writes both copies. */
        void write(DiskFile file) {
            writeCopy(file, 0);
            writeCopy(file, SECTOR_BYTES);
        }

        /** Writes the copy at {@code offset}. */
        void writeCopy(DiskFile file, long offset) {
            ByteBuffer bytes = ByteBuffer.allocate(SECTOR_BYTES);
            bytes.putLong(MAGIC).putInt(version).putInt(isReused ? 1 : 0);
            bytes.putLong(identity).putLong(first).putLong(length);
            seal(bytes);
            file.write(offset, bytes.clear());
        }

        /** Reads the copy at {@code offset}; null when it is bad or cannot be read. */
        static @Nullable Header readCopy(DiskFile file, long offset) {
            ByteBuffer bytes = readSealed(file, offset);
            return bytes == null || bytes.getLong(0) != MAGIC
                    ? null
                    : new Header(
                            bytes.getInt(8),
                            bytes.getInt(12) != 0,
                            bytes.getLong(16),
                            bytes.getLong(24),
                            bytes.getLong(32));
        }
    }

    /** Puts the checksum over a sector into its last four bytes. */
    static void seal(ByteBuffer sector) {
        sector.putInt(CHECKSUM_AT, checksum(sector, 0));
    }

    /** Reads a sector that was sealed; null when it is bad. */
    static @Nullable ByteBuffer readSealed(DiskFile file, long offset) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES);
        try {
            if (file.read(offset, sector) < SECTOR_BYTES) {
                return null;
            }
        } catch (DiskFailure unreadable) {
            // What cannot be read is as good as bad. There is always a second copy, and with both of them bad nothing
            // is ever taken for complete.
            return null;
        }
        return isSealed(sector, 0) ? sector : null;
    }

    /** Whether the sector at index {@code at} is as it was sealed. */
    static boolean isSealed(ByteBuffer from, int at) {
        return from.getInt(at + CHECKSUM_AT) == checksum(from, at);
    }

    private static int checksum(ByteBuffer from, int at) {
        CRC32C checksum = new CRC32C();
        checksum.update(from.array(), from.arrayOffset() + at, CHECKSUM_AT);
        return (int) checksum.getValue();
    }
}
