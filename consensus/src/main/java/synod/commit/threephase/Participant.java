package synod.commit.threephase;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Became;
import synod.commit.CommitNote.DecidedHere;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.InDoubt;
import synod.commit.CommitNote.Reason;
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
import synod.commit.threephase.Record.Concluded;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * Votes, learns that all voted yes, and ends: <i>working</i>, <i>uncertain</i>, <i>pre-committed</i>, <i>committed</i>. When
 * nobody leads any more it does what its {@link Form} says, in the end by leading itself ({@link Termination}).
 */
final class Participant {
    private static final class Part {
        final TransactionId id;
        List<NodeId> members = List.of();
        Phase phase;
        Ballot lastElected;
        Ballot lastAttempt = Ballot.ZERO;
        boolean isGettingReady;
        boolean isRecovering;
        /** Its coordinator has crashed since it told that all voted yes, and asks like everyone else. */
        boolean isLeaderless;

        long since;
        long deadline;
        int tries;

        @Nullable
        Termination termination;

        Part(TransactionId id, Phase phase, long since, long deadline) {
            this.id = id;
            this.phase = phase;
            this.since = since;
            this.deadline = deadline;
            this.lastElected = Coordinator.first(id);
        }

        boolean hasEnded() {
            return phase == Phase.COMMITTED || phase == Phase.ABORTED;
        }
    }

    /** The lowest bits of an election's round are the life of who leads it, so that none is used again. */
    private static final int LIFE_BITS = 24;

    private final NodeId self;
    private final long life;
    private final Form form;
    private final long patienceNanos;
    private final TreeMap<TransactionId, Part> parts = new TreeMap<>();
    private final TreeSet<NodeId> suspected = new TreeSet<>();

    Participant(NodeId self, long life, ThreePhaseSettings settings) {
        if (life < 1 || life >= 1L << LIFE_BITS) {
            throw new IllegalArgumentException("a life must be 1 to 2^" + LIFE_BITS + " - 1, not " + life);
        }
        this.self = self;
        this.life = life;
        this.form = settings.form();
        this.patienceNanos = settings.patienceNanos();
    }

    /** Takes up what an earlier life left. */
    void restore(Record record, long now) {
        TransactionId id = record.transaction();
        if (record instanceof Record.Part written) {
            Part part = new Part(id, written.phase(), now, now);
            part.members = written.members();
            part.lastElected = written.lastElected();
            part.lastAttempt = written.lastAttempt();
            part.isRecovering = true;
            parts.put(id, part);
        } else if (record instanceof Concluded concluded) {
            Phase phase = concluded.outcome() == Outcome.COMMITTED ? Phase.COMMITTED : Phase.ABORTED;
            parts.put(id, new Part(id, phase, now, Long.MAX_VALUE));
        }
    }

    List<Record> retained() {
        List<Record> records = new ArrayList<>();
        for (Part part : parts.values()) {
            switch (part.phase) {
                case WORKING -> {}
                case UNCERTAIN, PRE_COMMITTED, PRE_ABORTED -> records.add(written(part));
                case COMMITTED -> records.add(new Concluded(part.id, Outcome.COMMITTED));
                case ABORTED -> records.add(new Concluded(part.id, Outcome.ABORTED));
            }
        }
        return records;
    }

    private static Record.Part written(Part part) {
        return new Record.Part(part.id, part.members, part.phase, part.lastElected, part.lastAttempt);
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
            parts.put(id, new Part(id, Phase.WORKING, now, now + patienceNanos));
            out.note(new Became(id, "working"));
        } else if (part.phase != Phase.WORKING) {
            out.note(new Ignored(id, "work", Reason.TOO_LATE));
            if (part.phase == Phase.ABORTED) {
                out.deliver(new Conclude(id, Outcome.ABORTED));
            }
        }
    }

    /** Only the coordinator begins: an application beside a participant asks there. */
    void onBegin(Begin<Message> begin, Out<Message, Record> out) {
        out.deliver(new Report(begin.transaction(), Result.ABORTED));
    }

    void onPrepare(long now, NodeId from, Prepare prepare, Out<Message, Record> out) {
        Part part = parts.get(prepare.transaction());
        if (part == null || part.phase == Phase.ABORTED) {
            // One that does not vote yes promises nothing.
            out.sendAhead(from, new Voted(prepare.transaction(), Vote.NO));
        } else if (part.phase == Phase.WORKING && !part.isGettingReady) {
            part.members = prepare.members();
            part.isGettingReady = true;
            part.deadline = now + patienceNanos;
            out.deliver(new GetReady(part.id));
        } else if (part.phase == Phase.UNCERTAIN) {
            out.send(from, new Voted(part.id, Vote.YES));
        } else {
            out.note(new Ignored(part.id, prepare, Reason.DUPLICATE));
        }
    }

    /** The resource's answer. */
    void onVote(long now, TransactionId id, Vote vote, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || part.phase != Phase.WORKING || !part.isGettingReady) {
            out.note(new Ignored(id, vote, Reason.TOO_LATE));
        } else if (vote == Vote.NO) {
            out.sendAhead(id.origin(), new Voted(id, Vote.NO));
            abortAlone(part, out);
        } else {
            part.phase = Phase.UNCERTAIN;
            part.since = now;
            become(now, part, out);
            out.send(id.origin(), new Voted(id, Vote.YES));
        }
    }

    void onAbandon(TransactionId id, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || part.phase != Phase.WORKING) {
            out.note(new Ignored(id, "abandon", Reason.TOO_LATE));
        } else {
            abortAlone(part, out);
        }
    }

    private void abortAlone(Part part, Out<Message, Record> out) {
        part.phase = Phase.ABORTED;
        part.deadline = Long.MAX_VALUE;
        out.note(new Became(part.id, "aborted"));
        out.deliver(new Conclude(part.id, Outcome.ABORTED));
    }

    /** Records where it stands now, and waits anew. */
    private void become(long now, Part part, Out<Message, Record> out) {
        out.persist(written(part));
        part.deadline = now + patienceNanos;
        out.note(new Became(part.id, name(part.phase)));
    }

    void onPreCommit(long now, NodeId from, PreCommit preCommit, Out<Message, Record> out) {
        move(now, from, preCommit.transaction(), preCommit.election(), Phase.PRE_COMMITTED, out);
    }

    void onPreAbort(long now, NodeId from, PreAbort preAbort, Out<Message, Record> out) {
        move(now, from, preAbort.transaction(), preAbort.election(), Phase.PRE_ABORTED, out);
    }

    private void move(long now, NodeId from, TransactionId id, Ballot election, Phase phase, Out<Message, Record> out) {
        Part part = parts.get(id);
        if (part == null || part.phase == Phase.WORKING) {
            out.note(new Ignored(id, phase, Reason.UNKNOWN));
            return;
        }
        if (part.hasEnded()) {
            tellOutcome(part, from, out);
            return;
        }
        if (form == Form.SKEEN && suspected.contains(from)) {
            // It has crashed since, and somebody else may have asked where this participant stands.
            out.note(new Ignored(id, phase, Reason.TOO_LATE));
            return;
        }
        if (form == Form.E3PC) {
            if (election.isBelow(part.lastElected)) {
                out.send(from, new Refused(id, election, part.lastElected));
                return;
            }
            part.lastElected = election;
            part.lastAttempt = election;
            part.phase = phase;
            become(now, part, out);
        } else if (part.phase == Phase.UNCERTAIN) {
            part.phase = phase;
            part.lastAttempt = election;
            become(now, part, out);
        }
        // With the forms that go one way only, one that had gone the other way says so.
        out.send(from, new Acknowledged(id, election, part.phase));
    }

    void onDecided(NodeId from, Decided decided, Out<Message, Record> out) {
        TransactionId id = decided.transaction();
        Outcome outcome = decided.outcome();
        Part part = parts.get(id);
        if (part == null) {
            out.note(new Ignored(id, decided, Reason.UNKNOWN));
        } else if (part.hasEnded()) {
            boolean isSame = (part.phase == Phase.COMMITTED) == (outcome == Outcome.COMMITTED);
            if (!isSame && form.needsQuorum()) {
                throw CommitRule.T8.broken(id + " is " + name(part.phase) + " here and " + outcome + " says " + from);
            }
        } else if (part.phase == Phase.WORKING && outcome == Outcome.COMMITTED) {
            throw CommitRule.AC3.broken(id + " is committed without the vote of " + self);
        } else {
            conclude(part, outcome, out);
        }
    }

    private void conclude(Part part, Outcome outcome, Out<Message, Record> out) {
        part.phase = outcome == Outcome.COMMITTED ? Phase.COMMITTED : Phase.ABORTED;
        part.deadline = Long.MAX_VALUE;
        part.termination = null;
        part.isRecovering = false;
        out.persist(new Concluded(part.id, outcome));
        out.note(new Became(part.id, name(part.phase)));
        out.deliver(new Conclude(part.id, outcome));
    }

    private static void tellOutcome(Part part, NodeId to, Out<Message, Record> out) {
        out.send(to, new Decided(part.id, part.phase == Phase.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED));
    }

    void onAsk(NodeId from, Ask ask, Out<Message, Record> out) {
        Part part = parts.get(ask.transaction());
        if (part != null && part.hasEnded()) {
            if (part.phase == Phase.ABORTED) {
                // One that aborted alone may have left no trace yet, and must not be heard to have said so and vote
                // yes.
                out.persist(new Concluded(part.id, Outcome.ABORTED));
            }
            tellOutcome(part, from, out);
        } else {
            if (part != null && from.equals(part.id.origin())) {
                part.isLeaderless = true;
            }
            out.note(new Ignored(ask.transaction(), ask, Reason.UNDECIDED));
        }
    }

    // ---- when nobody leads

    void onTick(long now, long coin, Out<Message, Record> out) {
        for (Part part : List.copyOf(parts.values())) {
            if (now < part.deadline) {
                continue;
            }
            if (part.phase == Phase.WORKING) {
                abortAlone(part, out);
            } else if (!part.hasEnded()) {
                silence(now, coin, part, out);
            }
        }
    }

    private void silence(long now, long coin, Part part, Out<Message, Record> out) {
        part.deadline = now + patienceNanos;
        part.tries++;
        switch (form) {
            case TEXTBOOK -> {
                if (part.isRecovering) {
                    askEveryone(part, out);
                } else {
                    conclude(part, part.phase == Phase.PRE_COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED, out);
                }
            }
            case SKEEN -> {
                // Somebody may know the outcome who has no part in finding it.
                askEveryone(part, out);
                if (mayLead(part)) {
                    lead(part, out);
                }
            }
            case QUORUM, E3PC -> {
                part.deadline += Long.remainderUnsigned(coin, patienceNanos);
                Termination running = part.termination;
                if (running != null && running.isCollecting()) {
                    step(part, running.onSilence(), out);
                }
                if (!part.hasEnded() && (running == null || !running.isAttempting() || part.tries % 3 == 0)) {
                    lead(part, out);
                }
            }
        }
    }

    private void askEveryone(Part part, Out<Message, Record> out) {
        List<NodeId> others = new ArrayList<>(part.members);
        others.remove(self);
        others.add(part.id.origin());
        out.note(new InDoubt(part.id, part.since, others));
        for (NodeId other : others) {
            // A question promises nothing.
            out.sendAhead(other, new Ask(part.id));
        }
    }

    /**
     * Skeen: the first of those that are up leads. When that comes to nothing, because it has crashed since it voted and
     * may only listen, the next one does: several that lead see the same states.
     */
    private boolean mayLead(Part part) {
        if (!suspected.contains(part.id.origin()) && !part.isLeaderless && !part.isRecovering) {
            return false;
        }
        int before = 0;
        for (NodeId member : part.members) {
            if (member.equals(self)) {
                break;
            }
            if (!suspected.contains(member)) {
                before++;
            }
        }
        return part.tries > 2 * before;
    }

    private void lead(Part part, Out<Message, Record> out) {
        long beyond = part.lastElected.round() >>> LIFE_BITS;
        if (part.termination != null) {
            beyond = Math.max(beyond, part.termination.highestSeen() >>> LIFE_BITS);
        }
        Ballot election = new Ballot((beyond + 1) << LIFE_BITS | life, self.value());
        part.termination = new Termination(form, election, part.members, part.isRecovering);
        out.note(new InDoubt(part.id, part.since, part.members));
        for (NodeId member : part.members) {
            if (form != Form.SKEEN || !suspected.contains(member)) {
                // The election is this life's own without a record.
                out.sendAhead(member, new Inquire(part.id, part.members, election));
            }
        }
    }

    void onInquire(long now, NodeId from, Inquire inquire, Out<Message, Record> out) {
        TransactionId id = inquire.transaction();
        Part part = parts.get(id);
        if (part == null) {
            part = new Part(id, Phase.ABORTED, now, Long.MAX_VALUE);
            parts.put(id, part);
        } else if (part.phase == Phase.WORKING) {
            abortAlone(part, out);
        }
        if (part.phase == Phase.ABORTED) {
            // It never voted, and says so for good.
            out.persist(new Concluded(id, Outcome.ABORTED));
        } else if (form == Form.E3PC && !part.hasEnded()) {
            if (inquire.election().isBelow(part.lastElected)) {
                out.send(from, new Refused(id, inquire.election(), part.lastElected));
                return;
            }
            part.lastElected = inquire.election();
            out.persist(written(part));
        }
        out.send(from, new Standing(id, inquire.election(), part.phase, part.lastAttempt, part.isRecovering));
    }

    void onStanding(NodeId from, Standing standing, Out<Message, Record> out) {
        Part part = parts.get(standing.transaction());
        Termination running = part == null ? null : part.termination;
        if (part == null || running == null || !running.isOf(standing.election())) {
            out.note(new Ignored(standing.transaction(), standing, Reason.TOO_LATE));
        } else {
            step(part, running.onStanding(from, standing, suspected), out);
        }
    }

    void onAcknowledged(NodeId from, Acknowledged acknowledged, Out<Message, Record> out) {
        Part part = parts.get(acknowledged.transaction());
        Termination running = part == null ? null : part.termination;
        if (part == null || running == null || !running.isOf(acknowledged.election())) {
            out.note(new Ignored(acknowledged.transaction(), acknowledged, Reason.TOO_LATE));
        } else {
            step(part, running.onAcknowledged(from, acknowledged.phase(), suspected), out);
        }
    }

    void onRefused(Refused refused, Out<Message, Record> out) {
        Part part = parts.get(refused.transaction());
        Termination running = part == null ? null : part.termination;
        if (running != null) {
            running.onRefused(refused.lastElected());
        } else {
            out.note(new Ignored(refused.transaction(), refused, Reason.TOO_LATE));
        }
    }

    void onSuspected(NodeId process, Out<Message, Record> out) {
        suspected.add(process);
        for (Part part : List.copyOf(parts.values())) {
            Termination running = part.termination;
            if (form == Form.SKEEN && running != null) {
                step(part, running.onSuspected(suspected), out);
            }
        }
    }

    void onTrusted(NodeId process) {
        suspected.remove(process);
    }

    /** What the states of the others come to. */
    private void step(Part part, Termination.Step step, Out<Message, Record> out) {
        Ballot election = step.election();
        switch (step.kind()) {
            case WAIT -> {}
            case COMMIT -> decide(part, Outcome.COMMITTED, step.why(), out);
            case ABORT -> decide(part, Outcome.ABORTED, step.why(), out);
            case TRY_TO_COMMIT -> {
                for (NodeId member : step.whom()) {
                    // What it rests on are the states of a quorum, which are durable there.
                    out.sendAhead(member, new PreCommit(part.id, election));
                }
            }
            case TRY_TO_ABORT -> {
                for (NodeId member : step.whom()) {
                    out.sendAhead(member, new PreAbort(part.id, election));
                }
            }
        }
    }

    private void decide(Part part, Outcome outcome, String why, Out<Message, Record> out) {
        out.note(new DecidedHere(part.id, outcome, why));
        List<NodeId> members = part.members;
        conclude(part, outcome, out);
        for (NodeId member : members) {
            if (!member.equals(self)) {
                out.send(member, new Decided(part.id, outcome));
            }
        }
        if (!members.contains(part.id.origin())) {
            out.send(part.id.origin(), new Decided(part.id, outcome));
        }
    }

    // ---- questions

    boolean knows(TransactionId id) {
        return parts.containsKey(id);
    }

    /** The oldest named after {@code origin} that has not ended here. */
    @Nullable
    TransactionId oldestOpen(NodeId origin) {
        for (Part part : parts.tailMap(TransactionId.first(origin)).values()) {
            if (!part.id.origin().equals(origin)) {
                return null;
            }
            if (!part.hasEnded()) {
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

    List<TransactionId> inDoubt() {
        List<TransactionId> ids = new ArrayList<>();
        for (Part part : parts.values()) {
            if (part.phase != Phase.WORKING && !part.hasEnded()) {
                ids.add(part.id);
            }
        }
        return ids;
    }

    Map<TransactionId, Outcome> concluded() {
        TreeMap<TransactionId, Outcome> concluded = new TreeMap<>();
        for (Part part : parts.values()) {
            if (part.hasEnded()) {
                concluded.put(part.id, part.phase == Phase.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED);
            }
        }
        return concluded;
    }

    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Part part : parts.values()) {
            StringBuilder line = new StringBuilder(part.id + " participant: " + name(part.phase));
            if (form == Form.E3PC && !part.hasEnded()) {
                line.append(", last elected ").append(part.lastElected);
                line.append(", last attempt ").append(part.lastAttempt);
            }
            if (part.termination != null) {
                line.append(", finishes: ").append(part.termination);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String name(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
