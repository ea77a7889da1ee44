package synod.snapshot;

import synod.kernel.Bytes;

/** A snapshot being written. Nothing of it counts before {@link #commit} has returned. */
public interface Writer {
    /** Adds to the state. Best in pieces of a little less than 64 KiB; each is given to the reader as one piece. */
    void write(Bytes block);

    /** Completes the snapshot, makes it durable and drops those that are too many. */
    SnapshotInfo commit();

    /** Gives up; the temporary file is removed. */
    void abort();
}
