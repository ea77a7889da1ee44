package synod.snapshot;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.kernel.Bytes;

/** Reads a snapshot's file from the first block to the last. */
final class SnapshotReader {
    private static final int WINDOW_BYTES = 16 * SnapshotFormat.BLOCK_BYTES;

    private SnapshotReader() {}

    /**
     * Reads all of it, and gives the state to {@code sink} if there is one.
     *
     * @throws DamagedSnapshot when it is not whole
     * @throws synod.journal.UnusableFormat when it is of a newer format
     */
    static SnapshotInfo read(Disk disk, SnapshotFormat.Name name, @Nullable BlockSink sink) {
        try (DiskFile file = disk.open(name.toString())) {
            return read(file, name.toString(), name, sink);
        } catch (DiskFailure failure) {
            throw unreadable(name.toString(), 0, failure);
        }
    }

    /** The same for a file that may be called otherwise than {@code name}, which says what it is. */
    static SnapshotInfo read(DiskFile file, String fileName, SnapshotFormat.Name name, @Nullable BlockSink sink) {
        BlockChecker checker = new BlockChecker(fileName, name.slot());
        Pieces pieces = new Pieces(sink);
        try {
            long size = file.size();
            walk(file, size, checker, pieces);
            Bytes header = checker.header();
            if (!checker.isComplete() || checker.offset() != size || header == null) {
                throw new DamagedSnapshot(fileName + " is damaged at byte " + checker.offset() + " of " + size);
            }
            return new SnapshotInfo(name.slot(), name.journalPosition(), size, header);
        } catch (DiskFailure failure) {
            throw unreadable(fileName, checker.offset(), failure);
        }
    }

    /**
     * Reads the beginning of a snapshot's file.
     *
     * @throws DamagedSnapshot when that alone is not what it should be
     * @throws synod.journal.UnusableFormat when it is of a newer format
     */
    static SnapshotInfo find(Disk disk, SnapshotFormat.Name name) {
        String fileName = name.toString();
        BlockChecker checker = new BlockChecker(fileName, name.slot());
        try (DiskFile file = disk.open(fileName)) {
            long size = file.size();
            ByteBuffer first = ByteBuffer.allocate((int) Math.min(SnapshotFormat.BLOCK_BYTES, size));
            file.read(0, first);
            checker.next(first.flip());
            Bytes header = checker.header();
            if (header == null) {
                throw new DamagedSnapshot(fileName + " is damaged at byte 0 of " + size);
            }
            return new SnapshotInfo(name.slot(), name.journalPosition(), size, header);
        } catch (DiskFailure failure) {
            throw unreadable(fileName, checker.offset(), failure);
        }
    }

    private static DamagedSnapshot unreadable(String fileName, long offset, DiskFailure failure) {
        // What cannot be read is as lost as what was changed; the snapshot before it may be fine.
        DamagedSnapshot damaged =
                new DamagedSnapshot(fileName + " cannot be read from byte " + offset + " on: " + failure.getMessage());
        damaged.initCause(failure);
        return damaged;
    }

    /** Follows the blocks until the file ends or one is not good. */
    static void walk(DiskFile file, long size, BlockChecker checker, Pieces pieces) {
        ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, size));
        long loaded = 0;
        window.limit(0);
        while (true) {
            switch (checker.next(window)) {
                case GOOD -> pieces.take(checker);
                case BAD -> {
                    return;
                }
                case NEEDS_MORE -> {
                    if (loaded >= size) {
                        return;
                    }
                    window.compact();
                    window.limit((int) Math.min(window.capacity(), window.position() + size - loaded));
                    int read = file.read(loaded, window);
                    if (read == 0) {
                        return;
                    }
                    loaded += read;
                    window.flip();
                }
            }
        }
    }

    /** Puts the pieces together as they were written. */
    static final class Pieces {
        private final @Nullable BlockSink sink;
        private byte[] open = new byte[0];

        Pieces(@Nullable BlockSink sink) {
            this.sink = sink;
        }

        void take(BlockChecker checker) {
            if (sink == null || !checker.isData()) {
                return;
            }
            Bytes content = checker.content();
            if (open.length == 0 && !checker.goesOn()) {
                sink.onBlock(content);
                return;
            }
            byte[] piece = new byte[open.length + content.length()];
            System.arraycopy(open, 0, piece, 0, open.length);
            System.arraycopy(content.array(), content.offset(), piece, open.length, content.length());
            if (checker.goesOn()) {
                open = piece;
            } else {
                open = new byte[0];
                sink.onBlock(Bytes.wrap(piece));
            }
        }
    }
}
