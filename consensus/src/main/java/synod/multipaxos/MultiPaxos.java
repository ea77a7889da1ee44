package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Core;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.ConsensusNote.StepDownReason;
import synod.paxos.Ballot;

/**
 * One replica of the log. It wires the roles: the acceptor and the learner exist always, the others as long as this node
 * plays them. The package's introduction tells the whole.
 */
public final class MultiPaxos implements Core<Event, Message, Record, Value>, Event.Handler, Message.Handler {
    private final NodeId self;
    private final PaxosSettings settings;
    private final Roster roster;
    private final Chance chance;
    private final Memory memory;
    private final Acceptor acceptor;
    private final Learner learner;
    private final FailureDetector detector;
    private final Franchise franchise;
    private final Elector elector;
    private final Follower follower;

    /** What the journal said to be chosen, not yet delivered; taken in at the first step. */
    private final long hint;

    private boolean hasBegun;
    private long begunAt;

    /** The highest ballot heard of, in whatever way: the next own one goes above it. */
    private Ballot highest;

    private @Nullable Canvass canvass;
    private @Nullable Candidate candidate;
    private @Nullable Leader leader;

    private MultiPaxos(NodeId self, PaxosSettings settings, Restored restored, Restart restart, long now) {
        this.self = self;
        this.settings = settings;
        this.roster = restart.roster();
        this.chance = restart.chance();
        this.memory = new Memory(restart.identity(), restart.written());
        this.acceptor = new Acceptor(settings, restart.log(), restart.promised(), now + settings.leaseNanos());
        this.learner = new Learner(roster, settings, chance, acceptor, restored.snapshotSlot());
        this.detector = new FailureDetector(settings, chance, roster.rank(), now);
        this.franchise = new Franchise(roster, settings, chance, memory, acceptor, learner, restored);
        this.elector = new Elector(acceptor, learner, memory, franchise, detector);
        this.follower = new Follower(roster, acceptor, learner, memory, franchise);
        this.hint = restart.hint();
        this.highest = restart.promised();
        this.begunAt = now;
    }

    /**
     * A replica as its disk remembers it. For the time of a lease from now on it promises nothing, because an earlier
     * life may have owed its silence to a leader; only one that takes part for the first time ever is free at once.
     *
     * @param self this node, a voter or an observer of the configuration
     * @param now monotonic nanoseconds on this node's clock, the same one as for {@link #step}
     * @throws IllegalArgumentException when the node is not in the configuration
     */
    public static MultiPaxos restore(NodeId self, PaxosSettings settings, Restored restored, long now) {
        return new MultiPaxos(self, settings, restored, Restart.of(self, restored), now);
    }

    // ---- what the host may ask

    /** True when this node leads and is established: every inherited slot and its own first value are chosen. */
    public boolean isLeading() {
        return leader != null && leader.isEstablished();
    }

    /** Who leads as far as this node knows; itself from the moment it may propose; null for nobody known. */
    public @Nullable NodeId leader() {
        return leader != null ? self : detector.leader();
    }

    /** The ballot of {@link #leader()}, or the highest one known. */
    public Ballot ballot() {
        if (leader != null) {
            return leader.ballot();
        }
        return detector.leader() != null ? detector.ballot() : highest;
    }

    /** True when this node leads, is established, and no other can have been elected by this time. */
    public boolean isLeaseValid(long now) {
        return leader != null && leader.isLeaseValid(now);
    }

    /** Every slot up to this one is chosen and delivered. */
    public long chosenUpTo() {
        return learner.chosenUpTo();
    }

    /** True when this node leads, is established, and the window takes one more proposal. */
    public boolean hasRoom() {
        return leader != null && leader.hasRoom();
    }

    /** The configuration that governs. */
    public Configuration configuration() {
        return roster.configuration();
    }

    /** What tells this ensemble from every other; 0 until it is formed. */
    public long ensembleId() {
        return memory.identity().ensembleId();
    }

    /** False for observers, before the formation, and for a replica that lost what it promised. */
    public boolean isVoting() {
        return franchise.isVoting();
    }

    /**
     * What must stand in the journal above any place where it is trimmed, besides the accepted slots above the
     * snapshot: the promise, the identity, the watermark. Writing it again changes nothing.
     */
    public List<Record> standingRecords() {
        return List.of(
                new Record.Identified(memory.identity()),
                new Record.Promised(acceptor.promised()),
                new Record.ChosenUpTo(learner.chosenUpTo()));
    }

    // ---- events

    @Override
    public void step(long now, Event event, Effects<Message, Record, Value> out) {
        if (!hasBegun) {
            hasBegun = true;
            begin(now, out);
        }
        event.handle(this, now, out);
        afterwards(now, out);
    }

    @Override
    public long deadline() {
        if (!hasBegun) {
            return begunAt;
        }
        long due = Math.min(learner.deadline(), franchise.deadline());
        if (leader != null) {
            return Math.min(due, leader.deadline());
        }
        if (candidate != null) {
            return Math.min(due, candidate.deadline());
        }
        return Math.min(due, canvass != null ? canvass.deadline() : detector.deadline());
    }

    private void begin(long now, Effects<Message, Record, Value> out) {
        franchise.begin(now, out);
        learner.replayHint(hint, out);
        detector.beginAfresh(now, roster.isPrepareQuorumAlone());
    }

    /** What an event made possible, whichever event it was. */
    private void afterwards(long now, Effects<Message, Record, Value> out) {
        if (franchise.hasJustBeenGranted(now, out)) {
            detector.beginAfresh(now, roster.isPrepareQuorumAlone());
        }
        if (candidate != null) {
            List<Value> inherited = candidate.inheritance(learner.chosenUpTo(), out);
            if (inherited != null) {
                becomeLeader(now, candidate, inherited, out);
            }
        }
        if (leader != null) {
            NodeId successor = leader.readySuccessor();
            if (successor != null) {
                leader.handOver(successor, out);
                stepDown(now, StepDownReason.TRANSFERRED, out);
            }
        }
    }

    @Override
    public void onReceived(long now, Event.Received event, Effects<Message, Record, Value> out) {
        if (!roster.isMember(event.from())) {
            out.note(Ignored.of(IgnoreReason.UNKNOWN_SENDER));
        } else if (franchise.isMeaningful(event.message())) {
            event.message().handle(this, now, event.from(), out);
        }
    }

    @Override
    public void onTick(long now, Event.Tick event, Effects<Message, Record, Value> out) {
        chance.stir(event.coin());
        franchise.onTick(now, out);
        if (leader != null) {
            StepDownReason reason = leader.onTick(now, out);
            if (reason != null) {
                giveUp(now, leader, reason, out);
            }
        } else if (candidate != null) {
            if (candidate.isOver(now)) {
                candidate = null;
                detector.onCampaignLost(now);
            } else {
                candidate.onTick(now, out);
            }
        } else if (canvass != null) {
            onCanvassTick(now, canvass, out);
        } else if (now >= detector.deadline() && !detector.isExcused(now)) {
            onSilence(now, out);
        }
        learner.onTick(now, out);
    }

    private void giveUp(long now, Leader current, StepDownReason reason, Effects<Message, Record, Value> out) {
        NodeId successor = current.fittest(now);
        if (reason == StepDownReason.DISK_STALLED && successor != null) {
            current.handOver(successor, out);
        }
        stepDown(now, reason, out);
        if (reason == StepDownReason.QUORUM_LOST) {
            detector.onQuorumLost(out);
        }
    }

    /** Nobody has been heard leading for long enough. */
    private void onSilence(long now, Effects<Message, Record, Value> out) {
        detector.onSilence(now, out);
        if (!isVoting()) {
            return;
        }
        if (roster.isPrepareQuorumAlone() && acceptor.waitNanos(now, self, Ballot.ZERO) == 0) {
            becomeCandidate(now, Ballot.ZERO, out);
            return;
        }
        canvass = new Canvass(roster, settings, nextBallot(), now, acceptor.waitNanos(now, self, Ballot.ZERO));
        canvass.onTick(now, learner.chosenUpTo(), out);
    }

    private void onCanvassTick(long now, Canvass current, Effects<Message, Record, Value> out) {
        if (current.isReady(now)) {
            canvass = null;
            long wait = acceptor.waitNanos(now, self, Ballot.ZERO);
            if (wait == 0) {
                becomeCandidate(now, Ballot.ZERO, out);
            } else {
                detector.retryLater(now);
            }
        } else if (current.isOver(now)) {
            canvass = null;
            detector.onQuorumLost(out);
            detector.retryLater(now);
        } else {
            current.onTick(now, learner.chosenUpTo(), out);
        }
    }

    private Ballot nextBallot() {
        return new Ballot(Math.max(highest.round(), acceptor.promised().round()) + 1, self.value());
    }

    /**
     * Promises a new ballot to itself and asks the others for theirs.
     *
     * <p>Why no ballot is ever used twice: the promise is persisted here, and every Prepare, the one to this node itself
     * included, leaves by {@code send}, so after the promise is durable. If the process dies before, nobody has heard of
     * the ballot and using it again is using it first. If it dies after, the restored promise is at or above it and the
     * next ballot is above the restored promise. A replica that forgot its promise restores it from the others before it
     * votes or asks again: any of its ballots that got as far as phase 2 was promised by a prepare quorum, which those
     * who answered the recovery meet outside this node; one that did not get so far can be asked for again without harm,
     * because an acceptor's answer to it still says what was accepted below it.
     */
    private void becomeCandidate(long now, Ballot released, Effects<Message, Record, Value> out) {
        Ballot ballot = nextBallot();
        if (!isVoting()) {
            throw PaxosRule.FORGETFUL_ABSTAIN.broken("would ask for promises of " + ballot + " without a vote");
        }
        if (!ballot.isAbove(acceptor.promised())) {
            throw PaxosRule.BALLOT_NOT_REUSED.broken("would use " + ballot + " after " + acceptor.promised());
        }
        canvass = null;
        highest = ballot;
        acceptor.promise(now, ballot, released, out);
        out.note(new ConsensusNote.Campaigning(ballot));
        candidate = new Candidate(roster, settings, newFilter(), ballot, released, learner.chosenUpTo() + 1, now);
        candidate.onTick(now, out);
    }

    private VoteFilter newFilter() {
        return new VoteFilter(roster, memory.generations());
    }

    private void becomeLeader(long now, Candidate elected, List<Value> inherited, Effects<Message, Record, Value> out) {
        if (!acceptor.promised().equals(elected.ballot())) {
            throw PaxosRule.BALLOT_UNIQUE.broken(
                    "would lead under " + elected.ballot() + ", promised " + acceptor.promised());
        }
        if (!roster.isVoter()) {
            throw PaxosRule.VOTERS_VOTE.broken("would lead without a vote");
        }
        candidate = null;
        detector.onLeader(now, self, elected.ballot(), out);
        leader = new Leader(roster, settings, acceptor, learner, elected.filter(), elected.ballot(), now);
        leader.begin(now, new ArrayList<>(inherited), out);
    }

    private void stepDown(long now, StepDownReason reason, Effects<Message, Record, Value> out) {
        if (leader != null) {
            leader.end(out);
            out.note(new ConsensusNote.SteppedDown(leader.ballot(), reason));
            leader = null;
            detector.onLeaderGone(now, out);
        }
    }

    /** A higher ballot is about: whatever this node tried or did under a lower one is over. */
    private void yieldTo(long now, Ballot higher, Effects<Message, Record, Value> out) {
        highest = higher.isAbove(highest) ? higher : highest;
        if (leader != null && higher.isAbove(leader.ballot())) {
            stepDown(now, StepDownReason.PREEMPTED, out);
        }
        if (candidate != null && higher.isAbove(candidate.ballot())) {
            candidate = null;
            detector.onCampaignLost(now);
        }
        canvass = null;
    }

    @Override
    public void onPropose(long now, Event.Propose event, Effects<Message, Record, Value> out) {
        if (leader == null || !leader.hasRoom()) {
            out.note(new ConsensusNote.ProposalDropped(event.command()));
            return;
        }
        leader.propose(now, new Value.Command(event.command()), out);
    }

    @Override
    public void onReadIndex(long now, Event.ReadIndex event, Effects<Message, Record, Value> out) {
        if (leader == null || !leader.isEstablished()) {
            out.note(new ConsensusNote.ReadRefused(event.token()));
            return;
        }
        leader.read(now, event, out);
    }

    @Override
    public void onTransfer(long now, Event.Transfer event, Effects<Message, Record, Value> out) {
        if (leader == null) {
            out.note(new ConsensusNote.TransferFailed(event.to()));
            return;
        }
        leader.transfer(now, event.to(), out);
    }

    @Override
    public void onSnapshotSaved(long now, Event.SnapshotSaved event, Effects<Message, Record, Value> out) {
        learner.onSnapshotSaved(event.slot());
    }

    @Override
    public void onLinkDown(long now, Event.LinkDown event, Effects<Message, Record, Value> out) {
        learner.onLink(event.peer(), true);
        detector.onLinkDown(now, event.peer());
    }

    @Override
    public void onLinkUp(long now, Event.LinkUp event, Effects<Message, Record, Value> out) {
        learner.onLink(event.peer(), false);
        if (leader != null) {
            leader.onLinkUp(now, event.peer(), out);
        }
    }

    // ---- messages: electing a leader

    /** True when the sender may say this at all: the ballot is its own, and it is a voter. */
    private boolean isItsOwn(Ballot ballot, NodeId from, Effects<Message, Record, Value> out) {
        if (!roster.isVoter(from) || ballot.node() != from.value()) {
            out.note(Ignored.of(IgnoreReason.FOREIGN_BALLOT));
            return false;
        }
        return true;
    }

    @Override
    public void onPrePrepare(long now, NodeId from, Message.PrePrepare message, Effects<Message, Record, Value> out) {
        if (isItsOwn(message.ballot(), from, out)) {
            elector.onPrePrepare(now, from, message, leader != null, out);
        }
    }

    @Override
    public void onPrePromise(long now, NodeId from, Message.PrePromise message, Effects<Message, Record, Value> out) {
        if (canvass == null || !canvass.ballot().equals(message.ballot())) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
            return;
        }
        canvass.onPrePromise(now, from, message.waitNanos());
        onCanvassTick(now, canvass, out);
    }

    @Override
    public void onPrepare(long now, NodeId from, Message.Prepare message, Effects<Message, Record, Value> out) {
        if (isItsOwn(message.ballot(), from, out) && elector.onPrepare(now, from, message, out)) {
            yieldTo(now, message.ballot(), out);
            detector.onPromised(now);
        }
    }

    @Override
    public void onPromise(long now, NodeId from, Message.Promise message, Effects<Message, Record, Value> out) {
        if (candidate == null || !candidate.ballot().equals(message.ballot())) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
        } else if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
        } else {
            candidate.onPromise(now, from, message, learner, out);
        }
    }

    @Override
    public void onRefused(long now, NodeId from, Message.Refused message, Effects<Message, Record, Value> out) {
        Ballot current = currentBallot();
        if (!message.ballot().equals(current) || !message.higher().isAbove(current)) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
            return;
        }
        boolean wasCanvassing = canvass != null;
        yieldTo(now, message.higher(), out);
        if (wasCanvassing) {
            detector.retryLater(now);
        }
    }

    private Ballot currentBallot() {
        if (leader != null) {
            return leader.ballot();
        }
        if (candidate != null) {
            return candidate.ballot();
        }
        return canvass != null ? canvass.ballot() : Ballot.ZERO;
    }

    @Override
    public void onTimeoutNow(long now, NodeId from, Message.TimeoutNow message, Effects<Message, Record, Value> out) {
        if (!isItsOwn(message.ballot(), from, out)) {
            return;
        }
        if (!isVoting()) {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
        } else if (message.ballot().isBelow(acceptor.promised()) || leader != null || candidate != null) {
            out.note(Ignored.of(IgnoreReason.STALE_BALLOT));
        } else if (acceptor.waitNanos(now, self, message.ballot()) > 0) {
            out.note(Ignored.of(IgnoreReason.LEASE_HELD));
        } else {
            learner.onWatermark(message.ballot(), message.chosenUpTo(), now, out);
            becomeCandidate(now, message.ballot(), out);
        }
    }

    // ---- messages: replicating

    /** True when the sender leads as far as this node can tell. */
    private boolean isFollowed(long now, NodeId from, Ballot ballot, Effects<Message, Record, Value> out) {
        if (!isItsOwn(ballot, from, out)) {
            return false;
        }
        Ballot known = acceptor.promised().isAbove(detector.ballot()) ? acceptor.promised() : detector.ballot();
        if (ballot.isBelow(known)) {
            elector.refuse(from, ballot, known, out);
            return false;
        }
        yieldTo(now, ballot, out);
        detector.onLeader(now, from, ballot, out);
        return true;
    }

    @Override
    public void onAccept(long now, NodeId from, Message.Accept message, Effects<Message, Record, Value> out) {
        if (isFollowed(now, from, message.ballot(), out)) {
            follower.onAccept(now, from, message, out);
        }
    }

    @Override
    public void onAccepted(long now, NodeId from, Message.Accepted message, Effects<Message, Record, Value> out) {
        if (leader == null || !leader.ballot().equals(message.ballot())) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
        } else if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
        } else {
            leader.onAccepted(now, from, message, out);
        }
    }

    @Override
    public void onHeartbeat(long now, NodeId from, Message.Heartbeat message, Effects<Message, Record, Value> out) {
        if (isFollowed(now, from, message.ballot(), out)) {
            follower.onHeartbeat(now, from, message, out);
        }
    }

    @Override
    public void onHeartbeatAck(
            long now, NodeId from, Message.HeartbeatAck message, Effects<Message, Record, Value> out) {
        if (leader == null || !leader.ballot().equals(message.ballot())) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
        } else if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
        } else {
            leader.onHeartbeatAck(now, from, message, out);
        }
    }

    @Override
    public void onChosen(long now, NodeId from, Message.Chosen message, Effects<Message, Record, Value> out) {
        if (isFollowed(now, from, message.ballot(), out)) {
            learner.onWatermark(message.ballot(), message.upTo(), now, out);
        }
    }

    // ---- messages: learning

    @Override
    public void onLearnRequest(
            long now, NodeId from, Message.LearnRequest message, Effects<Message, Record, Value> out) {
        learner.onLearnRequest(from, message, out);
        if (leader != null && roster.isVoter(from)) {
            leader.fill(now, message.upTo(), out);
        }
    }

    @Override
    public void onLearned(long now, NodeId from, Message.Learned message, Effects<Message, Record, Value> out) {
        long before = learner.chosenUpTo();
        learner.onLearned(now, from, message, out);
        if (learner.chosenUpTo() > before) {
            if (candidate != null) {
                candidate.onProgress(now);
            }
            if (leader != null) {
                leader.onLearnt(now, out);
            }
        }
    }

    // ---- messages: forming an ensemble, and coming back to one

    @Override
    public void onCensus(long now, NodeId from, Message.Census message, Effects<Message, Record, Value> out) {
        franchise.onCensus(from, message, out);
    }

    @Override
    public void onPledge(long now, NodeId from, Message.Pledge message, Effects<Message, Record, Value> out) {
        franchise.onPledge(now, from, message, out);
    }

    @Override
    public void onFounded(long now, NodeId from, Message.Founded message, Effects<Message, Record, Value> out) {
        franchise.onFounded(now, from, message, out);
    }

    @Override
    public void onRecall(long now, NodeId from, Message.Recall message, Effects<Message, Record, Value> out) {
        franchise.onRecall(from, message, out);
    }

    @Override
    public void onRecalled(long now, NodeId from, Message.Recalled message, Effects<Message, Record, Value> out) {
        franchise.onRecalled(now, from, message, out);
    }

    @Override
    public void onReborn(long now, NodeId from, Message.Reborn message, Effects<Message, Record, Value> out) {
        if (franchise.onReborn(from, message, out)) {
            if (leader != null) {
                leader.onReborn(memory.generations());
            }
            if (candidate != null) {
                candidate.onReborn(memory.generations());
            }
        }
    }

    @Override
    public void onRemembered(long now, NodeId from, Message.Remembered message, Effects<Message, Record, Value> out) {
        franchise.onRemembered(from, message, out);
    }
}
