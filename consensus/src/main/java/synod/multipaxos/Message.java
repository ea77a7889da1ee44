package synod.multipaxos;

import java.util.List;
import synod.paxos.Ballot;

/** What replicas of the log say to each other. Who says it is known from the connection, not from the message. */
public sealed interface Message {
    // ---- electing a leader

    /**
     * Would you promise this ballot, had I asked? Nothing changes by it. So a replica that is merely cut off itself
     * does not disturb a leader whom the others hear.
     *
     * @param ballot the ballot the sender would use
     * @param chosenUpTo how far the sender knows the log to be chosen
     */
    record PrePrepare(Ballot ballot, long chosenUpTo) implements Message {}

    /**
     * I miss the leader, too, and would promise.
     *
     * @param ballot the ballot asked about
     * @param waitNanos for how long a lease or a restart still keeps the sender from promising; 0 when nothing does
     */
    record PrePromise(Ballot ballot, long waitNanos) implements Message {}

    /**
     * Phase 1a, for every slot from one on.
     *
     * @param ballot the ballot to promise
     * @param from the first slot that the answer shall tell about
     * @param released the highest ballot whose leader gave up its lease in favour of the sender; {@link Ballot#ZERO}
     *     when none did
     */
    record Prepare(Ballot ballot, long from, Ballot released) implements Message {}

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
    }

    /**
     * Phase 2b for consecutive slots. Leaves after they are durable.
     *
     * @param ballot the ballot they were accepted under
     * @param first the first slot
     * @param last the last slot
     * @param generations the sender's generation, and those of others that it knows
     */
    record Accepted(Ballot ballot, long first, long last, NodeNumbers generations) implements Message {}

    /**
     * The sender promised, or heard of, a higher ballot. Not needed for safety.
     *
     * @param ballot the ballot that was refused
     * @param higher the one in its way
     */
    record Refused(Ballot ballot, Ballot higher) implements Message {}

    /**
     * The leader lives.
     *
     * @param ballot the leader's ballot
     * @param round counts the leader's heartbeats; 1 and up
     * @param chosenUpTo the leader's watermark
     */
    record Heartbeat(Ballot ballot, long round, long chosenUpTo) implements Message {}

    /**
     * The sender follows, and will promise no other ballot for the time of a lease.
     *
     * @param ballot the leader's ballot
     * @param round the heartbeat answered
     * @param chosenUpTo how far the sender has learnt
     * @param generations the sender's generation, and those of others that it knows
     */
    record HeartbeatAck(Ballot ballot, long round, long chosenUpTo, NodeNumbers generations) implements Message {}

    /**
     * The leader's watermark alone, at an idle moment. Wants no answer.
     *
     * @param ballot the leader's ballot
     * @param upTo every slot up to this one is chosen
     */
    record Chosen(Ballot ballot, long upTo) implements Message {}

    /**
     * Take over, now. The sender has stopped leading and uses its lease no more.
     *
     * @param ballot the ballot of the leadership that ends, whose lease is given up
     * @param chosenUpTo its last watermark
     */
    record TimeoutNow(Ballot ballot, long chosenUpTo) implements Message {}

    // ---- learning

    /**
     * What is chosen in these slots?
     *
     * @param from the first slot wanted
     * @param upTo the last slot wanted
     */
    record LearnRequest(long from, long upTo) implements Message {}

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
    }

    // ---- forming an ensemble, and coming back to one

    /**
     * The founding voter asks who is there.
     *
     * @param life the founding voter's life
     * @param initial a digest of the configuration it was started with
     */
    record Census(long life, long initial) implements Message {}

    /**
     * Answer to a census.
     *
     * @param life the sender's life
     * @param founder the founder's life that the sender answers, and from now on holds to
     * @param isRefused true when the sender knows that life of the founder to be over
     */
    record Pledge(long life, long founder, boolean isRefused) implements Message {}

    /**
     * The ensemble is formed.
     *
     * @param founder the life of the founding voter that says so
     * @param lives the life of each voter
     */
    record Founded(long founder, NodeNumbers lives) implements Message {}

    /** Asked by a replica that does not know whether there is an ensemble, or what it promised in it. */
    record Recall() implements Message {}

    /**
     * Answer to a recall by a voter in full possession of its memory.
     *
     * @param lives the life of each voter at the formation
     * @param generations the sender's generation, and those of others that it knows
     */
    record Recalled(NodeNumbers lives, NodeNumbers generations) implements Message {}

    /**
     * The sender forgot what it promised. It begins anew under a generation of its own.
     *
     * @param generation higher than any it can have voted under
     */
    record Reborn(long generation) implements Message {}

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
            implements Message {}
}
