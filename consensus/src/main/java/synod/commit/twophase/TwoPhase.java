package synod.commit.twophase;

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
import synod.commit.Event.Received;
import synod.commit.Event.Tick;
import synod.commit.Order;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.twophase.Message.Acknowledged;
import synod.commit.twophase.Message.Ask;
import synod.commit.twophase.Message.CommitAlone;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.NoIdea;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Request;
import synod.commit.twophase.Message.Voted;
import synod.kernel.Effects;
import synod.kernel.NodeId;

/**
 * One process of two-phase commit: the coordinator of the transactions that it named, and a participant in those that it
 * has joined. It hands each event to the role it is for, and does nothing else.
 */
public final class TwoPhase implements CommitProcess<Message, Record> {
    private final NodeId self;
    private final Coordinator coordinator;
    private final Participant participant;
    private long delivered;

    private TwoPhase(NodeId self, long life, TwoPhaseSettings settings) {
        this.self = self;
        this.coordinator = new Coordinator(life, settings);
        this.participant = new Participant(self, settings);
    }

    /**
     * A process as its disk remembers it.
     *
     * @param life greater than at any earlier start of this process; 1 or more
     * @param journal every record it made durable, oldest first; empty for a new one
     * @param now monotonic nanoseconds on its clock
     */
    public static TwoPhase restore(NodeId self, long life, TwoPhaseSettings settings, List<Record> journal, long now) {
        TwoPhase restored = new TwoPhase(self, life, settings);
        for (Record record : journal) {
            restored.coordinator.restore(record, now);
            restored.participant.restore(record, now);
        }
        return restored;
    }

    @Override
    public void step(long now, Event<Message> event, Effects<Message, Record, Order> effects) {
        Out<Message, Record> out = new Out<>(effects, delivered);
        if (event instanceof Received<Message> received) {
            onMessage(now, received.from(), received.message(), out);
        } else if (event instanceof Tick<Message>) {
            coordinator.onTick(now, out);
            participant.onTick(now, out);
        } else if (event instanceof Begin<Message> begin) {
            if (begin.transaction().origin().equals(self)) {
                coordinator.onBegin(now, begin, out);
            } else {
                participant.onBegin(now, begin, out);
            }
        } else if (event instanceof Joined<Message> joined) {
            participant.onJoined(now, joined.transaction(), out);
        } else if (event instanceof Event.Voted<Message> voted) {
            participant.onVote(now, voted.transaction(), voted.vote(), out);
        } else if (event instanceof Abandon<Message> abandon) {
            participant.onAbandon(abandon.transaction(), out);
        }
        delivered = out.delivered();
    }

    private void onMessage(long now, NodeId from, Message message, Out<Message, Record> out) {
        boolean isOrigin = message.transaction().origin().equals(self);
        if (message instanceof Prepare prepare) {
            participant.onPrepare(now, from, prepare, out);
        } else if (message instanceof CommitAlone alone) {
            participant.onCommitAlone(now, from, alone, out);
        } else if (message instanceof Decided decided) {
            onDecided(from, decided, isOrigin, out);
        } else if (message instanceof Presumed presumed) {
            participant.onPresumed(presumed, out);
        } else if (message instanceof NoIdea noIdea) {
            participant.onNoIdea(from, noIdea, out);
        } else if (message instanceof Ask ask && !isOrigin) {
            participant.onAsk(from, ask, out);
        } else if (!isOrigin) {
            out.note(new Ignored(message.transaction(), message, Reason.NOT_A_MEMBER));
        } else if (message instanceof Request request) {
            coordinator.onRequest(now, from, request, out);
        } else if (message instanceof Voted voted) {
            coordinator.onVoted(now, from, voted, out);
        } else if (message instanceof Acknowledged acknowledged) {
            coordinator.onAcknowledged(from, acknowledged, out);
        } else if (message instanceof Ask ask) {
            coordinator.onAsk(from, ask, out);
        }
    }

    /** An outcome comes from the coordinator, from a peer that was asked, or from the only participant. */
    private void onDecided(NodeId from, Decided decided, boolean isOrigin, Out<Message, Record> out) {
        TransactionId id = decided.transaction();
        if (isOrigin && (coordinator.isLeftAlone(id) || !participant.knows(id))) {
            coordinator.onDecided(from, decided, out);
        } else {
            participant.onDecided(from, decided, out);
        }
    }

    @Override
    public long deadline() {
        return Math.min(coordinator.deadline(), participant.deadline());
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
        TransactionId led = origin.equals(self) ? coordinator.oldestOpen() : null;
        return TransactionId.older(led, participant.oldestOpen(origin));
    }

    @Override
    public void forgetBelow(TransactionId mark) {
        participant.forgetBelow(mark);
        coordinator.forgetBelow(mark);
    }

    @Override
    public List<Record> retained() {
        List<Record> records = new ArrayList<>(coordinator.retained());
        records.addAll(participant.retained());
        return records;
    }

    @Override
    public List<String> view() {
        List<String> lines = new ArrayList<>(coordinator.view());
        lines.addAll(participant.view());
        return lines;
    }
}
