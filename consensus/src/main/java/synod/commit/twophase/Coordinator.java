package synod.commit.twophase;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.DecidedHere;
import synod.commit.CommitNote.Ended;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitNote.Unexplained;
import synod.commit.CommitRule;
import synod.commit.Event.Begin;
import synod.commit.Numbers;
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
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Request;
import synod.commit.twophase.Message.Voted;
import synod.commit.twophase.Record.Decision;
import synod.commit.twophase.Record.Members;
import synod.kernel.NodeId;

/** Collects the votes, decides, and sees to it that everyone hears: <i>preparing</i>, then <i>committed</i> or <i>aborted</i>, then forgotten. */
final class Coordinator {
    private enum State {
        /** It has asked and counts votes. */
        PREPARING,
        /** It has asked the only participant to commit by itself. */
        LEFT_ALONE,
        /** A crash came before the outcome was recorded, and the members are: it has to abort, and to record that. */
        INTERRUPTED,
        /** The outcome is recorded; some have not acknowledged it. */
        DECIDED
    }

    private static final class Transaction {
        final TransactionId id;
        final List<NodeId> members;
        final TreeMap<NodeId, Vote> votes = new TreeMap<>();
        final TreeSet<NodeId> unacknowledged = new TreeSet<>();
        State state;

        @Nullable
        Outcome outcome;

        boolean reportsHere;
        long deadline;
        int tries;

        Transaction(TransactionId id, List<NodeId> members, State state, long deadline) {
            this.id = id;
            this.members = members;
            this.state = state;
            this.deadline = deadline;
        }
    }

    private final long life;
    private final TwoPhaseSettings settings;
    private final Presumption presumption;
    private final TreeMap<TransactionId, Transaction> open = new TreeMap<>();

    /**
     * What this life named and must not begin any more: it has ended, or somebody was told that it is unknown. A later
     * life refuses all names of this one, so that nothing need be durable.
     */
    private final Numbers closed = new Numbers();

    Coordinator(long life, TwoPhaseSettings settings) {
        this.life = life;
        this.settings = settings;
        this.presumption = settings.presumption();
    }

    /** Takes up what an earlier life left, one record after the other. What is open is carried on at the first tick. */
    void restore(Record record, long now) {
        TransactionId id = record.transaction();
        if (record instanceof Members written) {
            open.put(id, new Transaction(id, written.members(), State.INTERRUPTED, now));
        } else if (record instanceof Decision decision) {
            open.remove(id);
            if (presumption.acknowledges(decision.outcome())) {
                Transaction transaction = new Transaction(id, decision.tell(), State.DECIDED, now);
                transaction.outcome = decision.outcome();
                transaction.unacknowledged.addAll(decision.tell());
                open.put(id, transaction);
            }
        } else if (record instanceof Record.Ended) {
            open.remove(id);
        }
    }

    /** The records that an earlier life's could be replaced by. */
    List<Record> retained() {
        List<Record> records = new ArrayList<>();
        for (Transaction transaction : open.values()) {
            if (transaction.outcome != null) {
                records.add(new Decision(transaction.id, transaction.outcome, List.copyOf(transaction.unacknowledged)));
            } else if (presumption == Presumption.COMMIT && transaction.state != State.LEFT_ALONE) {
                records.add(new Members(transaction.id, transaction.members));
            }
        }
        return records;
    }

    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (Transaction transaction : open.values()) {
            earliest = Math.min(earliest, transaction.deadline);
        }
        return earliest;
    }

    void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        if (mayBegin(begin.transaction(), begin, out)) {
            if (begin.participants().size() == 1) {
                leaveAlone(now, begin.transaction(), begin.participants(), out);
                return;
            }
            Transaction transaction = begin(now, begin.transaction(), begin.participants(), out);
            transaction.reportsHere = true;
            ask(transaction, null, out);
        }
    }

    void onRequest(long now, NodeId from, Request request, Out<Message, Record> out) {
        if (!request.members().contains(from)) {
            out.note(new Ignored(request.transaction(), request, Reason.NOT_A_MEMBER));
        } else if (mayBegin(request.transaction(), request, out)) {
            Transaction transaction = begin(now, request.transaction(), request.members(), out);
            if (request.hasVoted()) {
                transaction.votes.put(from, Vote.YES);
                ask(transaction, from, out);
                decideWhenComplete(now, transaction, out);
            } else {
                ask(transaction, null, out);
            }
        }
    }

    /**
     * T6: what was answered for by a presumption, or ended, or named in an earlier life never begins. The request of a
     * participant that has meanwhile been told "aborted" would count as its yes otherwise.
     */
    private boolean mayBegin(TransactionId id, Object wish, Out<Message, Record> out) {
        Reason refusal = null;
        if (id.life() != life) {
            refusal = Reason.OLD_LIFE;
        } else if (open.containsKey(id)) {
            refusal = Reason.KNOWN;
        } else if (closed.contains(id)) {
            refusal = Reason.TOO_LATE;
        }
        if (refusal != null) {
            out.note(new Ignored(id, wish, refusal));
        }
        return refusal == null;
    }

    private Transaction begin(long now, TransactionId id, List<NodeId> members, Out<Message, Record> out) {
        Transaction transaction =
                new Transaction(id, List.copyOf(members), State.PREPARING, now + settings.patienceNanos());
        open.put(id, transaction);
        if (presumption == Presumption.COMMIT) {
            out.persist(new Members(id, transaction.members));
        }
        return transaction;
    }

    /** One participant needs no agreement, and no record here that could contradict it. */
    private void leaveAlone(long now, TransactionId id, List<NodeId> members, Out<Message, Record> out) {
        Transaction transaction =
                new Transaction(id, List.copyOf(members), State.LEFT_ALONE, now + settings.patienceNanos());
        transaction.reportsHere = true;
        open.put(id, transaction);
        // Nothing of this process's is promised: the participant decides.
        out.sendAhead(members.get(0), new CommitAlone(id));
    }

    private void ask(Transaction transaction, @Nullable NodeId except, Out<Message, Record> out) {
        Prepare prepare = new Prepare(transaction.id, transaction.members);
        for (NodeId member : transaction.members) {
            if (member.equals(except)) {
                continue;
            }
            if (presumption == Presumption.COMMIT) {
                out.send(member, prepare);
            } else {
                // A question promises nothing; a crash after it is an abort.
                out.sendAhead(member, prepare);
            }
        }
    }

    void onVoted(long now, NodeId from, Voted voted, Out<Message, Record> out) {
        Transaction transaction = open.get(voted.transaction());
        if (transaction == null) {
            Reason reason = voted.transaction().life() == life ? Reason.TOO_LATE : Reason.OLD_LIFE;
            out.note(new Ignored(voted.transaction(), voted, reason));
        } else if (!transaction.members.contains(from)) {
            out.note(new Ignored(voted.transaction(), voted, Reason.NOT_A_MEMBER));
        } else if (transaction.state != State.PREPARING) {
            out.note(new Ignored(voted.transaction(), voted, Reason.TOO_LATE));
        } else if (transaction.votes.putIfAbsent(from, voted.vote()) != null) {
            out.note(new Ignored(voted.transaction(), voted, Reason.DUPLICATE));
        } else {
            decideWhenComplete(now, transaction, out);
        }
    }

    private void decideWhenComplete(long now, Transaction transaction, Out<Message, Record> out) {
        if (transaction.votes.containsValue(Vote.NO)) {
            abort(now, transaction, "a no", out);
        } else if (transaction.votes.size() == transaction.members.size()) {
            commit(now, transaction, out);
        }
    }

    private void commit(long now, Transaction transaction, Out<Message, Record> out) {
        List<NodeId> changed = new ArrayList<>();
        for (NodeId member : transaction.members) {
            Vote vote = transaction.votes.get(member);
            if (vote == null || vote == Vote.NO) {
                throw CommitRule.T3.broken(transaction.id + " without a yes of " + member);
            }
            if (vote == Vote.YES) {
                changed.add(member);
            }
        }
        out.note(new DecidedHere(transaction.id, Outcome.COMMITTED, "all yes"));
        if (changed.isEmpty()) {
            end(transaction, presumption == Presumption.COMMIT, out);
            report(transaction, Result.COMMITTED, out);
            return;
        }
        conclude(now, transaction, Outcome.COMMITTED, changed, out);
    }

    private void abort(long now, Transaction transaction, String why, Out<Message, Record> out) {
        List<NodeId> mayBePrepared = new ArrayList<>(transaction.members);
        mayBePrepared.removeIf(member -> {
            Vote vote = transaction.votes.get(member);
            return vote == Vote.NO || vote == Vote.READ_ONLY;
        });
        out.note(new DecidedHere(transaction.id, Outcome.ABORTED, why));
        if (mayBePrepared.isEmpty()) {
            if (presumption == Presumption.COMMIT) {
                out.persist(new Decision(transaction.id, Outcome.ABORTED, List.of()));
            }
            end(transaction, presumption == Presumption.COMMIT, out);
            report(transaction, Result.ABORTED, out);
            return;
        }
        conclude(now, transaction, Outcome.ABORTED, mayBePrepared, out);
    }

    /** Records what the presumption does not say by itself, then tells. */
    private void conclude(
            long now, Transaction transaction, Outcome outcome, List<NodeId> tell, Out<Message, Record> out) {
        boolean isPresumed = !presumption.acknowledges(outcome);
        // With presumed commit the members are on record, which a commit has to overrule.
        boolean isRecorded = !isPresumed || presumption == Presumption.COMMIT;
        if (isRecorded) {
            out.persist(new Decision(transaction.id, outcome, tell));
        }
        for (NodeId member : tell) {
            if (isRecorded) {
                out.send(member, new Decided(transaction.id, outcome));
            } else {
                // Presumed: a crash of this process cannot make it anything else.
                out.sendAhead(member, new Decided(transaction.id, outcome));
            }
        }
        report(transaction, outcome == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED, out);
        if (isPresumed) {
            end(transaction, false, out);
            return;
        }
        transaction.state = State.DECIDED;
        transaction.outcome = outcome;
        transaction.unacknowledged.addAll(tell);
        transaction.tries = 0;
        transaction.deadline = now + settings.pauseNanos(0);
    }

    private void report(Transaction transaction, Result result, Out<Message, Record> out) {
        if (transaction.reportsHere) {
            out.deliver(new Report(transaction.id, result));
        }
    }

    private void end(Transaction transaction, boolean isOnRecord, Out<Message, Record> out) {
        if (isOnRecord) {
            out.persist(new Record.Ended(transaction.id));
        }
        open.remove(transaction.id);
        close(transaction.id);
        out.note(new Ended(transaction.id));
    }

    void onAcknowledged(NodeId from, Acknowledged acknowledged, Out<Message, Record> out) {
        Transaction transaction = open.get(acknowledged.transaction());
        if (transaction == null || transaction.state != State.DECIDED || !transaction.unacknowledged.remove(from)) {
            out.note(new Ignored(acknowledged.transaction(), acknowledged, Reason.DUPLICATE));
        } else if (transaction.unacknowledged.isEmpty()) {
            end(transaction, true, out);
        }
    }

    /** Whether the only participant of {@code id} was asked to end it, and has not answered. */
    boolean isLeftAlone(TransactionId id) {
        Transaction transaction = open.get(id);
        return transaction != null && transaction.state == State.LEFT_ALONE;
    }

    /** The only participant of a transaction tells how it ended it. */
    void onDecided(NodeId from, Decided decided, Out<Message, Record> out) {
        Transaction transaction = open.get(decided.transaction());
        if (transaction == null || transaction.state != State.LEFT_ALONE || !transaction.members.contains(from)) {
            out.note(new Ignored(decided.transaction(), decided, Reason.TOO_LATE));
            return;
        }
        end(transaction, false, out);
        report(transaction, decided.outcome() == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED, out);
    }

    void onAsk(NodeId from, Ask ask, Out<Message, Record> out) {
        TransactionId id = ask.transaction();
        Transaction transaction = open.get(id);
        if (transaction == null) {
            if (id.life() > life) {
                out.note(new Unexplained(id, from));
                return;
            }
            close(id);
            // What is presumed needs no record, and nothing can be recorded any more that says otherwise.
            out.sendAhead(from, new Presumed(id, presumption.unknown()));
        } else if (transaction.outcome == null) {
            out.note(new Ignored(id, ask, Reason.UNDECIDED));
        } else {
            out.send(from, new Decided(id, transaction.outcome));
        }
    }

    void onTick(long now, Out<Message, Record> out) {
        for (Transaction transaction : List.copyOf(open.values())) {
            if (now < transaction.deadline) {
                continue;
            }
            switch (transaction.state) {
                case PREPARING -> abort(now, transaction, "votes are missing", out);
                case INTERRUPTED -> abort(now, transaction, "a crash before the decision", out);
                case LEFT_ALONE -> {
                    end(transaction, false, out);
                    report(transaction, Result.UNKNOWN, out);
                }
                case DECIDED -> resend(now, transaction, out);
            }
        }
    }

    private void resend(long now, Transaction transaction, Out<Message, Record> out) {
        Outcome outcome = transaction.outcome;
        if (outcome == null) {
            throw CommitRule.T5.broken(transaction.id + " is decided without an outcome");
        }
        for (NodeId member : transaction.unacknowledged) {
            out.send(member, new Decided(transaction.id, outcome));
        }
        transaction.tries++;
        transaction.deadline = now + settings.pauseNanos(transaction.tries);
    }

    private void close(TransactionId id) {
        if (id.life() == life) {
            closed.add(id);
        }
    }

    /** The oldest that is not done with. */
    @Nullable
    TransactionId oldestOpen() {
        return open.isEmpty() ? null : open.firstKey();
    }

    /** Drops those that have ended everywhere: an earlier life may have told so and lost its own record of it. */
    void forgetBelow(TransactionId mark) {
        open.subMap(TransactionId.first(mark.origin()), mark).clear();
        closed.dropBelow(mark);
    }

    /** One line for each open transaction. */
    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Transaction transaction : open.values()) {
            String state = switch (transaction.state) {
                case PREPARING -> "preparing, votes " + transaction.votes;
                case LEFT_ALONE -> "left to " + transaction.members;
                case INTERRUPTED -> "interrupted before its decision";
                case DECIDED -> transaction.outcome + ", not acknowledged by " + transaction.unacknowledged;
            };
            lines.add(transaction.id + " coordinator: " + state);
        }
        return lines;
    }
}
