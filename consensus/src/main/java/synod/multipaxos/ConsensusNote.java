package synod.multipaxos;

import java.util.EnumMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.paxos.Ballot;

/** What the log tells its surroundings. */
public sealed interface ConsensusNote extends Note {
    /** Why a leader stopped leading. */
    enum StepDownReason {
        /** A higher ballot exists. */
        PREEMPTED,
        /** No accept quorum answered for {@link PaxosSettings#patienceNanos}. */
        QUORUM_LOST,
        /** Leadership was handed to another voter. */
        TRANSFERRED,
        /** This node's own disk has taken nothing for an election timeout, while others' disks chose values. */
        DISK_STALLED
    }

    /** Why an event had no effect. Each is a decision, not an accident. */
    enum IgnoreReason {
        /** The ballot is below one already known. */
        STALE_BALLOT,
        /** An answer to a question that is no longer open. */
        STALE_ANSWER,
        /** Already known. */
        DUPLICATE,
        /** The sender is no member of the configuration. */
        UNKNOWN_SENDER,
        /** A ballot, or a leader's word, from a node that it does not belong to. */
        FOREIGN_BALLOT,
        /** The sender does not vote, so its vote does not count. */
        NOT_A_VOTER,
        /** This replica must not vote: it observes, is not formed, or forgot what it promised. */
        NOT_VOTING,
        /** This replica still hears its leader and sees no need for another. */
        LEADER_ALIVE,
        /** The asker's log is so far behind that it could not lead without a snapshot. */
        HOPELESS_LOG,
        /** A lease, or a restart within the time of one, keeps this replica from promising. */
        LEASE_HELD,
        /** The voter has since been reborn; what it said before no longer counts. */
        OLD_GENERATION,
        /** Only a leader can do it. */
        NOT_LEADING,
        /** Only one that is not formed, or not in memory, has use for it. */
        NOT_RECOVERING,
        /** The other side was started with another initial configuration. */
        OTHER_CONFIGURATION,
        /** The founder's life is not the one this replica holds to. */
        OTHER_FOUNDER,
        /** Nothing newer than what is known. */
        NOTHING_NEW
    }

    /**
     * This node leads: every inherited slot is chosen under its ballot, and so is its own first value.
     *
     * @param ballot its ballot
     * @param slot the slot of its {@link Value.Lead}
     */
    record Elected(Ballot ballot, long slot) implements ConsensusNote {}

    /**
     * This node asks for promises.
     *
     * @param ballot under this ballot
     */
    record Campaigning(Ballot ballot) implements ConsensusNote {}

    /**
     * This node leads no more.
     *
     * @param ballot its ballot
     * @param reason why
     */
    record SteppedDown(Ballot ballot, StepDownReason reason) implements ConsensusNote {}

    /**
     * This node knows of another leader, or of none.
     *
     * @param leader who leads, null for nobody known
     * @param ballot the leader's ballot, or the last one known
     */
    record LeaderChanged(@Nullable NodeId leader, Ballot ballot) implements ConsensusNote {}

    /** This node was given a state to begin with, and the ensemble began without it: that state must not be believed. */
    record SeedMisplaced() implements ConsensusNote {}

    /** As far as this node can tell nothing can be chosen now. */
    record QuorumLost() implements ConsensusNote {}

    /** A leader that reaches a quorum is known again. */
    record QuorumRegained() implements ConsensusNote {}

    /**
     * An event had no effect.
     *
     * @param reason why not
     */
    record Ignored(IgnoreReason reason) implements ConsensusNote {
        private static final EnumMap<IgnoreReason, Ignored> ALL = new EnumMap<>(IgnoreReason.class);

        static {
            for (IgnoreReason reason : IgnoreReason.values()) {
                ALL.put(reason, new Ignored(reason));
            }
        }

        /** The one shared instance for a reason; nothing is allocated. */
        public static Ignored of(IgnoreReason reason) {
            return Objects.requireNonNull(ALL.get(reason));
        }
    }

    /**
     * A linearizable read may be answered.
     *
     * @param token the question
     * @param slot as soon as everything up to this slot is applied
     */
    record ReadReady(long token, long slot) implements ConsensusNote {}

    /**
     * A linearizable read cannot be answered here: this node does not lead, or leads no more.
     *
     * @param token the question
     */
    record ReadRefused(long token) implements ConsensusNote {}

    /**
     * This replica is so far behind that entries no longer help.
     *
     * @param from who has a snapshot
     * @param slot at or above this slot
     */
    record NeedsSnapshot(NodeId from, long slot) implements ConsensusNote {}

    /**
     * A command did not enter the log through this proposal.
     *
     * @param command the command
     */
    record ProposalDropped(Bytes command) implements ConsensusNote {}

    /**
     * Leadership was not handed over; this node leads on.
     *
     * @param to who should have led, or null when nobody was fit
     */
    record TransferFailed(@Nullable NodeId to) implements ConsensusNote {}

    /**
     * Every voter answered, a value may have been chosen here, and no copy of it is left: this node does not lead.
     *
     * @param slot where
     * @param ballot under which it was accepted
     */
    record ValueLost(long slot, Ballot ballot) implements ConsensusNote {}

    /**
     * A damaged slot has its value back.
     *
     * @param slot which
     */
    record SlotRepaired(long slot) implements ConsensusNote {}

    /**
     * The ensemble is formed, or this replica learnt that it was.
     *
     * @param ensembleId its identity
     */
    record EnsembleFormed(long ensembleId) implements ConsensusNote {}

    /**
     * This replica forgot what it promised and does not vote until it is sure again.
     *
     * @param generation the generation it comes back under, 0 as long as too few others answered to choose one
     */
    record Recovering(long generation) implements ConsensusNote {}

    /**
     * This replica votes again.
     *
     * @param generation the generation it votes under
     * @param floor the slot it had to learn first
     */
    record Recovered(long generation, long floor) implements ConsensusNote {}

    /** This replica forgot what it promised, and no set of others can tell: it must not go on without an operator. */
    record MemoryLost() implements ConsensusNote {}

    /**
     * A chosen configuration differs from the present one in its membership, which this version does not change.
     *
     * @param slot where it was chosen
     * @param refused what it said
     */
    record ConfigurationRefused(long slot, Configuration refused) implements ConsensusNote {}
}
