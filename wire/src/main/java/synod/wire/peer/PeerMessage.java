package synod.wire.peer;

import java.util.Arrays;
import synod.kernel.Bytes;
import synod.multipaxos.Message;

/** What one server says to another. */
public sealed interface PeerMessage {
    /**
     * The ordering protocol's own.
     *
     * @param message what it says
     */
    record Paxos(Message message) implements PeerMessage {}

    /**
     * Writes of the sender's clients, for the leader to order.
     *
     * @param parcel as the replica encodes it
     */
    record Submit(Bytes parcel) implements PeerMessage {}

    /**
     * Sessions that were heard of at the sender since it last said so.
     *
     * @param sessions their ids; given away by the caller
     */
    @SuppressWarnings("ArrayRecordComponent") // Hot, and equality is written out below.
    record Touches(long[] sessions) implements PeerMessage {
        @Override
        public boolean equals(Object other) {
            return other instanceof Touches touches && Arrays.equals(sessions, touches.sessions);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sessions);
        }

        @Override
        public String toString() {
            return "Touches" + Arrays.toString(sessions);
        }
    }

    /**
     * Asks the leader up to which slot a read that arrived before this must have applied.
     *
     * @param token names the question in the answer
     */
    record Barrier(long token) implements PeerMessage {}

    /**
     * Answer to a barrier.
     *
     * @param token the question
     * @param slot the slot to wait for; negative when the sender cannot tell, because it does not lead
     */
    record BarrierReply(long token, long slot) implements PeerMessage {}

    /**
     * Asks for a piece of the newest snapshot at or above a slot.
     *
     * @param slot the slot; an exact one once the first piece has told it
     * @param offset where the piece begins in the snapshot's bytes
     * @param max the most bytes wanted
     */
    record SnapshotRequest(long slot, long offset, int max) implements PeerMessage {}

    /**
     * A piece of a snapshot.
     *
     * @param slot of which snapshot
     * @param offset where the piece begins
     * @param total how many bytes the whole snapshot has
     * @param bytes the piece; empty when the sender no longer has that snapshot
     */
    record SnapshotChunk(long slot, long offset, long total, Bytes bytes) implements PeerMessage {}

    /**
     * The running digest of the sender's state, for comparison.
     *
     * @param slot after applying this slot
     * @param digest the digest
     */
    record StateDigest(long slot, long digest) implements PeerMessage {}
}
