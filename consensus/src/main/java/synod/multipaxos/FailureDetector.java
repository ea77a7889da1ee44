package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** Guesses who leads and whether it lives. A wrong guess costs time, never safety. */
final class FailureDetector {
    private final PaxosSettings settings;
    private final Chance chance;

    /** How long to hold back so that preferred voters may go first. */
    private final long courtesyNanos;

    private @Nullable NodeId leader;
    private Ballot ballot = Ballot.ZERO;
    private long lastHeard;
    private boolean isLinkDown;
    private boolean isQuorumLost;

    /** When to ask for another leader. */
    private long deadline;

    /** True when the deadline was already put off for another's canvass since a leader was last heard. */
    private boolean hasYielded;

    FailureDetector(PaxosSettings settings, Chance chance, int rank, long now) {
        this.settings = settings;
        this.chance = chance;
        this.courtesyNanos = rank * (settings.electionTimeoutNanos() / 2);
        this.lastHeard = now;
        this.deadline = now + firstWait();
    }

    /** A leader of the past, if there is one, would be heard of within a heartbeat; so no need to wait for long. */
    private long firstWait() {
        long timeout = settings.electionTimeoutNanos();
        return timeout / 2 + chance.below(timeout / 2) + courtesyNanos;
    }

    private long randomTimeout() {
        long timeout = settings.electionTimeoutNanos();
        return timeout + chance.below(timeout) + courtesyNanos;
    }

    @Nullable
    NodeId leader() {
        return leader;
    }

    /** The highest ballot that a leader was heard under. */
    Ballot ballot() {
        return ballot;
    }

    long deadline() {
        return deadline;
    }

    /** True when as far as this node can tell nobody leads. */
    boolean isLost(long now, NodeId asker) {
        return leader == null
                || leader.equals(asker)
                || isLinkDown
                || now - lastHeard >= settings.electionTimeoutNanos();
    }

    /** A leader spoke; its ballot is not below the promise nor below that of an earlier leader. */
    void onLeader(long now, NodeId from, Ballot itsBallot, Effects<Message, Record, Value> out) {
        lastHeard = now;
        isLinkDown = false;
        hasYielded = false;
        deadline = now + randomTimeout();
        if (!from.equals(leader) || !itsBallot.equals(ballot)) {
            leader = from;
            ballot = itsBallot;
            out.note(new ConsensusNote.LeaderChanged(from, itsBallot));
        }
        if (isQuorumLost) {
            isQuorumLost = false;
            out.note(new ConsensusNote.QuorumRegained());
        }
    }

    /** No leader is known, for a reason that does not say that no quorum is there. */
    void onLeaderGone(long now, Effects<Message, Record, Value> out) {
        if (leader != null) {
            leader = null;
            out.note(new ConsensusNote.LeaderChanged(null, ballot));
        }
        deadline = now + randomTimeout();
    }

    /** Nothing can be chosen now, as far as this node can tell. */
    void onQuorumLost(Effects<Message, Record, Value> out) {
        if (!isQuorumLost) {
            isQuorumLost = true;
            out.note(new ConsensusNote.QuorumLost());
        }
    }

    /** News that the leader's connection broke: ask soon, but not all at the same moment. */
    void onLinkDown(long now, NodeId peer) {
        if (peer.equals(leader)) {
            isLinkDown = true;
            deadline = Math.min(deadline, now + chance.below(settings.electionTimeoutNanos() / 4) + courtesyNanos);
        }
    }

    /** Another asks to lead and was told to go ahead: give it a chance, once, so that two do not collide. */
    void giveWay(long now, long waitNanos) {
        if (!hasYielded) {
            hasYielded = true;
            deadline = Math.max(deadline, now + waitNanos + randomTimeout());
        }
    }

    /** A ballot was promised to another: give it a chance. */
    void onPromised(long now) {
        deadline = Math.max(deadline, now + randomTimeout());
    }

    /** Asked in vain: again later. */
    void retryLater(long now) {
        deadline = now + settings.electionTimeoutNanos() / 2 + chance.below(settings.electionTimeoutNanos());
    }

    /**
     * From now on this node may ask to lead.
     *
     * @param isAlone true when it need not ask anybody, so there is nothing to wait for
     */
    void beginAfresh(long now, boolean isAlone) {
        deadline = isAlone ? now : now + firstWait();
    }
}
