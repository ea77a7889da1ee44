package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * Guesses who leads and whether it lives. A wrong guess costs time, never safety; but where machines or networks stall for
 * longer than an election timeout, guess follows wrong guess and nothing gets done. So each guess that turns out wrong, each
 * leadership that ended soon, and each campaign that was lost doubles this node's patience up to a limit, and a long calm
 * halves it again. That a leader's connection broke is no guess, and is acted upon at once.
 */
final class FailureDetector {
    /** Patience is doubled so often at most: a leader that stops is replaced within seconds however bad the day was. */
    private static final int MOST_STRAIN = 2;

    /** A leadership that lasted for fewer election timeouts than this ended soon. */
    private static final int SHORT_REIGN = 100;

    /** After so many election timeouts in which nothing happened patience is halved. */
    private static final int LONG_CALM = 100;

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

    /** How often patience has been doubled. */
    private int strain;

    /** When the present leadership began, as this node saw it; {@link Long#MIN_VALUE} before the first one. */
    private long reignBegan = Long.MIN_VALUE;

    /** When patience was last changed, or proved right to be what it is. */
    private long strainedAt;

    /** True from this node's guess that the leader is gone until it hears from one. */
    private boolean hasGuessed;

    private boolean hasExcused;

    FailureDetector(PaxosSettings settings, Chance chance, int rank, long now) {
        this.settings = settings;
        this.chance = chance;
        this.courtesyNanos = rank * (settings.electionTimeoutNanos() / 2);
        this.lastHeard = now;
        this.strainedAt = now;
        this.deadline = now + firstWait();
    }

    private long timeoutNanos() {
        return settings.electionTimeoutNanos() << strain;
    }

    /** A leader of the past, if there is one, would be heard of within a heartbeat; so no need to wait for long. */
    private long firstWait() {
        long timeout = settings.electionTimeoutNanos();
        return timeout / 2 + chance.below(timeout / 2) + courtesyNanos;
    }

    private long randomTimeout() {
        return timeoutNanos() + chance.below(settings.electionTimeoutNanos() << Math.min(1, strain)) + courtesyNanos;
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
        return leader == null || leader.equals(asker) || isLinkDown || now - lastHeard >= timeoutNanos();
    }

    /** A leader spoke; its ballot is not below the promise nor below that of an earlier leader. */
    void onLeader(long now, NodeId from, Ballot itsBallot, Effects<Message, Record, Value> out) {
        judge(now, itsBallot);
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

    /** A leader speaks: was this node too quick with its guess, or is this one of many short leaderships? */
    private void judge(long now, Ballot itsBallot) {
        boolean isNew = !itsBallot.equals(ballot);
        boolean wasWrong = !isNew && hasGuessed;
        boolean isSoon = isNew
                && reignBegan != Long.MIN_VALUE
                && now - reignBegan < SHORT_REIGN * settings.electionTimeoutNanos();
        if (wasWrong || isSoon) {
            strain = Math.min(MOST_STRAIN, strain + 1);
            strainedAt = now;
        } else if (strain > 0 && now - strainedAt >= LONG_CALM * settings.electionTimeoutNanos()) {
            strain--;
            strainedAt = now;
        }
        hasGuessed = false;
        hasExcused = false;
        reignBegan = isNew ? now : reignBegan;
    }

    /** Nothing was heard of a leader for as long as this node's patience lasts. */
    void onSilence(long now, Effects<Message, Record, Value> out) {
        if (leader != null) {
            hasGuessed = true;
            onQuorumLost(out);
        }
        onLeaderGone(now, out);
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

    /**
     * Due, but is there reason to guess? A node that itself stood still has not listened; what it missed is about to come
     * in. Once for each silence.
     */
    boolean isExcused(long now) {
        boolean isExcused = !hasExcused && now - deadline >= settings.heartbeatNanos();
        if (isExcused) {
            hasExcused = true;
            deadline = now + 2 * settings.heartbeatNanos();
        }
        return isExcused;
    }

    /** A quorum missed the leader as well, and still this node was not elected: it was too quick for somebody. */
    void onCampaignLost(long now) {
        strain = Math.min(MOST_STRAIN, strain + 1);
        strainedAt = now;
        retryLater(now);
    }

    /** Asked in vain: again later. */
    void retryLater(long now) {
        deadline = now + timeoutNanos() / 2 + chance.below(timeoutNanos());
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
