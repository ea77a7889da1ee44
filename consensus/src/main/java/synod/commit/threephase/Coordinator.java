package synod.commit.threephase;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.DecidedHere;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitRule;
import synod.commit.Event.Begin;
import synod.commit.Order.Report;
import synod.commit.Order.Result;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.threephase.Message.Acknowledged;
import synod.commit.threephase.Message.Ask;
import synod.commit.threephase.Message.Decided;
import synod.commit.threephase.Message.PreCommit;
import synod.commit.threephase.Message.Prepare;
import synod.commit.threephase.Message.Voted;
import synod.commit.threephase.Record.AllYes;
import synod.commit.threephase.Record.Asked;
import synod.commit.threephase.Record.Decision;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** Leads the run as long as nothing fails: asks, tells that all voted yes, decides. Once it is missed, others end it. */
final class Coordinator {
    private enum State {
        WAITING,
        PRE_COMMITTING,
        /** It does not know what others have decided without it, and asks. */
        UNSURE,
        DECIDED
    }

    private static final class Transaction {
        final TransactionId id;
        final List<NodeId> members;
        final TreeMap<NodeId, Vote> votes = new TreeMap<>();
        final TreeSet<NodeId> preCommitted = new TreeSet<>();
        State state;

        @Nullable
        Outcome outcome;

        boolean reportsHere;
        long deadline;

        Transaction(TransactionId id, List<NodeId> members, State state, long deadline) {
            this.id = id;
            this.members = members;
            this.state = state;
            this.deadline = deadline;
        }
    }

    private final long life;
    private final ThreePhaseSettings settings;
    private final TreeMap<TransactionId, Transaction> transactions = new TreeMap<>();
    private final TreeSet<NodeId> suspected = new TreeSet<>();

    Coordinator(long life, ThreePhaseSettings settings) {
        this.life = life;
        this.settings = settings;
    }

    /** The election that the first run counts as: below all others, and this coordinator's own. */
    static Ballot first(TransactionId id) {
        return new Ballot(0, id.origin().value());
    }

    /**
     * Takes up what an earlier life left. Where it had not told anyone that all voted yes, nobody can have committed, and
     * it aborts; where it may have, others may have ended it either way, and it asks.
     */
    void restore(Record record, long now) {
        TransactionId id = record.transaction();
        if (record instanceof Asked asked) {
            transactions.put(id, new Transaction(id, asked.members(), State.WAITING, now));
        } else if (record instanceof AllYes allYes) {
            transactions.put(id, new Transaction(id, allYes.members(), State.UNSURE, now));
        } else if (record instanceof Decision decision) {
            Transaction transaction = transactions.computeIfAbsent(
                    id, missing -> new Transaction(missing, List.of(), State.DECIDED, Long.MAX_VALUE));
            transaction.state = State.DECIDED;
            transaction.outcome = decision.outcome();
            transaction.deadline = Long.MAX_VALUE;
        }
    }

    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (Transaction transaction : transactions.values()) {
            earliest = Math.min(earliest, transaction.deadline);
        }
        return earliest;
    }

    void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        TransactionId id = begin.transaction();
        if (id.life() != life || transactions.containsKey(id)) {
            out.note(new Ignored(id, begin, id.life() == life ? Reason.KNOWN : Reason.OLD_LIFE));
            return;
        }
        List<NodeId> members = List.copyOf(begin.participants());
        Transaction transaction = new Transaction(id, members, State.WAITING, now + settings.patienceNanos());
        transaction.reportsHere = true;
        transactions.put(id, transaction);
        out.persist(new Asked(id, members));
        for (NodeId member : members) {
            out.send(member, new Prepare(id, members));
        }
    }

    void onVoted(long now, NodeId from, Voted voted, Out<Message, Record> out) {
        Transaction transaction = transactions.get(voted.transaction());
        if (transaction == null || transaction.state != State.WAITING || !transaction.members.contains(from)) {
            out.note(new Ignored(voted.transaction(), voted, Reason.TOO_LATE));
            return;
        }
        transaction.votes.put(from, voted.vote());
        if (voted.vote() == Vote.NO) {
            decide(transaction, Outcome.ABORTED, "a no", out);
        } else if (transaction.votes.size() == transaction.members.size()) {
            preCommit(now, transaction, out);
        }
    }

    private void preCommit(long now, Transaction transaction, Out<Message, Record> out) {
        if (!transaction.votes.keySet().containsAll(transaction.members) || transaction.votes.containsValue(Vote.NO)) {
            throw CommitRule.AC3.broken(transaction.id + " is pre-committed after " + transaction.votes);
        }
        transaction.state = State.PRE_COMMITTING;
        transaction.deadline = now + settings.patienceNanos();
        out.persist(new AllYes(transaction.id, transaction.members));
        for (NodeId member : transaction.members) {
            out.send(member, new PreCommit(transaction.id, first(transaction.id)));
        }
    }

    void onAcknowledged(NodeId from, Acknowledged acknowledged, Out<Message, Record> out) {
        Transaction transaction = transactions.get(acknowledged.transaction());
        if (transaction == null
                || transaction.state != State.PRE_COMMITTING
                || !acknowledged.election().equals(first(transaction.id))
                || acknowledged.phase() != Phase.PRE_COMMITTED) {
            out.note(new Ignored(acknowledged.transaction(), acknowledged, Reason.TOO_LATE));
            return;
        }
        transaction.preCommitted.add(from);
        commitWhenAcknowledged(transaction, out);
    }

    private void commitWhenAcknowledged(Transaction transaction, Out<Message, Record> out) {
        boolean isEnough = switch (settings.form()) {
            case TEXTBOOK -> transaction.preCommitted.size() == transaction.members.size();
            case SKEEN -> {
                TreeSet<NodeId> missing = new TreeSet<>(transaction.members);
                missing.removeAll(transaction.preCommitted);
                missing.removeAll(suspected);
                yield missing.isEmpty() && !transaction.preCommitted.isEmpty();
            }
            case QUORUM, E3PC ->
                transaction.preCommitted.size() >= ThreePhaseSettings.quorum(transaction.members.size());
        };
        if (isEnough) {
            decide(transaction, Outcome.COMMITTED, "pre-committed: " + transaction.preCommitted, out);
        }
    }

    private void decide(Transaction transaction, Outcome outcome, String why, Out<Message, Record> out) {
        out.note(new DecidedHere(transaction.id, outcome, why));
        learnt(transaction, outcome, out);
        for (NodeId member : transaction.members) {
            out.send(member, new Decided(transaction.id, outcome));
        }
    }

    private static void learnt(Transaction transaction, Outcome outcome, Out<Message, Record> out) {
        transaction.state = State.DECIDED;
        transaction.outcome = outcome;
        transaction.deadline = Long.MAX_VALUE;
        out.persist(new Decision(transaction.id, outcome));
        if (transaction.reportsHere) {
            out.deliver(new Report(transaction.id, outcome == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED));
        }
    }

    /** Others have ended it. */
    void onDecided(NodeId from, Decided decided, Out<Message, Record> out) {
        Transaction transaction = transactions.get(decided.transaction());
        if (transaction == null) {
            out.note(new Ignored(decided.transaction(), decided, Reason.UNKNOWN));
        } else if (transaction.outcome == null) {
            learnt(transaction, decided.outcome(), out);
        } else if (transaction.outcome != decided.outcome() && settings.form().needsQuorum()) {
            throw CommitRule.T8.broken(
                    transaction.id + " is " + transaction.outcome + " here, " + decided.outcome() + " says " + from);
        }
    }

    void onAsk(NodeId from, Ask ask, Out<Message, Record> out) {
        Transaction transaction = transactions.get(ask.transaction());
        if (transaction != null && transaction.outcome != null) {
            out.send(from, new Decided(transaction.id, transaction.outcome));
        } else {
            out.note(new Ignored(ask.transaction(), ask, transaction == null ? Reason.UNKNOWN : Reason.UNDECIDED));
        }
    }

    void onSuspected(NodeId process, Out<Message, Record> out) {
        suspected.add(process);
        if (settings.form() != Form.SKEEN) {
            return;
        }
        for (Transaction transaction : List.copyOf(transactions.values())) {
            if (!transaction.members.contains(process)) {
                continue;
            }
            if (transaction.state == State.WAITING) {
                decide(transaction, Outcome.ABORTED, process + " crashed", out);
            } else if (transaction.state == State.PRE_COMMITTING) {
                commitWhenAcknowledged(transaction, out);
            }
        }
    }

    void onTrusted(NodeId process) {
        suspected.remove(process);
    }

    void onTick(long now, Out<Message, Record> out) {
        for (Transaction transaction : List.copyOf(transactions.values())) {
            if (now < transaction.deadline) {
                continue;
            }
            switch (transaction.state) {
                case WAITING -> decide(transaction, Outcome.ABORTED, "votes are missing", out);
                case PRE_COMMITTING -> silentAfterPreCommit(now, transaction, out);
                case UNSURE -> askTheMembers(now, transaction, out);
                case DECIDED -> transaction.deadline = Long.MAX_VALUE;
            }
        }
    }

    private void silentAfterPreCommit(long now, Transaction transaction, Out<Message, Record> out) {
        switch (settings.form()) {
            case TEXTBOOK -> decide(transaction, Outcome.ABORTED, "acknowledgements are missing", out);
            // Whoever is silent has crashed: that is what this form believes.
            case SKEEN -> {
                transaction.deadline = now + settings.patienceNanos();
                if (!transaction.preCommitted.isEmpty()) {
                    decide(transaction, Outcome.COMMITTED, "the others are silent", out);
                }
            }
            case QUORUM, E3PC -> {
                transaction.state = State.UNSURE;
                askTheMembers(now, transaction, out);
            }
        }
    }

    private void askTheMembers(long now, Transaction transaction, Out<Message, Record> out) {
        transaction.deadline = now + settings.patienceNanos();
        for (NodeId member : transaction.members) {
            // A question promises nothing.
            out.sendAhead(member, new Ask(transaction.id));
        }
    }

    boolean knows(TransactionId id) {
        return transactions.containsKey(id);
    }

    /** The oldest that is not decided. */
    @Nullable
    TransactionId oldestOpen() {
        for (Transaction transaction : transactions.values()) {
            if (transaction.outcome == null) {
                return transaction.id;
            }
        }
        return null;
    }

    /** Drops those that have ended everywhere: an earlier life may have told so and lost its own record of it. */
    void forgetBelow(TransactionId mark) {
        transactions.subMap(TransactionId.first(mark.origin()), mark).clear();
    }

    List<Record> retained() {
        List<Record> records = new ArrayList<>();
        for (Transaction transaction : transactions.values()) {
            switch (transaction.state) {
                case WAITING -> records.add(new Asked(transaction.id, transaction.members));
                case PRE_COMMITTING, UNSURE -> records.add(new AllYes(transaction.id, transaction.members));
                case DECIDED -> {
                    if (transaction.outcome != null) {
                        records.add(new Decision(transaction.id, transaction.outcome));
                    }
                }
            }
        }
        return records;
    }

    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Transaction transaction : transactions.values()) {
            String state = transaction.outcome != null
                    ? transaction.outcome.name().toLowerCase(Locale.ROOT)
                    : transaction.state.name().toLowerCase(Locale.ROOT).replace('_', '-');
            lines.add(transaction.id + " coordinator: " + state);
        }
        return lines;
    }
}
