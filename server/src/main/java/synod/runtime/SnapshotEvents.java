package synod.runtime;

import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** What the snapshot thread has to say. Called on that thread; an implementation hands it to the loop. */
interface SnapshotEvents {
    /** A block was taken. */
    void onBlockWritten();

    /**
     * An image is durable.
     *
     * @param slot its slot
     * @param trimBelow below this position the journal is no longer needed for a restart
     */
    void onSaved(long slot, long trimBelow);

    /** An image could not be finished for want of room; nothing of it is left. */
    void onAbandoned();

    /** A piece of a kept image; {@code total} is 0 when that image is not kept any more. */
    void onChunkRead(NodeId forPeer, long slot, long offset, long total, Bytes bytes);

    /** A piece of an image that is being fetched was stored, or could not be used. */
    void onChunkStored(long slot, long nextOffset, boolean isComplete);
}
