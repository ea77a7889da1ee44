package synod.commit.threephase;

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
import synod.commit.Event.Suspected;
import synod.commit.Event.Tick;
import synod.commit.Event.Trusted;
import synod.commit.Order;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.threephase.Message.Acknowledged;
import synod.commit.threephase.Message.Ask;
import synod.commit.threephase.Message.Decided;
import synod.commit.threephase.Message.Inquire;
import synod.commit.threephase.Message.PreAbort;
import synod.commit.threephase.Message.PreCommit;
import synod.commit.threephase.Message.Prepare;
import synod.commit.threephase.Message.Refused;
import synod.commit.threephase.Message.Standing;
import synod.commit.threephase.Message.Voted;
import synod.kernel.Effects;
import synod.kernel.NodeId;

/**
 * One process of three-phase commit: the coordinator of the transactions that it named, and a participant in those that it
 * has joined. It hands each event to the role it is for, and does nothing else.
 */
public final class ThreePhase implements CommitProcess<Message, Record> {
    private final NodeId self;
    private final Coordinator coordinator;
    private final Participant participant;
    private long delivered;

    private ThreePhase(NodeId self, long life, ThreePhaseSettings settings) {
        this.self = self;
        this.coordinator = new Coordinator(life, settings);
        this.participant = new Participant(self, life, settings);
    }

    /**
     * A process as its disk remembers it.
     *
     * @param life greater than at any earlier start of this process; 1 to 2^24 - 1
     * @param journal every record it made durable, oldest first; empty for a new one
     * @param now monotonic nanoseconds on its clock
     */
    public static ThreePhase restore(
            NodeId self, long life, ThreePhaseSettings settings, List<Record> journal, long now) {
        ThreePhase restored = new ThreePhase(self, life, settings);
        for (Record record : journal) {
            if (record instanceof Record.Part || record instanceof Record.Concluded) {
                restored.participant.restore(record, now);
            } else {
                restored.coordinator.restore(record, now);
            }
        }
        return restored;
    }

    @Override
    public void step(long now, Event<Message> event, Effects<Message, Record, Order> effects) {
        Out<Message, Record> out = new Out<>(effects, delivered);
        if (event instanceof Received<Message> received) {
            onMessage(now, received.from(), received.message(), out);
        } else if (event instanceof Tick<Message> tick) {
            coordinator.onTick(now, out);
            participant.onTick(now, tick.coin(), out);
        } else if (event instanceof Begin<Message> begin) {
            if (begin.transaction().origin().equals(self)) {
                coordinator.onBegin(now, begin, out);
            } else {
                participant.onBegin(begin, out);
            }
        } else if (event instanceof Joined<Message> joined) {
            participant.onJoined(now, joined.transaction(), out);
        } else if (event instanceof Event.Voted<Message> voted) {
            participant.onVote(now, voted.transaction(), voted.vote(), out);
        } else if (event instanceof Abandon<Message> abandon) {
            participant.onAbandon(abandon.transaction(), out);
        } else if (event instanceof Suspected<Message> suspicion) {
            coordinator.onSuspected(suspicion.process(), out);
            participant.onSuspected(suspicion.process(), out);
        } else if (event instanceof Trusted<Message> trust) {
            coordinator.onTrusted(trust.process());
            participant.onTrusted(trust.process());
        }
        delivered = out.delivered();
    }

    private void onMessage(long now, NodeId from, Message message, Out<Message, Record> out) {
        TransactionId id = message.transaction();
        boolean isOrigin = id.origin().equals(self);
        if (message instanceof Prepare prepare) {
            participant.onPrepare(now, from, prepare, out);
        } else if (message instanceof PreCommit preCommit) {
            participant.onPreCommit(now, from, preCommit, out);
        } else if (message instanceof PreAbort preAbort) {
            participant.onPreAbort(now, from, preAbort, out);
        } else if (message instanceof Decided decided) {
            onDecided(from, decided, isOrigin, out);
        } else if (message instanceof Inquire inquire) {
            participant.onInquire(now, from, inquire, out);
        } else if (message instanceof Standing standing) {
            participant.onStanding(from, standing, out);
        } else if (message instanceof Refused refused) {
            participant.onRefused(refused, out);
        } else if (message instanceof Acknowledged acknowledged) {
            if (acknowledged.election().equals(Coordinator.first(id)) && isOrigin) {
                coordinator.onAcknowledged(from, acknowledged, out);
            } else {
                participant.onAcknowledged(from, acknowledged, out);
            }
        } else if (message instanceof Ask ask) {
            if (isOrigin) {
                coordinator.onAsk(from, ask, out);
            }
            if (!isOrigin || participant.knows(id)) {
                participant.onAsk(from, ask, out);
            }
        } else if (!isOrigin) {
            out.note(new Ignored(id, message, Reason.NOT_A_MEMBER));
        } else if (message instanceof Voted voted) {
            coordinator.onVoted(now, from, voted, out);
        }
    }

    /** The outcome is news for both roles; a process may have both. */
    private void onDecided(NodeId from, Decided decided, boolean isOrigin, Out<Message, Record> out) {
        TransactionId id = decided.transaction();
        if (isOrigin && coordinator.knows(id)) {
            coordinator.onDecided(from, decided, out);
        }
        if (!isOrigin || participant.knows(id)) {
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
