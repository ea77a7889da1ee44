package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.ConsensusNote.StepDownReason;
import synod.paxos.Ballot;

/**
 * Phase 2 for every slot from one on, as long as one leadership lasts: proposes, counts, repeats what was not answered,
 * says that it lives, and hands over.
 */
final class Leader {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Acceptor acceptor;
    private final Learner learner;
    private final VoteFilter filter;
    private final Heartbeats heartbeats;
    private final Window window;
    private final Ballot ballot;

    /** The slot of this leadership's own first value. */
    private long leadSlot = Long.MAX_VALUE;

    private boolean isEstablished;

    /** When to tell the watermark if no proposal carries it before. */
    private long watermarkAt = Long.MAX_VALUE;

    private long repeatAt = Long.MAX_VALUE;

    /** How many rounds of repetition each voter, by index, has not answered at all. */
    private final int[] unanswered;

    /** This node's own disk has taken every slot up to here. */
    private long ownDurable;

    private long tickedAt;
    private long excusedAt;

    /** The generation that each voter, by index, stated with its last vote. */
    private final long[] generations;

    /** Since when this node's own disk has owed an answer without giving any. */
    private long ownWaitingSince;

    private boolean isHandingOver;
    private @Nullable NodeId successor;
    private long handOverUntil;

    Leader(
            Roster roster,
            PaxosSettings settings,
            Acceptor acceptor,
            Learner learner,
            VoteFilter filter,
            Ballot ballot,
            long now) {
        this.roster = roster;
        this.settings = settings;
        this.acceptor = acceptor;
        this.learner = learner;
        this.filter = filter;
        this.ballot = ballot;
        this.heartbeats = new Heartbeats(roster, settings, acceptor, ballot, now);
        this.window = new Window(learner.chosenUpTo() + 1);
        this.unanswered = new int[roster.voters().size()];
        this.generations = new long[roster.voters().size()];
        this.ownDurable = learner.chosenUpTo();
        this.ownWaitingSince = now;
        this.tickedAt = now;
        this.excusedAt = now;
    }

    Ballot ballot() {
        return ballot;
    }

    boolean isEstablished() {
        return isEstablished;
    }

    boolean isLeaseValid(long now) {
        return isEstablished && heartbeats.isLeaseValid(now);
    }

    boolean hasRoom() {
        return isEstablished
                && !isHandingOver
                && window.size() < settings.windowSlots()
                && window.weight() < settings.windowBytes();
    }

    long deadline() {
        long due = Math.min(heartbeats.dueAt(), Math.min(watermarkAt, window.isEmpty() ? Long.MAX_VALUE : repeatAt));
        return isHandingOver ? Math.min(due, handOverUntil) : due;
    }

    // ---- proposing

    /** Proposes again what was inherited, and then this leadership's first own value. */
    void begin(long now, List<Value> inherited, Effects<Message, Record, Value> out) {
        long first = window.next();
        List<Value> values = new ArrayList<>(inherited);
        values.add(new Value.Lead(ballot));
        for (Value value : values) {
            acceptHere(now, value, out);
        }
        leadSlot = window.next() - 1;
        for (NodeId peer : roster.others()) {
            sendRun(peer, first, leadSlot, out);
        }
        voteHere(first, leadSlot, out);
        heartbeats.beat(now, learner.chosenUpTo(), out);
        repeatAt = now + settings.retransmitNanos();
    }

    /** Proposes a value of this leadership. The caller has asked {@link #hasRoom}. */
    void propose(long now, Value value, Effects<Message, Record, Value> out) {
        if (!isEstablished) {
            throw PaxosRule.ESTABLISHED_FIRST.broken("would propose before slot " + leadSlot + " is chosen");
        }
        if (window.size() >= settings.windowSlots()) {
            throw PaxosRule.WINDOW_BOUNDED.broken("would propose with " + window.size() + " slots open");
        }
        if (window.isEmpty()) {
            repeatAt = now + settings.retransmitNanos();
        }
        long slot = acceptHere(now, value, out);
        // The watermark rides along.
        watermarkAt = Long.MAX_VALUE;
        Message.Accept accept = new Message.Accept(ballot, slot, List.of(value), learner.chosenUpTo());
        for (NodeId peer : roster.others()) {
            propose(peer, accept, out);
        }
        voteHere(slot, slot, out);
    }

    /**
     * Sees to it that every slot up to {@code upTo} gets chosen, even when nobody asks for anything. A voter that comes
     * back waits for all slots in which somebody accepted something; this leader may not have inherited the last ones,
     * because those who accepted them were not in its quorum, and would reach them only with the next commands.
     */
    void fill(long now, long upTo, Effects<Message, Record, Value> out) {
        while (hasRoom() && window.next() <= upTo && upTo - window.next() < SlotLog.MAX_SPAN) {
            propose(now, Value.NO_OP, out);
        }
    }

    private long acceptHere(long now, Value value, Effects<Message, Record, Value> out) {
        if (window.next() - 1 == ownDurable) {
            ownWaitingSince = now;
        }
        long slot = window.open(value.weight(), now);
        acceptor.accept(ballot, slot, value, out);
        return slot;
    }

    /** This node's own vote: it counts when it comes back, and it comes back when this node's own disk has it. */
    private void voteHere(long first, long last, Effects<Message, Record, Value> out) {
        out.send(roster.self(), new Message.Accepted(ballot, first, last, NodeNumbers.NONE));
    }

    /**
     * Ahead of the disk: a proposal says nothing about what this node has accepted, only what is proposed under a
     * ballot that only this node uses. Should it crash before its own acceptance is durable, it comes back with a
     * higher ballot, because this one was promised durably before phase 1, and never proposes under this one again.
     */
    private void propose(NodeId peer, Message.Accept accept, Effects<Message, Record, Value> out) {
        out.sendAhead(peer, accept);
    }

    /** Proposes a run of open slots to one peer, in messages of bounded size. */
    private void sendRun(NodeId peer, long first, long last, Effects<Message, Record, Value> out) {
        List<Value> values = new ArrayList<>();
        long weight = 0;
        long start = first;
        for (long slot = first; slot <= last; slot++) {
            Value value = valueAt(slot);
            if (!values.isEmpty() && weight + value.weight() > settings.messageBytes()) {
                propose(peer, new Message.Accept(ballot, start, values, learner.chosenUpTo()), out);
                values = new ArrayList<>();
                weight = 0;
                start = slot;
            }
            values.add(value);
            weight += value.weight();
        }
        propose(peer, new Message.Accept(ballot, start, values, learner.chosenUpTo()), out);
    }

    private Value valueAt(long slot) {
        Value value = acceptor.log().valueAt(slot);
        if (value == null || value instanceof Value.Damaged) {
            throw PaxosRule.DAMAGE_NEVER_SPREADS.broken("slot " + slot + " was proposed and holds " + value);
        }
        return value;
    }

    // ---- counting

    void onAccepted(long now, NodeId from, Message.Accepted accepted, Effects<Message, Record, Value> out) {
        if (!admit(from, accepted.generations(), out)) {
            return;
        }
        int index = roster.indexOf(from);
        unanswered[index] = 0;
        if (from.equals(roster.self())) {
            ownDurable = Math.max(ownDurable, accepted.last());
            ownWaitingSince = now;
        }
        generations[index] = from.equals(roster.self())
                ? Long.MAX_VALUE
                : accepted.generations().of(from);
        window.vote(accepted.first(), accepted.last(), 1L << index);
        choose(now, out);
    }

    private void choose(long now, Effects<Message, Record, Value> out) {
        long before = window.low();
        while (!window.isEmpty() && isChosen(window.low())) {
            long slot = window.low();
            long votes = window.votes(slot);
            window.close(valueAt(slot).weight());
            if (slot > learner.chosenUpTo()) {
                requireQuorum(slot, votes);
                learner.onChosenHere(ballot, slot, out);
            }
        }
        if (window.low() == before) {
            return;
        }
        if (!isEstablished && window.low() > leadSlot) {
            isEstablished = true;
            out.note(new ConsensusNote.Elected(ballot, leadSlot));
            heartbeats.beat(now, learner.chosenUpTo(), out);
        }
        if (window.isEmpty()) {
            if (isHandingOver) {
                heartbeats.beat(now, learner.chosenUpTo(), out);
            } else if (!roster.others().isEmpty()) {
                // Due at once, but not said at once: a proposal of the same batch of events will carry it.
                watermarkAt = now;
            }
        }
    }

    private void requireQuorum(long slot, long votes) {
        long counted = 0;
        for (int i = 0; i < generations.length; i++) {
            if ((votes & (1L << i)) != 0) {
                counted |= 1L << i;
                if (!filter.isCurrent(roster.voters().get(i), generations[i])) {
                    throw PaxosRule.OLD_LIVES_VOID.broken("slot " + slot + " counts a vote of "
                            + roster.voters().get(i) + " of generation " + generations[i]);
                }
            }
        }
        if (counted != votes || !roster.quorums().isAcceptQuorum(counted)) {
            throw PaxosRule.QUORUM_CHOOSES.broken("slot " + slot + " has the votes " + Long.toBinaryString(votes));
        }
    }

    /** Counted here, or told by another replica, which knew an inherited slot to be chosen before. */
    private boolean isChosen(long slot) {
        return slot <= learner.chosenUpTo() || roster.quorums().isAcceptQuorum(window.votes(slot));
    }

    /** The learner got ahead of the count. */
    void onLearnt(long now, Effects<Message, Record, Value> out) {
        choose(now, out);
    }

    /** True when the vote counts. It may also reveal that votes counted earlier do not. */
    private boolean admit(NodeId from, NodeNumbers generations, Effects<Message, Record, Value> out) {
        onReborn(generations);
        if (!from.equals(roster.self()) && !filter.isCurrent(from, generations)) {
            out.note(Ignored.of(IgnoreReason.OLD_GENERATION));
            return false;
        }
        return true;
    }

    /** Somebody knows of voters that lost their memory since: what they voted before does not count. */
    void onReborn(NodeNumbers generations) {
        long voters = filter.raise(generations);
        if (voters != 0) {
            window.forget(voters);
            heartbeats.forget(voters);
        }
    }

    void onHeartbeatAck(long now, NodeId from, Message.HeartbeatAck ack, Effects<Message, Record, Value> out) {
        if (admit(from, ack.generations(), out)) {
            heartbeats.onAck(now, from, ack, out);
            if (heartbeats.wantsRound()) {
                heartbeats.beat(now, learner.chosenUpTo(), out);
            }
        }
    }

    // ---- time

    /** What is due. Returns why this node must stop leading, or null when it goes on. */
    @Nullable
    StepDownReason onTick(long now, Effects<Message, Record, Value> out) {
        if (now - tickedAt >= settings.electionTimeoutNanos()) {
            // This node itself stood still; what others answered meanwhile is about to come in.
            excusedAt = now;
        }
        tickedAt = now;
        if (now - Math.max(heartbeats.confirmedSentAt(), excusedAt) >= settings.patienceNanos() && !isQuorumAlone()) {
            return StepDownReason.QUORUM_LOST;
        }
        // Where nothing is chosen without this node's disk, another leader would have to wait for it as well.
        if (learner.chosenUpTo() > ownDurable && now - ownWaitingSince >= settings.electionTimeoutNanos()) {
            return StepDownReason.DISK_STALLED;
        }
        if (isHandingOver && now >= handOverUntil) {
            isHandingOver = false;
            out.note(new ConsensusNote.TransferFailed(successor));
        }
        if (now >= heartbeats.dueAt()) {
            heartbeats.beat(now, learner.chosenUpTo(), out);
            watermarkAt = Long.MAX_VALUE;
        }
        if (now >= watermarkAt) {
            watermarkAt = Long.MAX_VALUE;
            for (NodeId peer : roster.others()) {
                // Ahead of the disk: what is chosen stays chosen.
                out.sendAhead(peer, new Message.Chosen(ballot, learner.chosenUpTo()));
            }
        }
        if (!window.isEmpty() && now >= repeatAt) {
            repeatAt = now + settings.retransmitNanos();
            for (NodeId voter : roster.otherVoters()) {
                repeat(now, voter, out);
            }
            markSent(now);
        }
        return null;
    }

    private boolean isQuorumAlone() {
        return roster.quorums().isAcceptQuorum(roster.bit(roster.self()));
    }

    /** A connection was made: what was sent before may be lost. */
    void onLinkUp(long now, NodeId peer, Effects<Message, Record, Value> out) {
        heartbeats.beat(now, learner.chosenUpTo(), out);
        if (roster.isVoter(peer)) {
            unanswered[roster.indexOf(peer)] = 0;
            sendMissing(Long.MAX_VALUE, peer, out);
        }
    }

    /** Repeats, ever more seldom, to a voter that lives but does not answer. One that is gone gets a link-up. */
    private void repeat(long now, NodeId voter, Effects<Message, Record, Value> out) {
        int index = roster.indexOf(voter);
        int round = unanswered[index]++;
        boolean isTurn = round < 4 || (round & 15) == 0;
        long answeredSentAt = heartbeats.answeredSentAt(voter);
        boolean isAlive =
                answeredSentAt != Long.MIN_VALUE && now - answeredSentAt < 2 * settings.electionTimeoutNanos();
        if (isTurn && (isAlive || !isEstablished)) {
            sendMissing(now - settings.retransmitNanos(), voter, out);
        }
    }

    /** Proposes again the open slots that the voter has not accepted, about one message's worth of them. */
    private void sendMissing(long sentBefore, NodeId voter, Effects<Message, Record, Value> out) {
        long bit = roster.bit(voter);
        long budget = settings.messageBytes();
        long slot = window.low();
        while (slot < window.next() && budget > 0) {
            long first = slot;
            while (slot < window.next()
                    && (window.votes(slot) & bit) == 0
                    && window.sentAt(slot) <= sentBefore
                    && budget > 0) {
                budget -= valueAt(slot).weight();
                slot++;
            }
            if (slot > first) {
                sendRun(voter, first, slot - 1, out);
            } else {
                slot++;
            }
        }
    }

    private void markSent(long now) {
        for (long slot = window.low(); slot < window.next(); slot++) {
            if (window.sentAt(slot) <= now - settings.retransmitNanos()) {
                window.sentAgain(slot, now);
            }
        }
    }

    // ---- reading

    void read(long now, Event.ReadIndex asked, Effects<Message, Record, Value> out) {
        if (!isEstablished) {
            throw PaxosRule.ESTABLISHED_FIRST.broken("would answer a read before slot " + leadSlot + " is chosen");
        }
        if (asked.trustsClocks() && isLeaseValid(now)) {
            out.note(new ConsensusNote.ReadReady(asked.token(), learner.chosenUpTo()));
        } else {
            heartbeats.read(now, asked.token(), learner.chosenUpTo(), out);
        }
    }

    // ---- handing over

    /** Takes no more proposals, and hands over to {@code to} as soon as it lacks nothing. */
    void transfer(long now, @Nullable NodeId to, Effects<Message, Record, Value> out) {
        NodeId chosen = to == null ? fittest(now) : to;
        if (chosen == null || chosen.equals(roster.self()) || !roster.isVoter(chosen) || !isEstablished) {
            out.note(new ConsensusNote.TransferFailed(to));
            return;
        }
        isHandingOver = true;
        successor = chosen;
        handOverUntil = now + 4 * settings.electionTimeoutNanos();
        heartbeats.beat(now, learner.chosenUpTo(), out);
    }

    /** To whom leadership can be handed this moment; null when to nobody, or nobody asked for it. */
    @Nullable
    NodeId readySuccessor() {
        NodeId to = successor;
        boolean isReady =
                isHandingOver && to != null && window.isEmpty() && heartbeats.progressOf(to) >= learner.chosenUpTo();
        return isReady ? to : null;
    }

    /** The voter to hand over to: it answers, then the highest priority, then the most learnt. */
    @Nullable
    NodeId fittest(long now) {
        NodeId best = null;
        for (Member member : roster.configuration().voters()) {
            NodeId voter = member.id();
            long answered = voter.equals(roster.self()) ? Long.MIN_VALUE : heartbeats.answeredSentAt(voter);
            if (answered == Long.MIN_VALUE || now - answered >= settings.electionTimeoutNanos()) {
                continue;
            }
            if (best == null || isFitter(member, best)) {
                best = voter;
            }
        }
        return best;
    }

    private boolean isFitter(Member member, NodeId than) {
        int priority = roster.configuration().voters().get(roster.indexOf(than)).priority();
        return member.priority() != priority
                ? member.priority() > priority
                : heartbeats.progressOf(member.id()) > heartbeats.progressOf(than);
    }

    /** Tells a voter to take over. The lease is over before the word leaves; the caller steps down. */
    void handOver(NodeId to, Effects<Message, Record, Value> out) {
        heartbeats.release();
        if (!heartbeats.isReleased()) {
            throw PaxosRule.RELEASE_BEFORE_HANDOVER.broken("the lease of " + ballot + " is not released");
        }
        // Ahead of the disk: that this node leads no more rests on nothing durable.
        out.sendAhead(to, new Message.TimeoutNow(ballot, learner.chosenUpTo()));
    }

    /** Leadership ends: whoever waits for it is told. */
    void end(Effects<Message, Record, Value> out) {
        heartbeats.refuseReads(out);
    }
}
