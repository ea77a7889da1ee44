package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;

/** What can happen to a replica of the log. */
public sealed interface Event {
    /** Calls the method of {@code handler} that is for this kind. */
    void handle(Handler handler, long now, Effects<Message, Record, Value> out);

    /** One method for each kind, so that a new one does not compile until everybody has dealt with it. */
    interface Handler {
        /** See {@link Received}. */
        void onReceived(long now, Received event, Effects<Message, Record, Value> out);

        /** See {@link Tick}. */
        void onTick(long now, Tick event, Effects<Message, Record, Value> out);

        /** See {@link Propose}. */
        void onPropose(long now, Propose event, Effects<Message, Record, Value> out);

        /** See {@link ReadIndex}. */
        void onReadIndex(long now, ReadIndex event, Effects<Message, Record, Value> out);

        /** See {@link Transfer}. */
        void onTransfer(long now, Transfer event, Effects<Message, Record, Value> out);

        /** See {@link SnapshotSaved}. */
        void onSnapshotSaved(long now, SnapshotSaved event, Effects<Message, Record, Value> out);

        /** See {@link LinkDown}. */
        void onLinkDown(long now, LinkDown event, Effects<Message, Record, Value> out);

        /** See {@link LinkUp}. */
        void onLinkUp(long now, LinkUp event, Effects<Message, Record, Value> out);
    }

    /**
     * A message came in. One that this node sent to itself comes back in this way, too.
     *
     * @param from who sent it
     * @param message what it says
     */
    record Received(NodeId from, Message message) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onReceived(now, this, out);
        }
    }

    /**
     * Time has passed: due at {@link MultiPaxos#deadline()}, harmless at any other time.
     *
     * @param coin 64 random bits, drawn for this tick alone
     */
    record Tick(long coin) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onTick(now, this, out);
        }
    }

    /**
     * Put a command into the log. Only a leader with room takes it; anyone else drops it with a note.
     *
     * @param command the bytes, never written to again by anyone
     */
    record Propose(Bytes command) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onPropose(now, this, out);
        }
    }

    /**
     * Ask from which slot on the applied state answers a linearizable read that arrived now. Answered by the note
     * {@link ConsensusNote.ReadReady} or {@link ConsensusNote.ReadRefused}.
     *
     * @param token names the question in the answer
     * @param trustsClocks whether a lease is enough; otherwise a quorum is asked each time
     */
    record ReadIndex(long token, boolean trustsClocks) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onReadIndex(now, this, out);
        }
    }

    /**
     * Give leadership to another voter.
     *
     * @param to who shall lead, or null for the one most fit
     */
    record Transfer(@Nullable NodeId to) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onTransfer(now, this, out);
        }
    }

    /**
     * A snapshot is durable on this node: nothing at or below its slot is needed for a restart any more.
     *
     * @param slot the slot of the snapshot
     */
    record SnapshotSaved(long slot) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onSnapshotSaved(now, this, out);
        }
    }

    /**
     * The connection to a peer broke. News, not proof: the peer may be alive.
     *
     * @param peer the other end
     */
    record LinkDown(NodeId peer) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onLinkDown(now, this, out);
        }
    }

    /**
     * A connection to a peer was made; what was sent before may be lost.
     *
     * @param peer the other end
     */
    record LinkUp(NodeId peer) implements Event {
        @Override
        public void handle(Handler handler, long now, Effects<Message, Record, Value> out) {
            handler.onLinkUp(now, this, out);
        }
    }
}
