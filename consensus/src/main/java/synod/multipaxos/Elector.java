package synod.multipaxos;

import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.paxos.Ballot;

/** Phase 1b: answers those who ask to lead. The caller has seen that the ballot is the asker's own. */
final class Elector {
    private final Acceptor acceptor;
    private final Learner learner;
    private final Memory memory;
    private final Franchise franchise;
    private final FailureDetector detector;

    Elector(Acceptor acceptor, Learner learner, Memory memory, Franchise franchise, FailureDetector detector) {
        this.acceptor = acceptor;
        this.learner = learner;
        this.memory = memory;
        this.franchise = franchise;
        this.detector = detector;
    }

    void refuse(NodeId to, Ballot ballot, Ballot higher, Effects<Message, Record, Value> out) {
        out.note(Ignored.of(IgnoreReason.STALE_BALLOT));
        // Ahead of the disk: a refusal promises nothing; should it be forgotten, the asker only asked too high.
        out.sendAhead(to, new Message.Refused(ballot, higher));
    }

    /** Says whether it would promise; changes nothing that counts. */
    void onPrePrepare(
            long now, NodeId from, Message.PrePrepare message, boolean isLeader, Effects<Message, Record, Value> out) {
        if (!franchise.isVoting()) {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
        } else if (isLeader || !detector.isLost(now, from)) {
            out.note(Ignored.of(IgnoreReason.LEADER_ALIVE));
        } else if (!message.ballot().isAbove(acceptor.promised())) {
            refuse(from, message.ballot(), acceptor.promised(), out);
        } else if (message.chosenUpTo() + 1 < acceptor.log().first()) {
            out.note(Ignored.of(IgnoreReason.HOPELESS_LOG));
        } else {
            long waitNanos = acceptor.waitNanos(now, from, Ballot.ZERO);
            detector.giveWay(now, waitNanos);
            // Ahead of the disk: nothing is promised.
            out.sendAhead(from, new Message.PrePromise(message.ballot(), waitNanos));
        }
    }

    /**
     * Promises, when nothing speaks against it, and tells what was accepted; a ballot already promised gets the page that
     * it asks for.
     *
     * @return true when the ballot was promised just now
     */
    boolean onPrepare(long now, NodeId from, Message.Prepare message, Effects<Message, Record, Value> out) {
        Ballot ballot = message.ballot();
        if (!franchise.isVoting()) {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
            return false;
        }
        if (ballot.isBelow(acceptor.promised())) {
            refuse(from, ballot, acceptor.promised(), out);
            return false;
        }
        boolean isNew = ballot.isAbove(acceptor.promised());
        if (isNew) {
            if (acceptor.waitNanos(now, from, message.released()) > 0) {
                out.note(Ignored.of(IgnoreReason.LEASE_HELD));
                return false;
            }
            acceptor.promise(now, ballot, message.released(), out);
        }
        out.send(from, acceptor.page(message.from(), learner.chosenUpTo(), memory.generations()));
        return isNew;
    }
}
