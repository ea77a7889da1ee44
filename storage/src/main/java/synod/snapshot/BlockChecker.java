package synod.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * Follows a snapshot from its first byte to its last, one block at a time, and knows at each whether it is the next one
 * of the same file. Used alike by reading, by checking and by receiving.
 */
final class BlockChecker {
    /** What is known of the next bytes. */
    enum Progress {
        /** Not even one block is there. */
        NEEDS_MORE,
        /** A good block; {@link #content()} has it. */
        GOOD,
        /** Not the next block of this file. */
        BAD
    }

    private final String file;
    private final long slot;
    private final CRC32C all = new CRC32C();
    private int seed;
    private int blocks;
    private long offset;
    private boolean isPieceOpen;
    private boolean isComplete;
    private int kind;
    private Bytes content = Bytes.EMPTY;
    private @Nullable Bytes header;

    BlockChecker(String file, long slot) {
        this.file = file;
        this.slot = slot;
    }

    /** How many bytes the good blocks have so far. */
    long offset() {
        return offset;
    }

    /** Whether the footer was reached and everything is right. */
    boolean isComplete() {
        return isComplete;
    }

    /** The writer's header; null before the first block. */
    @Nullable
    Bytes header() {
        return header;
    }

    /** The content of the last good block: a slice of the buffer it was read from. */
    Bytes content() {
        return content;
    }

    /** Whether the last good block carries state. */
    boolean isData() {
        return kind == SnapshotFormat.DATA || kind == SnapshotFormat.DATA_GOES_ON;
    }

    /** Whether the piece of state in the last good block goes on in the next. */
    boolean goesOn() {
        return kind == SnapshotFormat.DATA_GOES_ON;
    }

    /**
     * Looks at the block at the buffer's position; moves the position behind it if it is good.
     *
     * @throws synod.journal.UnusableFormat when it is the header of a newer version
     */
    Progress next(ByteBuffer buffer) {
        int at = buffer.position();
        int available = buffer.remaining();
        if (available < SnapshotFormat.BLOCK_HEADER_BYTES) {
            return isComplete && available > 0 ? Progress.BAD : Progress.NEEDS_MORE;
        }
        int length = buffer.getInt(at + 4);
        if (isComplete || length < 0 || length > SnapshotFormat.CONTENT_BYTES || buffer.getInt(at + 8) != blocks) {
            return Progress.BAD;
        }
        int size = SnapshotFormat.BLOCK_HEADER_BYTES + length;
        if (available < size) {
            return Progress.NEEDS_MORE;
        }
        if (!SnapshotFormat.isGood(buffer, at, seed)) {
            return Progress.BAD;
        }
        kind = buffer.getInt(at);
        content = Bytes.wrap(buffer.array(), buffer.arrayOffset() + at + SnapshotFormat.BLOCK_HEADER_BYTES, length);
        if (!isInPlace(size)) {
            return Progress.BAD;
        }
        int checksum = buffer.getInt(at + 12);
        SnapshotFormat.chain(all, checksum);
        if (blocks == 0) {
            seed = checksum;
        }
        blocks++;
        offset += size;
        buffer.position(at + size);
        return Progress.GOOD;
    }

    private boolean isInPlace(int size) {
        if (blocks == 0) {
            Bytes found = kind == SnapshotFormat.HEADER ? SnapshotFormat.header(file, content, slot) : null;
            header = found == null ? null : found.compact();
            return header != null;
        }
        return switch (kind) {
            case SnapshotFormat.DATA -> {
                isPieceOpen = false;
                yield true;
            }
            case SnapshotFormat.DATA_GOES_ON -> {
                isPieceOpen = true;
                yield true;
            }
            case SnapshotFormat.FOOTER -> {
                isComplete = !isPieceOpen
                        && SnapshotFormat.isFooter(content, offset + size, blocks + 1, (int) all.getValue());
                yield isComplete;
            }
            default -> false;
        };
    }
}
