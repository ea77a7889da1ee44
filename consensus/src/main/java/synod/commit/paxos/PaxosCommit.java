package synod.commit.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitProcess;
import synod.commit.Event;
import synod.commit.Event.Abandon;
import synod.commit.Event.Begin;
import synod.commit.Event.Joined;
import synod.commit.Event.Joining;
import synod.commit.Event.Opened;
import synod.commit.Event.Received;
import synod.commit.Event.Tick;
import synod.commit.Order;
import synod.commit.Order.Closed;
import synod.commit.Order.Report;
import synod.commit.Order.Result;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Acknowledged;
import synod.commit.paxos.Message.Ask;
import synod.commit.paxos.Message.Counted;
import synod.commit.paxos.Message.Decided;
import synod.commit.paxos.Message.Declined;
import synod.commit.paxos.Message.Forget;
import synod.commit.paxos.Message.Join;
import synod.commit.paxos.Message.Lead;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Message.Promise;
import synod.commit.paxos.Message.Refused;
import synod.commit.paxos.Message.Request;
import synod.kernel.Effects;
import synod.kernel.NodeId;

/**
 * One process of Paxos Commit: a participant in what it has joined, an acceptor if it is named as one, and a leader of the
 * transactions that it named, or that it ends because nobody else did. It hands each event to the role it is for.
 */
public final class PaxosCommit implements CommitProcess<Message, Record> {
    private final NodeId self;
    private final PaxosCommitSettings settings;
    private final boolean isAcceptor;
    private final Participant participant;
    private final Acceptor acceptor;
    private final Leader leader;
    private final Registrar registrar = new Registrar();
    private long delivered;

    private PaxosCommit(NodeId self, long life, PaxosCommitSettings settings) {
        this.self = self;
        this.settings = settings;
        this.isAcceptor = settings.acceptors().contains(self);
        this.participant = new Participant(self, settings);
        this.acceptor = new Acceptor(self, settings);
        this.leader = new Leader(self, life, settings);
    }

    /**
     * A process as its disk remembers it.
     *
     * @param life greater than at any earlier start of this process; 1 to 2^24 - 1
     * @param journal every record it made durable, oldest first; empty for a new one
     * @param now monotonic nanoseconds on its clock
     */
    public static PaxosCommit restore(
            NodeId self, long life, PaxosCommitSettings settings, List<Record> journal, long now) {
        PaxosCommit restored = new PaxosCommit(self, life, settings);
        for (Record record : journal) {
            restored.participant.restore(record, now);
            restored.acceptor.restore(record, now);
        }
        return restored;
    }

    @Override
    public void step(long now, Event<Message> event, Effects<Message, Record, Order> effects) {
        Out<Message, Record> out = new Out<>(effects, delivered);
        if (event instanceof Received<Message> received) {
            onMessage(now, received.from(), received.message(), out);
        } else if (event instanceof Tick<Message> tick) {
            onTick(now, tick.coin(), out);
        } else if (event instanceof Begin<Message> begin) {
            if (begin.transaction().origin().equals(self)) {
                onBegin(now, begin, out);
            } else {
                participant.onBegin(now, begin, out);
            }
        } else if (event instanceof Opened<Message> opened) {
            requireOwn(opened.transaction());
            registrar.open(opened.transaction());
        } else if (event instanceof Joined<Message> joined) {
            participant.onJoined(now, joined.transaction(), out);
        } else if (event instanceof Joining<Message> joining) {
            participant.onJoining(now, joining.transaction(), out);
        } else if (event instanceof Event.Voted<Message> voted) {
            participant.onVote(now, voted.transaction(), voted.vote(), out);
        } else if (event instanceof Abandon<Message> abandon) {
            registrar.close(abandon.transaction());
            participant.onAbandon(abandon.transaction(), out);
        }
        delivered = out.delivered();
    }

    private void requireOwn(TransactionId id) {
        if (!id.origin().equals(self)) {
            throw new IllegalArgumentException(id + " is opened at the process that it is named after, not at " + self);
        }
    }

    /** The list of participants is named here, or chosen here. */
    private void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        TransactionId id = begin.transaction();
        if (!begin.participants().isEmpty()) {
            leader.onBegin(now, begin, out);
            return;
        }
        List<NodeId> members = registrar.close(id);
        if (members == null) {
            // Asked for twice, or of an earlier life, which may have had it committed.
            out.note(new Ignored(id, begin, Reason.UNKNOWN));
            return;
        }
        out.deliver(new Closed(id, members));
        if (members.isEmpty()) {
            out.deliver(new Report(id, Result.COMMITTED));
        } else {
            leader.onBegin(now, new Begin<>(id, members), out);
        }
    }

    private void onTick(long now, long coin, Out<Message, Record> out) {
        leader.onTick(now, coin, out);
        participant.onTick(now, coin, out);
        for (Acceptor.Overdue overdue : acceptor.overdue(now, coin)) {
            leader.lead(now, overdue.id(), overdue.members(), out);
        }
    }

    private void onMessage(long now, NodeId from, Message message, Out<Message, Record> out) {
        TransactionId id = message.transaction();
        if (message instanceof Join) {
            boolean isIn = registrar.join(id, from) || leader.hasMember(id, from);
            // A member that joins again has lost the answer, not its part.
            out.sendAhead(from, new Counted(id, isIn));
        } else if (message instanceof Counted counted) {
            participant.onCounted(counted, out);
        } else if (message instanceof Prepare prepare) {
            participant.onPrepare(now, from, prepare, out);
        } else if (message instanceof Decided decided) {
            participant.onDecided(from, decided, out);
        } else if (message instanceof Accepted accepted) {
            onAccepted(now, from, accepted, out);
        } else if (message instanceof Request request) {
            onRequest(now, from, request, out);
        } else if (message instanceof Declined) {
            leader.onDeclined(now, from, id, out);
        } else if (message instanceof Promise promise) {
            leader.onPromise(from, promise, out);
        } else if (message instanceof Refused refused) {
            leader.onRefused(now, refused, out);
        } else if (message instanceof Acknowledged acknowledged) {
            leader.onAcknowledged(now, from, acknowledged, out);
        } else if (message instanceof Ask ask) {
            onAsk(now, from, ask, out);
        } else if (!isAcceptor && message instanceof Forget) {
            leader.onForget(id);
        } else if (!isAcceptor) {
            out.note(new Ignored(id, message, Reason.NOT_A_MEMBER));
        } else if (message instanceof Lead lead) {
            acceptor.onLead(now, from, lead, out);
        } else if (message instanceof Accept accept) {
            acceptor.onAccept(now, from, accept, out);
            beginUnasked(now, from, accept, out);
        } else if (message instanceof Forget forget) {
            acceptor.onForget(forget, out);
            leader.onForget(id);
        }
    }

    /** Where the leader is an acceptor, the first participant's proposal is its request as well. */
    private void beginUnasked(long now, NodeId from, Accept accept, Out<Message, Record> out) {
        TransactionId id = accept.transaction();
        if (id.origin().equals(self)
                && settings.first().contains(self)
                && accept.proposals().get(0).ballot().round() == 0
                && !acceptor.hasForgotten(id)) {
            leader.onRequest(now, from, id, accept.members(), out);
        }
    }

    private void onRequest(long now, NodeId from, Request request, Out<Message, Record> out) {
        if (acceptor.hasForgotten(request.transaction())) {
            out.note(new Ignored(request.transaction(), request, Reason.TOO_LATE));
        } else {
            leader.onRequest(now, from, request.transaction(), request.members(), out);
        }
    }

    private void onAccepted(long now, NodeId from, Accepted accepted, Out<Message, Record> out) {
        participant.onAccepted(from, accepted, out);
        if (!settings.tellsMembers() || leader.isLeading(accepted.transaction())) {
            leader.onAccepted(now, from, accepted, out);
        }
    }

    private void onAsk(long now, NodeId from, Ask ask, Out<Message, Record> out) {
        if (acceptor.hasForgotten(ask.transaction())) {
            out.note(new Ignored(ask.transaction(), ask, Reason.TOO_LATE));
        } else {
            leader.onAsk(now, from, ask, out);
        }
    }

    @Override
    public long deadline() {
        return Math.min(leader.deadline(), Math.min(participant.deadline(), acceptor.deadline()));
    }

    @Override
    public List<TransactionId> inDoubt() {
        return participant.inDoubt();
    }

    @Override
    public Map<TransactionId, Outcome> concluded() {
        return participant.concluded();
    }

    @Override
    public @Nullable TransactionId oldestOpen(NodeId origin) {
        TransactionId oldest = participant.oldestOpen(origin);
        if (origin.equals(self)) {
            oldest = TransactionId.older(oldest, TransactionId.older(leader.oldestUndecided(self), registrar.oldest()));
        }
        return oldest;
    }

    @Override
    public void forgetBelow(TransactionId mark) {
        participant.forgetBelow(mark);
        acceptor.forgetBelow(mark);
        leader.forgetBelow(mark);
    }

    @Override
    public List<Record> retained() {
        List<Record> records = new ArrayList<>(participant.retained());
        records.addAll(acceptor.retained());
        return records;
    }

    @Override
    public List<String> view() {
        List<String> lines = new ArrayList<>(registrar.view());
        lines.addAll(leader.view());
        lines.addAll(participant.view());
        lines.addAll(acceptor.view());
        return lines;
    }
}
