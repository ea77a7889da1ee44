package synod.snapshot;

import java.util.List;
import java.util.Optional;
import synod.journal.Disk;
import synod.kernel.Bytes;

/** The snapshots of one node. Blocking; not for use by several threads at once. */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotStore {
    private SnapshotStore() {}

    /**
     * Opens the snapshots of a disk; removes what unfinished writing left behind. A partial download stays.
     *
     * @throws synod.journal.UnusableFormat when a snapshot is of a newer format
     * @throws synod.journal.DiskFailure when the disk fails
     */
    public static SnapshotStore open(Disk disk) {
        throw new UnsupportedOperationException("being written");
    }

    /** The newest good snapshot: every byte of it was read and checked. */
    public Optional<SnapshotInfo> newest() {
        throw new UnsupportedOperationException("being written");
    }

    /** All good snapshots, newest first. */
    public List<SnapshotInfo> kept() {
        throw new UnsupportedOperationException("being written");
    }

    /** The names of the files that were found damaged, each with the reason, for the operator. */
    public List<String> damaged() {
        throw new UnsupportedOperationException("being written");
    }

    /** Below this position the journal may be trimmed: that of the older of two good snapshots; 1 with fewer. */
    public long trimmableBelow() {
        throw new UnsupportedOperationException("being written");
    }

    /** Begins a snapshot; length is ignored. */
    public Writer begin(SnapshotInfo info) {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Reads the state of a snapshot.
     *
     * @throws DamagedSnapshot when it went bad since it was checked; what the sink has got is worthless then, and
     *     {@link #newest()} offers the one before it
     */
    public void read(SnapshotInfo info, BlockSink sink) {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Raw bytes of a snapshot's file, for a peer.
     *
     * @return up to {@code max} bytes, none at the end; empty when that snapshot is not kept any more
     */
    public Optional<Bytes> readChunk(long slot, long offset, int max) {
        throw new UnsupportedOperationException("being written");
    }

    /** Receives the snapshot of that slot from a peer, from where it stopped; drops partial ones of other slots. */
    public Receiver receive(long slot) {
        throw new UnsupportedOperationException("being written");
    }
}
