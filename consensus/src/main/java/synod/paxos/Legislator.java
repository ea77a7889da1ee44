package synod.paxos;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Core;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Durable.ProposerState;
import synod.paxos.Event.Propose;
import synod.paxos.Event.Received;
import synod.paxos.Event.Tick;
import synod.paxos.Message.Accept;
import synod.paxos.Message.Accepted;
import synod.paxos.Message.Ask;
import synod.paxos.Message.Chosen;
import synod.paxos.Message.Prepare;
import synod.paxos.Message.Promise;
import synod.paxos.Message.Refused;
import synod.paxos.PaxosNote.Declined;
import synod.paxos.PaxosNote.Ignored;
import synod.paxos.PaxosNote.Reason;

/**
 * One process of the single decree: up to three roles behind one door. It hands each event to the role it is for, and
 * does nothing else. The name is Lamport's: the Paxons who came and went in the Chamber.
 */
public final class Legislator implements Core<Event, Message, Durable, Bytes> {
    private final Roster roster;
    private final @Nullable Proposer proposer;
    private final @Nullable Acceptor acceptor;
    private final @Nullable Learner learner;
    private final Dispatch dispatch = new Dispatch();

    private Legislator(NodeId self, Roster roster, ProposerState proposing, AcceptorState accepting, long now) {
        this.roster = roster;
        List<NodeId> told = roster.policy().distinguished(roster.learners());
        this.proposer = roster.proposers().contains(self)
                ? new Proposer(self, roster.acceptors(), roster.retryNanos(), proposing)
                : null;
        this.acceptor = roster.acceptors().contains(self) ? new Acceptor(told, accepting) : null;
        this.learner = roster.learners().contains(self) ? new Learner(self, roster, now) : null;
    }

    /**
     * A process as its disk remembers it.
     *
     * @param journal every record it made durable, oldest first; empty for a new one
     * @param now monotonic nanoseconds on its clock
     */
    public static Legislator restore(NodeId self, Roster roster, List<Durable> journal, long now) {
        ProposerState proposing = ProposerState.BLANK;
        AcceptorState accepting = AcceptorState.BLANK;
        for (Durable record : journal) {
            if (record instanceof ProposerState state) {
                proposing = state;
            } else if (record instanceof AcceptorState state) {
                accepting = state;
            }
        }
        return new Legislator(self, roster, proposing, accepting, now);
    }

    /** The proposal that this process knows to be chosen, or null. */
    public @Nullable Proposal learnt() {
        return learner == null ? null : learner.learnt();
    }

    @Override
    public void step(long now, Event event, Effects<Message, Durable, Bytes> out) {
        if (event instanceof Received received) {
            received.message().handle(received.from(), dispatch, out);
        } else if (event instanceof Tick tick) {
            onTick(now, tick.coin(), out);
        } else if (event instanceof Propose propose) {
            onPropose(now, propose.value(), out);
        }
        if (proposer != null && learnt() != null) {
            proposer.onChosen();
        }
    }

    @Override
    public long deadline() {
        long proposing = proposer == null ? Long.MAX_VALUE : proposer.deadline();
        long learning = learner == null ? Long.MAX_VALUE : learner.deadline();
        return Math.min(proposing, learning);
    }

    private void onTick(long now, long coin, Effects<Message, Durable, Bytes> out) {
        if (proposer != null) {
            proposer.onTick(now, coin, out);
        }
        if (learner != null) {
            learner.onTick(now, coin, out);
        }
    }

    private void onPropose(long now, Bytes value, Effects<Message, Durable, Bytes> out) {
        if (proposer == null) {
            out.note(new Declined(value, Reason.NOT_MY_ROLE));
        } else if (learnt() != null) {
            out.note(new Declined(value, Reason.ALREADY_LEARNT));
        } else {
            proposer.onPropose(now, value, out);
        }
    }

    /** Which role each message is for, and which role its sender must have. */
    private final class Dispatch implements Message.Handler {
        @Override
        public void onPrepare(NodeId from, Prepare prepare, Effects<Message, Durable, Bytes> out) {
            Acceptor role = admitted(acceptor, roster.proposers(), from, prepare, out);
            if (role != null) {
                role.onPrepare(from, prepare, out);
            }
        }

        @Override
        public void onPromise(NodeId from, Promise promise, Effects<Message, Durable, Bytes> out) {
            Proposer role = admitted(proposer, roster.acceptors(), from, promise, out);
            if (role != null) {
                role.onPromise(from, promise, out);
            }
        }

        @Override
        public void onAccept(NodeId from, Accept accept, Effects<Message, Durable, Bytes> out) {
            Acceptor role = admitted(acceptor, roster.proposers(), from, accept, out);
            if (role != null) {
                role.onAccept(from, accept, out);
            }
        }

        @Override
        public void onAccepted(NodeId from, Accepted accepted, Effects<Message, Durable, Bytes> out) {
            Learner role = admitted(learner, roster.acceptors(), from, accepted, out);
            if (role != null) {
                role.onAccepted(from, accepted, out);
            }
        }

        @Override
        public void onRefused(NodeId from, Refused refused, Effects<Message, Durable, Bytes> out) {
            Proposer role = admitted(proposer, roster.acceptors(), from, refused, out);
            if (role != null) {
                role.onRefused(refused, out);
            }
        }

        @Override
        public void onChosen(NodeId from, Chosen chosen, Effects<Message, Durable, Bytes> out) {
            Learner role = admitted(learner, roster.learners(), from, chosen, out);
            if (role != null) {
                role.onChosen(chosen, out);
            }
        }

        /** The one question for two roles: a learner may know the answer, an acceptor knows a part of it. */
        @Override
        public void onAsk(NodeId from, Ask ask, Effects<Message, Durable, Bytes> out) {
            if (learner != null && learner.learnt() != null) {
                learner.onAsk(from, ask, out);
            } else {
                Acceptor role = admitted(acceptor, roster.learners(), from, ask, out);
                if (role != null) {
                    role.onAsk(from, ask, out);
                }
            }
        }

        private <R> @Nullable R admitted(
                @Nullable R role,
                List<NodeId> senders,
                NodeId from,
                Message message,
                Effects<Message, Durable, Bytes> out) {
            if (role == null) {
                out.note(new Ignored(message, Reason.NOT_MY_ROLE));
                return null;
            }
            if (!senders.contains(from)) {
                out.note(new Ignored(message, Reason.NOT_YOUR_ROLE));
                return null;
            }
            return role;
        }
    }
}
