package synod.snapshot;

import synod.kernel.Bytes;

/** A snapshot being received from a peer, in chunks of its raw bytes; it goes on after a restart where it stopped. */
public interface Receiver extends AutoCloseable {
    /** What became of a chunk. */
    enum Verdict {
        /** Stored; ask for {@link #nextOffset()} next. */
        TAKEN,
        /** It does not begin at {@link #nextOffset()}; nothing changed. */
        OUT_OF_PLACE,
        /** A block is damaged or of another file; everything received was dropped and the next offset is 0. */
        DAMAGED
    }

    /** The slot of the snapshot. */
    long slot();

    /** Where the next chunk has to begin. */
    long nextOffset();

    /**
     * Takes a chunk of the sender's file.
     *
     * @throws synod.journal.UnusableFormat when the sender writes a newer format than this node reads
     */
    Verdict accept(long offset, Bytes chunk);

    /** Whether the whole file is here and good. */
    boolean isComplete();

    /**
     * Makes the complete snapshot durable and the newest of this store.
     *
     * @param journalPosition the first position of this node's own journal that is needed with it
     * @throws IllegalStateException when it is not complete
     */
    SnapshotInfo install(long journalPosition);

    /** Lets go of the file; what was checked stays for a later {@link SnapshotStore#receive}. */
    @Override
    void close();
}
