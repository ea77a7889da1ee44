package synod.paxos;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Message.Accepted;
import synod.paxos.Message.Ask;
import synod.paxos.Message.Chosen;
import synod.paxos.PaxosNote.Ignored;
import synod.paxos.PaxosNote.Reason;

/**
 * Finds out which value is chosen: the one that a majority of acceptors accepted under the same ballot. Keeps nothing
 * across a crash, because it can ask.
 */
final class Learner {
    private final Roster roster;
    private final NodeId self;

    /** The newest that each acceptor is known to have accepted. Its older votes are not needed: a chosen value comes back. */
    private final TreeMap<NodeId, Proposal> votes = new TreeMap<>();

    private @Nullable Proposal learnt;
    private long deadline;

    Learner(NodeId self, Roster roster, long now) {
        this.self = self;
        this.roster = roster;
        this.deadline = now + roster.retryNanos();
    }

    /** What was learnt, or null as long as nothing was. */
    @Nullable
    Proposal learnt() {
        return learnt;
    }

    long deadline() {
        return deadline;
    }

    /** Phase 2b seen from here: counts the acceptors whose newest vote is the same. */
    void onAccepted(NodeId acceptor, Accepted accepted, Effects<Message, Durable, Bytes> out) {
        Proposal vote = new Proposal(accepted.ballot(), accepted.value());
        Proposal before = votes.get(acceptor);
        if (before != null && before.ballot().compareTo(vote.ballot()) >= 0) {
            boolean same = before.ballot().equals(vote.ballot());
            if (same && !before.equals(vote)) {
                throw PaxosRule.BALLOT.broken(acceptor + " accepted " + before + " and " + vote);
            }
            out.note(new Ignored(accepted, same ? Reason.DUPLICATE : Reason.OLD_BALLOT));
            return;
        }
        checkP2a(acceptor, vote);
        votes.put(acceptor, vote);
        if (votesFor(vote) >= Roster.majority(roster.acceptors()) && learn(vote, accepted, out)) {
            for (NodeId learner : roster.policy().toldBy(self, roster.learners())) {
                out.send(learner, new Chosen(vote.ballot(), vote.value()));
            }
        }
    }

    /** Another learner saw the majority. */
    void onChosen(Chosen chosen, Effects<Message, Durable, Bytes> out) {
        learn(new Proposal(chosen.ballot(), chosen.value()), chosen, out);
    }

    /** Another learner missed something. */
    void onAsk(NodeId learner, Ask ask, Effects<Message, Durable, Bytes> out) {
        if (learnt == null) {
            out.note(new Ignored(ask, Reason.NOTHING_TO_TELL));
        } else {
            out.send(learner, new Chosen(learnt.ballot(), learnt.value()));
        }
    }

    /** Nothing was learnt for a while: asks everybody who may know. */
    void onTick(long now, long coin, Effects<Message, Durable, Bytes> out) {
        if (now < deadline) {
            return;
        }
        deadline = now + roster.retryNanos() + Long.remainderUnsigned(coin, roster.retryNanos());
        for (NodeId other : roster.everyone()) {
            if (!other.equals(self) || roster.acceptors().contains(other)) {
                out.send(other, new Ask());
            }
        }
    }

    private void checkP2a(NodeId acceptor, Proposal vote) {
        if (learnt != null
                && vote.ballot().compareTo(learnt.ballot()) >= 0
                && !vote.value().equals(learnt.value())) {
            throw PaxosRule.P2A.broken(learnt + " is chosen, " + acceptor + " accepted " + vote);
        }
    }

    private int votesFor(Proposal proposal) {
        int count = 0;
        for (Proposal vote : votes.values()) {
            if (vote.equals(proposal)) {
                count++;
            }
        }
        return count;
    }

    /** Delivers the value the first time, and insists on it every other time. */
    private boolean learn(Proposal chosen, Message from, Effects<Message, Durable, Bytes> out) {
        if (learnt != null) {
            if (!learnt.value().equals(chosen.value())) {
                throw PaxosRule.S2.broken("learnt " + learnt + ", now " + chosen);
            }
            out.note(new Ignored(from, Reason.ALREADY_LEARNT));
            return false;
        }
        learnt = chosen;
        deadline = Long.MAX_VALUE;
        out.deliver(1, chosen.value());
        return true;
    }
}
