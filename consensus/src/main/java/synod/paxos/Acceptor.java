package synod.paxos;

import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Message.Accept;
import synod.paxos.Message.Accepted;
import synod.paxos.Message.Ask;
import synod.paxos.Message.Prepare;
import synod.paxos.Message.Promise;
import synod.paxos.Message.Refused;
import synod.paxos.PaxosNote.Ignored;
import synod.paxos.PaxosNote.Reason;

/**
 * The memory of the protocol. An acceptor answers two questions, each with one comparison of ballots, and writes its
 * answer down before it gives it. Start reading here; {@code AcceptorAllCasesTest} is this class as a table.
 */
public final class Acceptor {
    private final List<NodeId> learners;

    /** Equal to what is durable, or about to be: whatever is sent waits for it. */
    private AcceptorState state;

    /**
     * @param learners whom to tell about what is accepted
     * @param restored the newest durable state
     */
    public Acceptor(List<NodeId> learners, AcceptorState restored) {
        this.learners = learners;
        this.state = restored;
    }

    /** What is durable, or about to be. */
    public AcceptorState state() {
        return state;
    }

    /** Phase 1b. Promises a ballot above every earlier promise, and tells what it accepted so far. */
    public void onPrepare(NodeId proposer, Prepare prepare, Effects<Message, Durable, Bytes> out) {
        int order = prepare.ballot().compareTo(state.promised());
        if (order > 0) {
            become(new AcceptorState(prepare.ballot(), state.accepted()), out);
            out.send(proposer, new Promise(prepare.ballot(), state.accepted()));
        } else if (order < 0) {
            out.send(proposer, new Refused(prepare.ballot(), state.promised()));
        } else {
            // Answered before. If that answer was lost, the proposer's next round will not be.
            out.note(new Ignored(prepare, Reason.DUPLICATE));
        }
    }

    /** Phase 2b. Accepts unless it promised to refuse, and tells the learners. */
    public void onAccept(NodeId proposer, Accept accept, Effects<Message, Durable, Bytes> out) {
        if (accept.ballot().compareTo(state.promised()) < 0) {
            out.send(proposer, new Refused(accept.ballot(), state.promised()));
            return;
        }
        Proposal before = state.accepted();
        Proposal proposal = new Proposal(accept.ballot(), accept.value());
        if (before != null && before.ballot().equals(proposal.ballot()) && !before.equals(proposal)) {
            throw PaxosRule.BALLOT.broken("accepted " + before + ", now asked to accept " + proposal);
        }
        become(new AcceptorState(proposal.ballot(), proposal), out);
        for (NodeId learner : learners) {
            out.send(learner, new Accepted(proposal.ballot(), proposal.value()));
        }
    }

    /** Tells a late learner again what was accepted here last. */
    void onAsk(NodeId learner, Ask ask, Effects<Message, Durable, Bytes> out) {
        Proposal accepted = state.accepted();
        if (accepted == null) {
            out.note(new Ignored(ask, Reason.NOTHING_TO_TELL));
        } else {
            out.send(learner, new Accepted(accepted.ballot(), accepted.value()));
        }
    }

    private void become(AcceptorState next, Effects<Message, Durable, Bytes> out) {
        if (next.promised().compareTo(state.promised()) < 0) {
            throw PaxosRule.P1A.broken("promised " + state.promised() + ", would fall back to " + next.promised());
        }
        if (!next.equals(state)) {
            state = next;
            out.persist(next);
        }
    }
}
