package synod.replica;

import synod.journal.JournalRecord;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.snapshot.SnapshotInfo;
import synod.wire.peer.PeerMessage;

/**
 * What a node does to the world. None of these calls comes back into the replica: what follows from one arrives later, as
 * an input of its own. An implementation may end the node between any two calls by throwing.
 */
public interface Ports {
    /**
     * Appends a record to the journal. Positions are counted from the journal's last position at the start; {@link
     * Replica#onDurable} says up to which one everything is forced.
     */
    void persist(JournalRecord record);

    /** Sends a message to a peer, if there is a link. Everything it rests on is durable already. */
    void send(NodeId to, PeerMessage message);

    /**
     * Writes one or more whole frames, length prefixes included, to a client. The range is valid during the call only.
     */
    void reply(long connection, byte[] buffer, int offset, int length);

    /** Closes a client's connection behind what was written to it before. The replica forgets it at once. */
    void close(long connection, CloseReason reason);

    /**
     * Has somebody judge what a client said to log in with SASL; answered by {@link Replica#onSaslStep}, unless the connection
     * is gone by then. There is never more than one such question of a connection.
     */
    void logIn(long connection, Bytes token);

    /**
     * Asks the gateway to stop reading a client's connection, or to go on. What was read before may still be handed over
     * by {@link Replica#onClientFrame}; it is bounded by what the gateway reads at once.
     */
    void setReading(long connection, boolean on);

    /** A fact worth telling. */
    void note(Note note);

    /** Begins an image of the state. There is never more than one at a time. */
    void beginSnapshot(SnapshotInfo info);

    /**
     * Adds a block to the image; answered by {@link Replica#onSnapshotBlockWritten}, until when its bytes stay as they
     * are. Blocks are answered in order.
     */
    void writeSnapshot(Bytes block);

    /**
     * Completes the image, makes it durable, drops those that are too many and trims the journal below the older one that
     * is kept; answered by {@link Replica#onSnapshotSaved}, or by {@link Replica#onSnapshotAbandoned} when there was no
     * room for it.
     */
    void commitSnapshot();

    /** Gives the image up. */
    void abortSnapshot();

    /**
     * Reads a piece of a kept image's file for a peer; answered by {@link Replica#onSnapshotChunkRead}.
     *
     * @param slot of the image, or 0 for the newest there is
     * @param offset in the file, in bytes
     * @param max bytes at most
     */
    void readSnapshotChunk(NodeId forPeer, long slot, long offset, int max);

    /**
     * Stores a piece of an image that is being fetched; answered by {@link Replica#onSnapshotChunkStored}. When the image
     * is complete it is checked and made the newest before that answer.
     *
     * @param total the file's length, in bytes
     */
    void storeSnapshotChunk(long slot, long offset, long total, Bytes bytes);

    /**
     * Closes this replica and restores another from the disk in its place: an image was fetched, or the state is not to be
     * believed. All that was persisted is forced first. Clients' connections are closed.
     *
     * @param discardSnapshots whether the images on this disk are not to be believed either
     */
    void reopen(boolean discardSnapshots);
}
