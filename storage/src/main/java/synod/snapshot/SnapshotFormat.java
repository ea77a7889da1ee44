package synod.snapshot;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.journal.UnusableFormat;
import synod.kernel.Bytes;

/**
 * A snapshot's file is a run of blocks: one header, any number of data blocks, one footer. Big-endian:
 *
 * <pre>
 *  0  int   kind: header, data, data that goes on in the next block, footer
 *  4  int   length of the content, at most 64 KiB less these 16 bytes
 *  8  int   index, counted from 0
 * 12  int   CRC32C of the bytes before, of the file's seed, and of the content
 * 16  content
 *
 * header content:  long magic, int format version, int nothing, long slot, the writer's own header
 * footer content:  long length of the file, int number of blocks, int CRC32C of the checksums of all blocks before
 * </pre>
 *
 * The header's seed is 0; the seed of all other blocks is the header's checksum, so that blocks of two files do not mix.
 * The journal position is this node's own affair and not part of what is sent to others: it is in the file's name.
 */
final class SnapshotFormat {
    static final int FORMAT_VERSION = 1;
    static final int HEADER = 0x53796e48;
    static final int DATA = 0x53796e44;
    static final int DATA_GOES_ON = 0x53796e47;
    static final int FOOTER = 0x53796e46;

    static final int BLOCK_BYTES = 64 * 1024;

    /**
     * A file is forced each time it has grown by that much. A disk that was given a whole image at once is busy with it
     * for a good part of a second, and the journal's next force waits behind it.
     */
    static final long FORCED_BYTES = 1 << 20;

    static final int BLOCK_HEADER_BYTES = 16;
    static final int CONTENT_BYTES = BLOCK_BYTES - BLOCK_HEADER_BYTES;
    static final int MAX_HEADER_BYTES = 32 * 1024;

    static final String WRITING = "snapshot-writing";

    /** A snapshot that nobody needs any more, whose blocks the next one is written into. */
    static final String RETIRED = "snapshot-retired";

    private static final int HEADER_PREFIX_BYTES = 24;
    private static final int FOOTER_CONTENT_BYTES = 16;
    private static final long MAGIC = 0x53796e6f64536e70L;
    private static final String PREFIX = "snapshot-";
    private static final String RECEIVING_SUFFIX = "-receiving";
    private static final int HEX_DIGITS = 16;

    private SnapshotFormat() {}

    /** What a file's name says. */
    record Name(long slot, long journalPosition) {
        static @Nullable Name parse(String name) {
            int second = PREFIX.length() + HEX_DIGITS;
            if (name.length() != second + 1 + HEX_DIGITS || !name.startsWith(PREFIX) || name.charAt(second) != '-') {
                return null;
            }
            if (!isHex(name, PREFIX.length()) || !isHex(name, second + 1)) {
                return null;
            }
            return new Name(
                    HexFormat.fromHexDigitsToLong(name, PREFIX.length(), second),
                    HexFormat.fromHexDigitsToLong(name, second + 1, name.length()));
        }

        @Override
        public String toString() {
            HexFormat hex = HexFormat.of();
            return PREFIX + hex.toHexDigits(slot) + "-" + hex.toHexDigits(journalPosition);
        }

        private static boolean isHex(String name, int from) {
            for (int i = from; i < from + HEX_DIGITS; i++) {
                if ("0123456789abcdef".indexOf(name.charAt(i)) < 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The name of a partial download. */
    static String receivingName(long slot) {
        return PREFIX + HexFormat.of().toHexDigits(slot) + RECEIVING_SUFFIX;
    }

    static boolean isReceiving(String name) {
        return name.startsWith(PREFIX) && name.endsWith(RECEIVING_SUFFIX);
    }

    /** Completes the block whose content is in {@code block} from byte 16 on; returns its checksum. */
    static int seal(ByteBuffer block, int kind, int length, int index, int seed) {
        block.putInt(0, kind).putInt(4, length).putInt(8, index);
        int checksum = checksum(block, 0, length, seed);
        block.putInt(12, checksum);
        return checksum;
    }

    /** Whether the block at {@code at} is what was written; all of it must be in the buffer. */
    static boolean isGood(ByteBuffer buffer, int at, int seed) {
        return buffer.getInt(at + 12) == checksum(buffer, at, buffer.getInt(at + 4), seed);
    }

    private static int checksum(ByteBuffer buffer, int at, int length, int seed) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), buffer.arrayOffset() + at, 12);
        crc.update(seed >>> 24);
        crc.update(seed >>> 16);
        crc.update(seed >>> 8);
        crc.update(seed);
        crc.update(buffer.array(), buffer.arrayOffset() + at + BLOCK_HEADER_BYTES, length);
        return (int) crc.getValue();
    }

    /** Adds one block's checksum to that over all. */
    static void chain(CRC32C all, int checksum) {
        all.update(checksum >>> 24);
        all.update(checksum >>> 16);
        all.update(checksum >>> 8);
        all.update(checksum);
    }

    /** Puts a header's content into a block; returns its length. */
    static int putHeader(ByteBuffer block, long slot, Bytes header) {
        block.putLong(BLOCK_HEADER_BYTES, MAGIC)
                .putInt(BLOCK_HEADER_BYTES + 8, FORMAT_VERSION)
                .putInt(BLOCK_HEADER_BYTES + 12, 0)
                .putLong(BLOCK_HEADER_BYTES + 16, slot)
                .put(BLOCK_HEADER_BYTES + HEADER_PREFIX_BYTES, header.array(), header.offset(), header.length());
        return HEADER_PREFIX_BYTES + header.length();
    }

    /** Puts a footer's content into a block; returns its length. */
    static int putFooter(ByteBuffer block, long fileLength, int blocks, int checksumOfAll) {
        block.putLong(BLOCK_HEADER_BYTES, fileLength)
                .putInt(BLOCK_HEADER_BYTES + 8, blocks)
                .putInt(BLOCK_HEADER_BYTES + 12, checksumOfAll);
        return FOOTER_CONTENT_BYTES;
    }

    /** Whether a footer's content is right. */
    static boolean isFooter(Bytes content, long fileLength, int blocks, int checksumOfAll) {
        ByteBuffer buffer = buffer(content);
        return content.length() == FOOTER_CONTENT_BYTES
                && buffer.getLong() == fileLength
                && buffer.getInt() == blocks
                && buffer.getInt() == checksumOfAll;
    }

    /**
     * The writer's header out of a header's content; null when it is none of that slot.
     *
     * @throws UnusableFormat when it is of a newer version
     */
    static @Nullable Bytes header(String file, Bytes content, long slot) {
        if (content.length() < HEADER_PREFIX_BYTES) {
            return null;
        }
        ByteBuffer buffer = buffer(content);
        if (buffer.getLong() != MAGIC) {
            return null;
        }
        UnusableFormat.refuseNewer(file, buffer.getInt(), FORMAT_VERSION);
        buffer.getInt();
        return buffer.getLong() == slot
                ? content.slice(HEADER_PREFIX_BYTES, content.length() - HEADER_PREFIX_BYTES)
                : null;
    }

    /** The slot in a header's block, which may be anything when that is none. */
    static long slot(ByteBuffer block) {
        return block.getLong(BLOCK_HEADER_BYTES + 16);
    }

    private static ByteBuffer buffer(Bytes bytes) {
        return ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
    }
}
