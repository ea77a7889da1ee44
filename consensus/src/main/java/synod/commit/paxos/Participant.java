package synod.commit.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Became;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.InDoubt;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitNote.Unexplained;
import synod.commit.CommitRule;
import synod.commit.Event.Begin;
import synod.commit.Order.Conclude;
import synod.commit.Order.Enlisted;
import synod.commit.Order.GetReady;
import synod.commit.Order.Report;
import synod.commit.Order.Result;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Acknowledged;
import synod.commit.paxos.Message.Ask;
import synod.commit.paxos.Message.Counted;
import synod.commit.paxos.Message.Decided;
import synod.commit.paxos.Message.Declined;
import synod.commit.paxos.Message.Held;
import synod.commit.paxos.Message.Join;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Message.Request;
import synod.commit.paxos.Record.Concluded;
import synod.commit.paxos.Record.Prepared;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * The proposer of ballot 0 in its own instance, and of nothing else: its yes goes straight to the acceptors. Then it waits
 * for the outcome, and asks whoever can find it.
 */
final class Participant {
    private enum State {
        WORKING,
        GETTING_READY,
        PREPARED,
        COMMITTED,
        ABORTED;

        boolean isBeforeVote() {
            return this == WORKING || this == GETTING_READY;
        }
    }

    private static final class Part {
        final TransactionId id;
        State state;
        List<NodeId> members = List.of();
        boolean beganHere;
        long since;
        long deadline;
        int tries;

        @Nullable
        Tally tally;

        Part(TransactionId id, State state, long since, long deadline) {
            this.id = id;
            this.state = state;
            this.since = since;
            this.deadline = deadline;
        }
    }

    private final NodeId self;
    private final PaxosCommitSettings settings;
    private final TreeMap<TransactionId, Part> parts = new TreeMap<>();

    Participant(NodeId self, PaxosCommitSettings settings) {
        this.self = self;
        this.settings = settings;
    }

    /** Takes up what an earlier life left. One that is in doubt asks at the first tick. */
    void restore(Record record, long now) {
        TransactionId id = record.transaction();
        if (record instanceof Prepared prepared) {
            Part part = new Part(id, State.PREPARED, now, now);
            part.members = prepared.members();
            part.tally = new Tally(part.members, settings.quorum());
            parts.put(id, part);
        } else if (record instanceof Concluded concluded) {
            State state = concluded.outcome() == Outcome.COMMITTED ? State.COMMITTED : State.ABORTED;
            parts.put(id, new Part(id, state, now, Long.MAX_VALUE));
        }
    }

    /** The records that an earlier life's could be replaced by. */
    List<Record> retained() {
        List<Record> records = new ArrayList<>();
        for (Part part : parts.values()) {
            switch (part.state) {
                case PREPARED -> records.add(new Prepared(part.id, part.members));
                case COMMITTED -> records.add(new Concluded(part.id, Outcome.COMMITTED));
                case ABORTED -> records.add(new Concluded(part.id, Outcome.ABORTED));
                case WORKING, GETTING_READY -> {}
            }
        }
        return records;
    }

    /** The oldest named after {@code origin} that has not ended here. */
    @Nullable
    TransactionId oldestOpen(NodeId origin) {
        for (Part part : parts.tailMap(TransactionId.first(origin)).values()) {
            if (!part.id.origin().equals(origin)) {
                return null;
            }
            if (part.state.isBeforeVote() || part.state == State.PREPARED) {
                return part.id;
            }
        }
        return null;
    }

    /** Drops those that have ended everywhere. */
    void forgetBelow(TransactionId mark) {
        TransactionId oldest = oldestOpen(mark.origin());
        if (oldest != null && oldest.compareTo(mark) < 0) {
            throw CommitRule.F1.broken(oldest + " has not ended here and was to be forgotten, as all below " + mark);
        }
        parts.subMap(TransactionId.first(mark.origin()), mark).clear();
    }

    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (Part part : parts.values()) {
            earliest = Math.min(earliest, part.deadline);
        }
        return earliest;
    }

    void onJoined(long now, TransactionId id, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null) {
            parts.put(id, new Part(id, State.WORKING, now, now + settings.patienceNanos()));
            out.note(new Became(id, "working"));
        } else if (part.state != State.WORKING) {
            out.note(new Ignored(id, "work", Reason.TOO_LATE));
            if (part.state == State.ABORTED) {
                out.deliver(new Conclude(id, Outcome.ABORTED));
            }
        }
    }

    /** Whoever hears nothing gives up alone, like one that is never asked to prepare. */
    void onJoining(long now, TransactionId id, Out<Message, Record> out) {
        boolean isNew = !parts.containsKey(id);
        onJoined(now, id, out);
        if (isNew) {
            // It promises nothing.
            out.sendAhead(id.origin(), new Join(id));
        }
    }

    /** The registrar's answer. */
    void onCounted(Counted counted, Out<Message, Record> out) {
        Part part = parts.get(counted.transaction());
        if (part == null || part.state != State.WORKING) {
            out.note(new Ignored(counted.transaction(), counted, Reason.TOO_LATE));
        } else if (counted.isIn()) {
            out.deliver(new Enlisted(part.id));
        } else {
            abortHere(part, out);
        }
    }

    /** The application that worked here asks to commit. */
    void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        TransactionId id = begin.transaction();
        Part part = parts.get(id);
        if (part == null || part.state == State.ABORTED) {
            out.deliver(new Report(id, Result.ABORTED));
        } else if (part.state != State.WORKING) {
            out.note(new Ignored(id, begin, Reason.KNOWN));
        } else {
            part.beganHere = true;
            part.members = begin.participants();
            askResource(now, part, out);
        }
    }

    void onPrepare(long now, NodeId from, Prepare prepare, Out<Message, Record> out) {
        TransactionId id = prepare.transaction();
        Part part = parts.get(id);
        if (part == null || part.state == State.ABORTED) {
            // One that did not propose promises nothing; its instance is free, and a leader may close it.
            out.sendAhead(from, new Declined(id));
            return;
        }
        switch (part.state) {
            case WORKING -> {
                part.members = prepare.members();
                askResource(now, part, out);
            }
            case PREPARED -> propose(part, settings.acceptors(), out);
            case GETTING_READY, COMMITTED, ABORTED -> out.note(new Ignored(id, prepare, Reason.DUPLICATE));
        }
    }

    private void askResource(long now, Part part, Out<Message, Record> out) {
        part.state = State.GETTING_READY;
        part.deadline = now + settings.patienceNanos();
        out.deliver(new GetReady(part.id));
    }

    /** The resource's answer. */
    void onVote(long now, TransactionId id, Vote vote, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || part.state != State.GETTING_READY) {
            out.note(new Ignored(id, vote, Reason.TOO_LATE));
            return;
        }
        if (vote == Vote.NO) {
            // P2: it never proposed, and nobody else may propose that it is prepared.
            out.sendAhead(id.origin(), new Declined(id));
            abortHere(part, out);
            return;
        }
        out.persist(new Prepared(id, part.members));
        become(part, State.PREPARED, out);
        part.tally = new Tally(part.members, settings.quorum());
        part.since = now;
        part.deadline = now + settings.resendNanos();
        propose(part, settings.first(), out);
        if (part.beganHere && !settings.first().contains(id.origin())) {
            out.send(id.origin(), new Request(id, part.members));
        }
    }

    /** P1: its yes is phase 2a of the ballot that is its own; T1: after it is durable. */
    private void propose(Part part, List<NodeId> acceptors, Out<Message, Record> out) {
        List<Held> own = List.of(new Held(self, ownBallot(self), true));
        for (NodeId acceptor : acceptors) {
            out.send(acceptor, new Accept(part.id, part.members, own));
        }
    }

    /** Ballot 0 of the instance of {@code member}. */
    static Ballot ownBallot(NodeId member) {
        return new Ballot(0, member.value());
    }

    void onAbandon(TransactionId id, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || !part.state.isBeforeVote()) {
            out.note(new Ignored(id, "abandon", Reason.TOO_LATE));
        } else {
            abortHere(part, out);
        }
    }

    private void abortHere(Part part, Out<Message, Record> out) {
        become(part, State.ABORTED, out);
        out.deliver(new Conclude(part.id, Outcome.ABORTED));
        if (part.beganHere) {
            out.deliver(new Report(part.id, Result.ABORTED));
        }
    }

    /** Where acceptors tell the participants, each finds the outcome by itself. */
    void onAccepted(NodeId acceptor, Accepted accepted, Out<Message, Record> out) {
        Part part = parts.get(accepted.transaction());
        if (part == null || part.state != State.PREPARED || part.tally == null) {
            return;
        }
        part.tally.count(acceptor, accepted.accepted());
        Outcome outcome = part.tally.outcome();
        if (outcome != null) {
            conclude(part, outcome, part.id.origin(), out);
        }
    }

    void onDecided(NodeId from, Decided decided, Out<Message, Record> out) {
        TransactionId id = decided.transaction();
        Outcome outcome = decided.outcome();
        Part part = parts.get(id);
        if (part == null) {
            if (outcome == Outcome.COMMITTED) {
                out.note(new Unexplained(id, from));
            } else {
                // Nothing of it is here.
                out.sendAhead(from, new Acknowledged(id, outcome));
            }
            return;
        }
        switch (part.state) {
            case WORKING, GETTING_READY -> {
                if (outcome == Outcome.COMMITTED) {
                    throw CommitRule.AC3.broken(id + " is committed without the vote of " + self);
                }
                conclude(part, outcome, from, out);
            }
            case PREPARED -> conclude(part, outcome, from, out);
            case COMMITTED, ABORTED -> {
                if (outcome != (part.state == State.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED)) {
                    throw CommitRule.T8.broken(id + " is " + part.state + " here and " + outcome + " says " + from);
                }
                out.send(from, new Acknowledged(id, outcome));
            }
        }
    }

    private void conclude(Part part, Outcome outcome, NodeId from, Out<Message, Record> out) {
        out.persist(new Concluded(part.id, outcome));
        become(part, outcome == Outcome.COMMITTED ? State.COMMITTED : State.ABORTED, out);
        out.send(from, new Acknowledged(part.id, outcome));
        out.deliver(new Conclude(part.id, outcome));
        if (part.beganHere) {
            out.deliver(new Report(part.id, outcome == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED));
        }
    }

    void onTick(long now, long coin, Out<Message, Record> out) {
        for (Part part : List.copyOf(parts.values())) {
            if (now < part.deadline) {
                continue;
            }
            if (part.state.isBeforeVote()) {
                abortHere(part, out);
            } else if (part.state == State.PREPARED) {
                inquire(now, coin, part, out);
            }
        }
    }

    /** P6: the leader first, then one acceptor after the other; each of them can find out. */
    private void inquire(long now, long coin, Part part, Out<Message, Record> out) {
        List<NodeId> acceptors = settings.acceptors();
        NodeId asked = part.tries == 0 ? part.id.origin() : acceptors.get((part.tries - 1) % acceptors.size());
        out.note(new InDoubt(part.id, part.since, List.of(asked)));
        propose(part, acceptors, out);
        out.send(asked, new Ask(part.id, part.members));
        part.deadline = now + settings.pauseNanos(part.tries, coin);
        part.tries++;
    }

    private static void become(Part part, State state, Out<Message, Record> out) {
        part.state = state;
        if (state != State.PREPARED) {
            part.deadline = Long.MAX_VALUE;
            part.tally = null;
        }
        out.note(new Became(part.id, state.name().toLowerCase(Locale.ROOT)));
    }

    /** The transactions that this process may neither commit nor abort by itself. */
    List<TransactionId> inDoubt() {
        List<TransactionId> ids = new ArrayList<>();
        for (Part part : parts.values()) {
            if (part.state == State.PREPARED) {
                ids.add(part.id);
            }
        }
        return ids;
    }

    /** How the parts ended that have ended here. */
    Map<TransactionId, Outcome> concluded() {
        TreeMap<TransactionId, Outcome> concluded = new TreeMap<>();
        for (Part part : parts.values()) {
            if (part.state == State.COMMITTED) {
                concluded.put(part.id, Outcome.COMMITTED);
            } else if (part.state == State.ABORTED) {
                concluded.put(part.id, Outcome.ABORTED);
            }
        }
        return concluded;
    }

    /** One line for each part. */
    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Part part : parts.values()) {
            lines.add(part.id + " participant: " + part.state.name().toLowerCase(Locale.ROOT)
                    + (part.tries > 0 ? ", asked " + part.tries + " times" : ""));
        }
        return lines;
    }
}
