package synod.multipaxos;

import java.util.ArrayDeque;
import java.util.Arrays;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * A leader's rounds of heartbeats, and what their answers prove: that it was still followed at the moment a round
 * began, and that until a lease later nobody else can be elected.
 */
final class Heartbeats {
    /** Rounds further back than this no longer prolong a lease. */
    private static final int REMEMBERED_ROUNDS = 1024;

    /** Reads that wait for a round, at most; more are refused. */
    private static final int MOST_READS = 1 << 16;

    private record PendingRead(long token, long slot, long round, long askedAt) {}

    private final Roster roster;
    private final PaxosSettings settings;
    private final Acceptor acceptor;
    private final Ballot ballot;

    /** When each of the latest rounds was sent. */
    private final long[] sentAt = new long[REMEMBERED_ROUNDS];

    /** The highest round each voter answered, by index; 0 for none. */
    private final long[] ackedRound;

    /** When that round was sent, by index. */
    private final long[] ackedSentAt;

    /** How far each voter has learnt, by index, as it last said. */
    private final long[] progress;

    private final ArrayDeque<PendingRead> reads = new ArrayDeque<>();
    private long round;

    /** The highest round that an accept quorum answered, or a later one. */
    private long confirmedRound;

    /** An accept quorum answered heartbeats sent at this time or later; before any, when this leadership began. */
    private long confirmedSentAt;

    /** False until a quorum answered, and again when an answer it rested on turned out to be void. */
    private boolean hasLease;

    private boolean isReleased;
    private long dueAt;

    Heartbeats(Roster roster, PaxosSettings settings, Acceptor acceptor, Ballot ballot, long now) {
        this.roster = roster;
        this.settings = settings;
        this.acceptor = acceptor;
        this.ballot = ballot;
        this.ackedRound = new long[roster.voters().size()];
        this.ackedSentAt = new long[roster.voters().size()];
        this.progress = new long[roster.voters().size()];
        this.confirmedSentAt = now;
        this.dueAt = now;
    }

    long dueAt() {
        return dueAt;
    }

    /** When the newest heartbeat that a quorum answered was sent; before any, when this leadership began. */
    long confirmedSentAt() {
        return confirmedSentAt;
    }

    long progressOf(NodeId voter) {
        return progress[roster.indexOf(voter)];
    }

    /** When the newest heartbeat was sent that the voter answered; {@link Long#MIN_VALUE} for none. */
    long answeredSentAt(NodeId voter) {
        int index = roster.indexOf(voter);
        return ackedRound[index] == 0 ? Long.MIN_VALUE : ackedSentAt[index];
    }

    /** Begins a round. */
    void beat(long now, long chosenUpTo, Effects<Message, Record, Value> out) {
        round++;
        sentAt[(int) (round % REMEMBERED_ROUNDS)] = now;
        dueAt = now + settings.heartbeatNanos();
        if (!isReleased) {
            // This node is one of those who keep silent for the lease; it does so from the moment of sending.
            acceptor.holdLease(ballot, now);
        }
        for (NodeId peer : roster.others()) {
            // Ahead of the disk: the ballot has been durable since before phase 1, and what is chosen stays chosen.
            out.sendAhead(peer, new Message.Heartbeat(ballot, round, chosenUpTo));
        }
        count(now, out);
    }

    /** A voter that follows answered; its vote is known to be of its present life. */
    void onAck(long now, NodeId from, Message.HeartbeatAck ack, Effects<Message, Record, Value> out) {
        int index = roster.indexOf(from);
        progress[index] = Math.max(progress[index], ack.chosenUpTo());
        if (ack.round() > round) {
            throw PaxosRule.LEASE_FROM_SENDING.broken("round " + ack.round() + " answered, sent up to " + round);
        }
        if (ack.round() > ackedRound[index] && round - ack.round() < REMEMBERED_ROUNDS) {
            ackedRound[index] = ack.round();
            ackedSentAt[index] = sentAt[(int) (ack.round() % REMEMBERED_ROUNDS)];
            count(now, out);
        }
    }

    /** What these voters answered they answered in an earlier life. */
    void forget(long voters) {
        for (int i = 0; i < ackedRound.length; i++) {
            if ((voters & (1L << i)) != 0) {
                ackedRound[i] = 0;
                progress[i] = 0;
            }
        }
        hasLease = false;
    }

    /** Works out the newest round that an accept quorum answered, this node being part of every round. */
    private void count(long now, Effects<Message, Record, Value> out) {
        long self = roster.bit(roster.self());
        if (roster.quorums().isAcceptQuorum(self)) {
            confirmedRound = round;
            confirmedSentAt = now;
            hasLease = true;
        }
        for (int i = 0; i < ackedRound.length; i++) {
            if (ackedRound[i] > confirmedRound
                    && roster.quorums().isAcceptQuorum(self | answeredSince(ackedRound[i]))) {
                confirmedRound = ackedRound[i];
                confirmedSentAt = Math.max(confirmedSentAt, ackedSentAt[i]);
                hasLease = true;
            }
        }
        answerReads(out);
    }

    private long answeredSince(long aRound) {
        long set = 0;
        for (int i = 0; i < ackedRound.length; i++) {
            set |= ackedRound[i] >= aRound ? 1L << i : 0;
        }
        return set;
    }

    // ---- leases

    /**
     * True when no other ballot can have been prepared by {@code now}: an accept quorum, which meets every prepare
     * quorum, has kept silent since {@link #confirmedSentAt} or later, each for a lease on its own clock.
     */
    boolean isLeaseValid(long now) {
        return !isReleased && hasLease && now - confirmedSentAt < settings.usableLeaseNanos();
    }

    /** Gives the lease up for good: from now on others may be told not to wait for it. */
    void release() {
        isReleased = true;
        acceptor.releaseLease(ballot);
    }

    boolean isReleased() {
        return isReleased;
    }

    // ---- reads

    /** A read waits for a round that begins after it. */
    void read(long now, long token, long chosenUpTo, Effects<Message, Record, Value> out) {
        if (reads.size() >= MOST_READS) {
            out.note(new ConsensusNote.ReadRefused(token));
            return;
        }
        boolean isIdle = confirmedRound == round;
        reads.addLast(new PendingRead(token, chosenUpTo, round + 1, now));
        if (isIdle) {
            beat(now, chosenUpTo, out);
        }
    }

    /** True when reads wait, and no round is under way that could answer them. */
    boolean wantsRound() {
        return !reads.isEmpty() && confirmedRound == round;
    }

    private void answerReads(Effects<Message, Record, Value> out) {
        while (!reads.isEmpty() && reads.getFirst().round <= confirmedRound) {
            PendingRead read = reads.removeFirst();
            if (confirmedSentAt < read.askedAt) {
                throw PaxosRule.READ_ROUND_AFTER.broken("read " + read.token + " came at " + read.askedAt
                        + " and would rest on what was sent at " + confirmedSentAt);
            }
            out.note(new ConsensusNote.ReadReady(read.token, read.slot));
        }
    }

    void refuseReads(Effects<Message, Record, Value> out) {
        for (PendingRead read : reads) {
            out.note(new ConsensusNote.ReadRefused(read.token));
        }
        reads.clear();
    }

    @Override
    public String toString() {
        return "round " + round + ", answered " + Arrays.toString(ackedRound);
    }
}
