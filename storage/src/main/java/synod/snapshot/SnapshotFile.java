package synod.snapshot;

import java.nio.ByteBuffer;
import synod.journal.DiskFile;

/** A snapshot's file that stands somewhere by itself, under any name: a copy that was taken away. */
public final class SnapshotFile {
    private static final int BEGINNING_BYTES = 64;

    private SnapshotFile() {}

    /**
     * Reads it from the first byte to the last.
     *
     * @param name of the file, for what is said about it
     * @param sink takes the state; what it has got is worth nothing when this throws
     * @return what it is, for a node that needs nothing of a journal with it
     * @throws DamagedSnapshot when it is no snapshot, or not what was written
     * @throws synod.journal.UnusableFormat when it is of a newer format
     */
    public static SnapshotInfo read(DiskFile file, String name, BlockSink sink) {
        ByteBuffer beginning = ByteBuffer.allocate(BEGINNING_BYTES);
        file.read(0, beginning);
        return SnapshotReader.read(file, name, new SnapshotFormat.Name(SnapshotFormat.slot(beginning), 1), sink);
    }
}
