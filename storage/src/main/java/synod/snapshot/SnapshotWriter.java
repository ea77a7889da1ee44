package synod.snapshot;

import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFile;
import synod.kernel.Bytes;

/** Writes one snapshot under a temporary name. */
final class SnapshotWriter implements Writer {
    private final Disk disk;
    private final SnapshotInfo info;
    private final UnaryOperator<SnapshotInfo> installed;
    private final ByteBuffer block = ByteBuffer.allocate(SnapshotFormat.BLOCK_BYTES);
    private final CRC32C all = new CRC32C();
    private @Nullable DiskFile file;
    private int seed;
    private int blocks;
    private long length;
    private long forced;

    /** @param installed is told of the snapshot once it is durable under its own name */
    SnapshotWriter(Disk disk, SnapshotInfo info, UnaryOperator<SnapshotInfo> installed) {
        this.disk = disk;
        this.info = info;
        this.installed = installed;
        if (disk.exists(SnapshotFormat.RETIRED)) {
            disk.rename(SnapshotFormat.RETIRED, SnapshotFormat.WRITING);
        }
        // What is in it already goes when it is complete.
        file = disk.open(SnapshotFormat.WRITING);
        seed = put(SnapshotFormat.HEADER, SnapshotFormat.putHeader(block, info.slot(), info.header()));
    }

    @Override
    public void write(Bytes piece) {
        int done = 0;
        do {
            int count = Math.min(SnapshotFormat.CONTENT_BYTES, piece.length() - done);
            block.put(SnapshotFormat.BLOCK_HEADER_BYTES, piece.array(), piece.offset() + done, count);
            done += count;
            put(done < piece.length() ? SnapshotFormat.DATA_GOES_ON : SnapshotFormat.DATA, count);
        } while (done < piece.length());
    }

    @Override
    public SnapshotInfo commit() {
        long whole = length + SnapshotFormat.BLOCK_HEADER_BYTES + 16;
        put(SnapshotFormat.FOOTER, SnapshotFormat.putFooter(block, whole, blocks + 1, (int) all.getValue()));
        DiskFile complete = open();
        complete.truncate(whole);
        complete.force();
        complete.close();
        file = null;
        disk.rename(SnapshotFormat.WRITING, new SnapshotFormat.Name(info.slot(), info.journalPosition()).toString());
        disk.forceDirectory();
        return installed.apply(new SnapshotInfo(info.slot(), info.journalPosition(), whole, info.header()));
    }

    @Override
    public void abort() {
        if (file != null) {
            file.close();
            file = null;
            disk.delete(SnapshotFormat.WRITING);
        }
    }

    private int put(int kind, int contentLength) {
        int checksum = SnapshotFormat.seal(block, kind, contentLength, blocks, seed);
        SnapshotFormat.chain(all, checksum);
        int size = SnapshotFormat.BLOCK_HEADER_BYTES + contentLength;
        open().write(length, block.clear().limit(size));
        block.clear();
        blocks++;
        length += size;
        if (length - forced >= SnapshotFormat.FORCED_BYTES) {
            open().force();
            forced = length;
        }
        return checksum;
    }

    private DiskFile open() {
        DiskFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("this snapshot was committed or given up");
        }
        return opened;
    }
}
