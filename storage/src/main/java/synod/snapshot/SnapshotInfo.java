package synod.snapshot;

import synod.kernel.Bytes;

/**
 * What is known of a snapshot without reading its state.
 *
 * @param slot the state is that after this slot
 * @param journalPosition the journal's records from this position on are needed with it; a matter of this node alone,
 *     not sent along with the snapshot
 * @param length of the file, in bytes; 0 while it is not written yet
 * @param header what the writer put in front (configuration, digest); 0 to 32 KiB. It should name the writing node, so that
 *     two nodes' files of the same slot are told apart
 */
public record SnapshotInfo(long slot, long journalPosition, long length, Bytes header) {
    /** A snapshot that is about to be written. */
    public static SnapshotInfo of(long slot, long journalPosition, Bytes header) {
        return new SnapshotInfo(slot, journalPosition, 0, header);
    }
}
