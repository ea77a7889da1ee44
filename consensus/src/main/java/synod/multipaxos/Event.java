package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** What can happen to a replica of the log. */
public sealed interface Event {
    /**
     * A message came in. One that this node sent to itself comes back in this way, too.
     *
     * @param from who sent it
     * @param message what it says
     */
    record Received(NodeId from, Message message) implements Event {}

    /**
     * Time has passed: due at {@link MultiPaxos#deadline()}, harmless at any other time.
     *
     * @param coin 64 random bits, drawn for this tick alone
     */
    record Tick(long coin) implements Event {}

    /**
     * Put a command into the log. Only a leader with room takes it; anyone else drops it with a note.
     *
     * @param command the bytes, never written to again by anyone
     */
    record Propose(Bytes command) implements Event {}

    /**
     * Ask from which slot on the applied state answers a linearizable read that arrived now. Answered by the note
     * {@link ConsensusNote.ReadReady} or {@link ConsensusNote.ReadRefused}.
     *
     * @param token names the question in the answer
     */
    record ReadIndex(long token) implements Event {}

    /**
     * Give leadership to another voter.
     *
     * @param to who shall lead, or null for the one most fit
     */
    record Transfer(@Nullable NodeId to) implements Event {}

    /**
     * A snapshot is durable on this node: nothing at or below its slot is needed for a restart any more.
     *
     * @param slot the slot of the snapshot
     */
    record SnapshotSaved(long slot) implements Event {}

    /**
     * The connection to a peer broke. News, not proof: the peer may be alive.
     *
     * @param peer the other end
     */
    record LinkDown(NodeId peer) implements Event {}

    /**
     * A connection to a peer was made; what was sent before may be lost.
     *
     * @param peer the other end
     */
    record LinkUp(NodeId peer) implements Event {}
}
