package synod.commit.twophase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Became;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.InDoubt;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitNote.Unexplained;
import synod.commit.CommitRule;
import synod.commit.Event.Begin;
import synod.commit.Order.Conclude;
import synod.commit.Order.GetReady;
import synod.commit.Order.Report;
import synod.commit.Order.Result;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.twophase.Message.Acknowledged;
import synod.commit.twophase.Message.Ask;
import synod.commit.twophase.Message.CommitAlone;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.NoIdea;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Request;
import synod.commit.twophase.Message.Voted;
import synod.commit.twophase.Record.Concluded;
import synod.commit.twophase.Record.Prepared;
import synod.kernel.NodeId;

/**
 * Votes, and does as it is told: <i>working</i>, <i>prepared</i>, then <i>committed</i> or <i>aborted</i>. Between its yes
 * and the outcome it is in doubt, and asks.
 */
final class Participant {
    private enum State {
        WORKING,
        /** The resource has been told to write its undo and redo. */
        GETTING_READY,
        PREPARED,
        READ_ONLY,
        COMMITTED,
        ABORTED;

        boolean isBeforeVote() {
            return this == WORKING || this == GETTING_READY;
        }
    }

    /** What the resource's answer is for. */
    private enum Purpose {
        VOTE,
        /** The application began here: the yes goes along with the request. */
        REQUEST,
        /** It is the only participant and decides. */
        DECIDE_ALONE
    }

    private static final class Part {
        final TransactionId id;
        State state;
        Purpose purpose = Purpose.VOTE;
        List<NodeId> members = List.of();
        boolean reportsHere;
        long since;
        long deadline;
        int tries;
        /** Who of the others said that it is prepared too. */
        final TreeSet<NodeId> alsoPrepared = new TreeSet<>();

        Part(TransactionId id, State state, long since, long deadline) {
            this.id = id;
            this.state = state;
            this.since = since;
            this.deadline = deadline;
        }
    }

    private final NodeId self;
    private final TwoPhaseSettings settings;
    private final Presumption presumption;
    private final TreeMap<TransactionId, Part> parts = new TreeMap<>();

    Participant(NodeId self, TwoPhaseSettings settings) {
        this.self = self;
        this.settings = settings;
        this.presumption = settings.presumption();
    }

    /** Takes up what an earlier life left, one record after the other. One that is in doubt asks at the first tick. */
    void restore(Record record, long now) {
        TransactionId id = record.transaction();
        if (record instanceof Prepared prepared) {
            Part part = new Part(id, State.PREPARED, now, now);
            part.members = prepared.members();
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
                case WORKING, GETTING_READY, READ_ONLY -> {}
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

    /** The application that worked here asks to commit: this participant votes first and lets the coordinator begin. */
    void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        TransactionId id = begin.transaction();
        Part part = parts.get(id);
        if (part == null || part.state == State.ABORTED) {
            out.deliver(new Report(id, Result.ABORTED));
            return;
        }
        if (part.state != State.WORKING || part.reportsHere) {
            out.note(new Ignored(id, begin, Reason.KNOWN));
            return;
        }
        part.reportsHere = true;
        part.members = begin.participants();
        if (presumption == Presumption.COMMIT) {
            // A yes before the members are on record at the coordinator could be presumed committed.
            out.sendAhead(id.origin(), new Request(id, part.members, false));
            part.deadline = now + settings.patienceNanos();
        } else {
            part.purpose = Purpose.REQUEST;
            askResource(now, part, out);
        }
    }

    void onPrepare(long now, NodeId from, Prepare prepare, Out<Message, Record> out) {
        TransactionId id = prepare.transaction();
        Part part = parts.get(id);
        if (part == null) {
            // Its work is not here, or no longer; a process that does not vote yes promises nothing.
            out.sendAhead(from, new Voted(id, Vote.NO));
            return;
        }
        switch (part.state) {
            case WORKING -> {
                part.members = prepare.members();
                askResource(now, part, out);
            }
            case GETTING_READY -> out.note(new Ignored(id, prepare, Reason.DUPLICATE));
            case PREPARED -> out.send(from, new Voted(id, Vote.YES));
            case READ_ONLY -> out.sendAhead(from, new Voted(id, Vote.READ_ONLY));
            case ABORTED -> out.sendAhead(from, new Voted(id, Vote.NO));
            case COMMITTED -> out.note(new Ignored(id, prepare, Reason.TOO_LATE));
        }
    }

    void onCommitAlone(long now, NodeId from, CommitAlone alone, Out<Message, Record> out) {
        TransactionId id = alone.transaction();
        Part part = parts.get(id);
        if (part == null) {
            out.sendAhead(from, new Decided(id, Outcome.ABORTED));
            return;
        }
        switch (part.state) {
            case WORKING -> {
                part.purpose = Purpose.DECIDE_ALONE;
                part.members = List.of(self);
                askResource(now, part, out);
            }
            case COMMITTED -> out.send(from, new Decided(id, Outcome.COMMITTED));
            case ABORTED -> out.send(from, new Decided(id, Outcome.ABORTED));
            case GETTING_READY, PREPARED, READ_ONLY -> out.note(new Ignored(id, alone, Reason.DUPLICATE));
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
        if (part.purpose == Purpose.DECIDE_ALONE) {
            decideAlone(part, vote, out);
            return;
        }
        switch (vote) {
            case YES -> prepared(now, part, out);
            case NO -> {
                become(part, State.ABORTED, out);
                // A no only repeats what silence would come to.
                out.sendAhead(id.origin(), new Voted(id, Vote.NO));
                abortHere(part, out);
            }
            case READ_ONLY -> {
                become(part, State.READ_ONLY, out);
                if (part.purpose == Purpose.REQUEST) {
                    out.sendAhead(id.origin(), new Request(id, part.members, false));
                } else {
                    // Nothing was changed, so that there is nothing to promise.
                    out.sendAhead(id.origin(), new Voted(id, Vote.READ_ONLY));
                }
            }
        }
    }

    /** T1: the record, and before it the resource's undo and redo, are durable when the yes leaves. */
    private void prepared(long now, Part part, Out<Message, Record> out) {
        out.persist(new Prepared(part.id, part.members));
        become(part, State.PREPARED, out);
        part.since = now;
        part.deadline = now + settings.resendNanos();
        if (part.purpose == Purpose.REQUEST) {
            out.send(part.id.origin(), new Request(part.id, part.members, true));
        } else {
            out.send(part.id.origin(), new Voted(part.id, Vote.YES));
        }
    }

    private void decideAlone(Part part, Vote vote, Out<Message, Record> out) {
        if (vote == Vote.NO) {
            become(part, State.ABORTED, out);
            out.deliver(new Conclude(part.id, Outcome.ABORTED));
            out.sendAhead(part.id.origin(), new Decided(part.id, Outcome.ABORTED));
            return;
        }
        out.persist(new Concluded(part.id, Outcome.COMMITTED));
        become(part, State.COMMITTED, out);
        out.send(part.id.origin(), new Decided(part.id, Outcome.COMMITTED));
        out.deliver(new Conclude(part.id, Outcome.COMMITTED));
    }

    void onAbandon(TransactionId id, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || !part.state.isBeforeVote()) {
            out.note(new Ignored(id, "abandon", Reason.TOO_LATE));
        } else {
            become(part, State.ABORTED, out);
            abortHere(part, out);
        }
    }

    void onDecided(NodeId from, Decided decided, Out<Message, Record> out) {
        TransactionId id = decided.transaction();
        Outcome outcome = decided.outcome();
        Part part = parts.get(id);
        if (part == null) {
            if (outcome == Outcome.COMMITTED) {
                out.note(new Unexplained(id, from));
            } else if (presumption.acknowledges(outcome)) {
                out.sendAhead(id.origin(), new Acknowledged(id));
            }
            return;
        }
        switch (part.state) {
            case WORKING, GETTING_READY -> {
                if (outcome == Outcome.COMMITTED) {
                    throw CommitRule.AC3.broken(id + " is committed without the vote of " + self);
                }
                become(part, State.ABORTED, out);
                concluded(part, outcome, out);
            }
            case PREPARED -> {
                become(part, outcome == Outcome.COMMITTED ? State.COMMITTED : State.ABORTED, out);
                concluded(part, outcome, out);
            }
            case READ_ONLY -> acknowledge(id, outcome, out);
            case COMMITTED, ABORTED -> {
                if (outcome != (part.state == State.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED)) {
                    throw CommitRule.T8.broken(id + " is " + part.state + " here and " + outcome + " says " + from);
                }
                acknowledge(id, outcome, out);
            }
        }
    }

    /** The coordinator has no record: one in doubt takes the presumption, one that has concluded knows better. */
    void onPresumed(Presumed presumed, Out<Message, Record> out) {
        Part part = parts.get(presumed.transaction());
        if (part == null || part.state != State.PREPARED) {
            out.note(new Ignored(presumed.transaction(), presumed, Reason.TOO_LATE));
            return;
        }
        become(part, presumed.outcome() == Outcome.COMMITTED ? State.COMMITTED : State.ABORTED, out);
        concluded(part, presumed.outcome(), out);
    }

    /**
     * T5: an outcome that the coordinator waits to hear of is durable before it is acknowledged. A presumed one is only
     * written down, so that others can be told: found in doubt again after a crash, the coordinator would say the same.
     */
    private void concluded(Part part, Outcome outcome, Out<Message, Record> out) {
        if (presumption.acknowledges(outcome)) {
            out.persist(new Concluded(part.id, outcome));
            acknowledge(part.id, outcome, out);
            out.deliver(new Conclude(part.id, outcome));
        } else {
            out.deliver(new Conclude(part.id, outcome));
            out.persist(new Concluded(part.id, outcome));
        }
        if (part.reportsHere) {
            out.deliver(new Report(part.id, outcome == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED));
        }
    }

    private void acknowledge(TransactionId id, Outcome outcome, Out<Message, Record> out) {
        if (presumption.acknowledges(outcome)) {
            out.send(id.origin(), new Acknowledged(id));
        }
    }

    /** The part is aborted by this process alone. */
    private void abortHere(Part part, Out<Message, Record> out) {
        out.deliver(new Conclude(part.id, Outcome.ABORTED));
        if (part.reportsHere) {
            out.deliver(new Report(part.id, Result.ABORTED));
        }
    }

    /** Cooperative termination, the side that is asked. One still at work aborts for good, so that the other is free. */
    void onAsk(NodeId from, Ask ask, Out<Message, Record> out) {
        TransactionId id = ask.transaction();
        Part part = parts.get(id);
        if (part == null || part.state == State.READ_ONLY) {
            out.sendAhead(from, new NoIdea(id, false));
            return;
        }
        switch (part.state) {
            case WORKING, GETTING_READY -> {
                become(part, State.ABORTED, out);
                abortHere(part, out);
                // It could be given the same work again after a crash, and must not vote yes then.
                out.persist(new Concluded(id, Outcome.ABORTED));
                out.send(from, new Decided(id, Outcome.ABORTED));
            }
            case COMMITTED -> out.send(from, new Decided(id, Outcome.COMMITTED));
            case ABORTED -> out.send(from, new Decided(id, Outcome.ABORTED));
            // That it is prepared promises nothing new.
            case PREPARED, READ_ONLY -> out.sendAhead(from, new NoIdea(id, true));
        }
    }

    void onNoIdea(NodeId from, NoIdea noIdea, Out<Message, Record> out) {
        Part part = parts.get(noIdea.transaction());
        if (part == null || part.state != State.PREPARED) {
            out.note(new Ignored(noIdea.transaction(), noIdea, Reason.TOO_LATE));
        } else if (noIdea.isPrepared()) {
            part.alsoPrepared.add(from);
        }
    }

    void onTick(long now, Out<Message, Record> out) {
        for (Part part : List.copyOf(parts.values())) {
            if (now < part.deadline) {
                continue;
            }
            if (part.state.isBeforeVote()) {
                become(part, State.ABORTED, out);
                abortHere(part, out);
            } else if (part.state == State.PREPARED) {
                inquire(now, part, out);
            }
        }
    }

    /** The coordinator first; from the second time on the other participants too. */
    private void inquire(long now, Part part, Out<Message, Record> out) {
        List<NodeId> asked = new ArrayList<>();
        asked.add(part.id.origin());
        if (part.tries > 0) {
            for (NodeId member : part.members) {
                if (!member.equals(self) && !asked.contains(member)) {
                    asked.add(member);
                }
            }
        }
        out.note(new InDoubt(part.id, part.since, asked));
        for (NodeId other : asked) {
            // A question promises nothing.
            out.sendAhead(other, new Ask(part.id));
        }
        part.deadline = now + settings.pauseNanos(part.tries);
        part.tries++;
    }

    private static void become(Part part, State state, Out<Message, Record> out) {
        part.state = state;
        if (state != State.PREPARED) {
            part.deadline = Long.MAX_VALUE;
        }
        out.note(new Became(
                part.id, state.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
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

    /** Whether there is a trace of {@code id} here. */
    boolean knows(TransactionId id) {
        return parts.containsKey(id);
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
            StringBuilder line = new StringBuilder(part.id + " participant: " + part.state);
            if (part.state == State.PREPARED && part.tries > 0) {
                line.append(", in doubt, asked ").append(part.tries).append(" times");
                if (!part.alsoPrepared.isEmpty()) {
                    line.append(", as are ").append(part.alsoPrepared);
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
