package synod.multipaxos;

import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** What replicas of the log say to each other. Who says it is known from the connection, not from the message. */
public sealed interface Message {
    /** Calls the method of {@code handler} that is for this kind. */
    void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out);

    /** One method for each kind, so that a new one does not compile until everybody has dealt with it. */
    interface Handler {
        /** See {@link PrePrepare}. */
        void onPrePrepare(long now, NodeId from, PrePrepare message, Effects<Message, Record, Value> out);

        /** See {@link PrePromise}. */
        void onPrePromise(long now, NodeId from, PrePromise message, Effects<Message, Record, Value> out);

        /** See {@link Prepare}. */
        void onPrepare(long now, NodeId from, Prepare message, Effects<Message, Record, Value> out);

        /** See {@link Promise}. */
        void onPromise(long now, NodeId from, Promise message, Effects<Message, Record, Value> out);

        /** See {@link Accept}. */
        void onAccept(long now, NodeId from, Accept message, Effects<Message, Record, Value> out);

        /** See {@link Accepted}. */
        void onAccepted(long now, NodeId from, Accepted message, Effects<Message, Record, Value> out);

        /** See {@link Refused}. */
        void onRefused(long now, NodeId from, Refused message, Effects<Message, Record, Value> out);

        /** See {@link Heartbeat}. */
        void onHeartbeat(long now, NodeId from, Heartbeat message, Effects<Message, Record, Value> out);

        /** See {@link HeartbeatAck}. */
        void onHeartbeatAck(long now, NodeId from, HeartbeatAck message, Effects<Message, Record, Value> out);

        /** See {@link Chosen}. */
        void onChosen(long now, NodeId from, Chosen message, Effects<Message, Record, Value> out);

        /** See {@link TimeoutNow}. */
        void onTimeoutNow(long now, NodeId from, TimeoutNow message, Effects<Message, Record, Value> out);

        /** See {@link LearnRequest}. */
        void onLearnRequest(long now, NodeId from, LearnRequest message, Effects<Message, Record, Value> out);

        /** See {@link Learned}. */
        void onLearned(long now, NodeId from, Learned message, Effects<Message, Record, Value> out);

        /** See {@link Census}. */
        void onCensus(long now, NodeId from, Census message, Effects<Message, Record, Value> out);

        /** See {@link Pledge}. */
        void onPledge(long now, NodeId from, Pledge message, Effects<Message, Record, Value> out);

        /** See {@link Founded}. */
        void onFounded(long now, NodeId from, Founded message, Effects<Message, Record, Value> out);

        /** See {@link Recall}. */
        void onRecall(long now, NodeId from, Recall message, Effects<Message, Record, Value> out);

        /** See {@link Recalled}. */
        void onRecalled(long now, NodeId from, Recalled message, Effects<Message, Record, Value> out);

        /** See {@link Reborn}. */
        void onReborn(long now, NodeId from, Reborn message, Effects<Message, Record, Value> out);

        /** See {@link Remembered}. */
        void onRemembered(long now, NodeId from, Remembered message, Effects<Message, Record, Value> out);
    }

    // ---- electing a leader

    /**
     * Would you promise this ballot, had I asked? Nothing changes by it. So a replica that is merely cut off itself
     * does not disturb a leader whom the others hear.
     *
     * @param ballot the ballot the sender would use
     * @param chosenUpTo how far the sender knows the log to be chosen
     */
    record PrePrepare(Ballot ballot, long chosenUpTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onPrePrepare(now, from, this, out);
        }
    }

    /**
     * I miss the leader, too, and would promise.
     *
     * @param ballot the ballot asked about
     * @param waitNanos for how long a lease or a restart still keeps the sender from promising; 0 when nothing does
     */
    record PrePromise(Ballot ballot, long waitNanos) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onPrePromise(now, from, this, out);
        }
    }

    /**
     * Phase 1a, for every slot from one on.
     *
     * @param ballot the ballot to promise
     * @param from the first slot that the answer shall tell about
     * @param released the highest ballot whose leader gave up its lease in favour of the sender; {@link Ballot#ZERO}
     *     when none did
     */
    record Prepare(Ballot ballot, long from, Ballot released) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onPrepare(now, from, this, out);
        }
    }

    /**
     * Phase 1b, one page of it. Leaves after the promise is durable.
     *
     * @param ballot the ballot promised
     * @param from the slot asked from
     * @param entries accepted slots at or above {@code from}, ascending
     * @param next where the next page begins, or 0 when this is the last one
     * @param chosenUpTo how far the sender knows the log to be chosen; its entries up to here are chosen ones
     * @param generations the sender's generation, and those of others that it knows
     */
    record Promise(Ballot ballot, long from, List<Entry> entries, long next, long chosenUpTo, NodeNumbers generations)
            implements Message {
        /** Copies the list. */
        public Promise {
            entries = List.copyOf(entries);
        }

        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onPromise(now, from, this, out);
        }
    }

    // ---- replicating

    /**
     * Phase 2a for consecutive slots.
     *
     * @param ballot the leader's ballot
     * @param firstSlot the slot of the first value
     * @param values one for each slot; never empty
     * @param chosenUpTo the leader's watermark
     */
    record Accept(Ballot ballot, long firstSlot, List<Value> values, long chosenUpTo) implements Message {
        /** Copies the list. */
        public Accept {
            values = List.copyOf(values);
        }

        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onAccept(now, from, this, out);
        }
    }

    /**
     * Phase 2b for consecutive slots. Leaves after they are durable.
     *
     * @param ballot the ballot they were accepted under
     * @param first the first slot
     * @param last the last slot
     * @param generations the sender's generation, and those of others that it knows
     */
    record Accepted(Ballot ballot, long first, long last, NodeNumbers generations) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onAccepted(now, from, this, out);
        }
    }

    /**
     * The sender promised, or heard of, a higher ballot. Not needed for safety.
     *
     * @param ballot the ballot that was refused
     * @param higher the one in its way
     */
    record Refused(Ballot ballot, Ballot higher) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onRefused(now, from, this, out);
        }
    }

    /**
     * The leader lives.
     *
     * @param ballot the leader's ballot
     * @param round counts the leader's heartbeats; 1 and up
     * @param chosenUpTo the leader's watermark
     */
    record Heartbeat(Ballot ballot, long round, long chosenUpTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onHeartbeat(now, from, this, out);
        }
    }

    /**
     * The sender follows, and will promise no other ballot for the time of a lease.
     *
     * @param ballot the leader's ballot
     * @param round the heartbeat answered
     * @param chosenUpTo how far the sender has learnt
     * @param generations the sender's generation, and those of others that it knows
     */
    record HeartbeatAck(Ballot ballot, long round, long chosenUpTo, NodeNumbers generations) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onHeartbeatAck(now, from, this, out);
        }
    }

    /**
     * The leader's watermark alone, at an idle moment. Wants no answer.
     *
     * @param ballot the leader's ballot
     * @param upTo every slot up to this one is chosen
     */
    record Chosen(Ballot ballot, long upTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onChosen(now, from, this, out);
        }
    }

    /**
     * Take over, now. The sender has stopped leading and uses its lease no more.
     *
     * @param ballot the ballot of the leadership that ends, whose lease is given up
     * @param chosenUpTo its last watermark
     */
    record TimeoutNow(Ballot ballot, long chosenUpTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onTimeoutNow(now, from, this, out);
        }
    }

    // ---- learning

    /**
     * What is chosen in these slots?
     *
     * @param from the first slot wanted
     * @param upTo the last slot wanted
     */
    record LearnRequest(long from, long upTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onLearnRequest(now, from, this, out);
        }
    }

    /**
     * Chosen values.
     *
     * @param from the first slot that was wanted
     * @param entries chosen slots, consecutive from {@code from}; as many as fit, perhaps none
     * @param keptFrom the oldest slot that the sender can still tell; above {@code from} when only a snapshot helps
     * @param chosenUpTo how far the sender has learnt
     */
    record Learned(long from, List<Entry> entries, long keptFrom, long chosenUpTo) implements Message {
        /** Copies the list. */
        public Learned {
            entries = List.copyOf(entries);
        }

        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onLearned(now, from, this, out);
        }
    }

    // ---- forming an ensemble, and coming back to one

    /**
     * The founding voter asks who is there.
     *
     * @param life the founding voter's life
     * @param initial a digest of the configuration it was started with
     */
    record Census(long life, long initial) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onCensus(now, from, this, out);
        }
    }

    /**
     * Answer to a census.
     *
     * @param life the sender's life
     * @param founder the founder's life that the sender answers, and from now on holds to
     * @param isRefused true when the sender knows that life of the founder to be over
     */
    record Pledge(long life, long founder, boolean isRefused) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onPledge(now, from, this, out);
        }
    }

    /**
     * The ensemble is formed.
     *
     * @param founder the life of the founding voter that says so
     * @param lives the life of each voter
     * @param answering what {@link Recall#heldTo} asked with, so that the asker sees that this founder's life is not over;
     *     0 when nobody asked
     */
    record Founded(long founder, NodeNumbers lives, long answering) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onFounded(now, from, this, out);
        }
    }

    /**
     * Asked by a replica that does not know whether there is an ensemble, or what it promised in it.
     *
     * @param heldTo the founder's life that the sender answered last, 0 for none
     */
    record Recall(long heldTo) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onRecall(now, from, this, out);
        }
    }

    /**
     * Answer to a recall by a voter in full possession of its memory.
     *
     * @param lives the life of each voter at the formation
     * @param generations the sender's generation, and those of others that it knows
     */
    record Recalled(NodeNumbers lives, NodeNumbers generations) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onRecalled(now, from, this, out);
        }
    }

    /**
     * The sender forgot what it promised. It begins anew under a generation of its own.
     *
     * @param generation higher than any it can have voted under
     */
    record Reborn(long generation) implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onReborn(now, from, this, out);
        }
    }

    /**
     * Answer to a rebirth, after the new generation is durable at the sender: from now on it vouches for nothing that
     * an earlier generation said.
     *
     * @param generation the generation answered
     * @param promised the highest ballot the sender promised
     * @param lastAccepted the highest slot in which the sender accepted anything
     * @param chosenUpTo how far the sender has learnt
     * @param generations the sender's generation, and those of others that it knows
     */
    record Remembered(long generation, Ballot promised, long lastAccepted, long chosenUpTo, NodeNumbers generations)
            implements Message {
        @Override
        public void handle(Handler handler, long now, NodeId from, Effects<Message, Record, Value> out) {
            handler.onRemembered(now, from, this, out);
        }
    }
}
