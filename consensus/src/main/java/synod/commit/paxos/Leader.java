package synod.commit.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.DecidedHere;
import synod.commit.CommitNote.Ended;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitRule;
import synod.commit.Event.Begin;
import synod.commit.Order.Report;
import synod.commit.Order.Result;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Acknowledged;
import synod.commit.paxos.Message.Ask;
import synod.commit.paxos.Message.Decided;
import synod.commit.paxos.Message.Forget;
import synod.commit.paxos.Message.Held;
import synod.commit.paxos.Message.Lead;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Message.Promise;
import synod.commit.paxos.Message.Refused;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * Listens at ballot 0 while the participants propose for themselves, and where something is missing finishes their
 * instances under a ballot of its own. Several may do so at once; ballots keep that harmless. It remembers nothing.
 */
final class Leader {
    private enum State {
        /** The participants propose; the acceptors tell. */
        LISTENING,
        /** Phase 1 under a ballot of its own. */
        PREPARING,
        /** Phase 2 under a ballot of its own. */
        ACCEPTING,
        /** The outcome is known; some participants have not acknowledged it. */
        DECIDED
    }

    private static final class Transaction {
        final TransactionId id;
        final List<NodeId> members;
        final Tally tally;
        final TreeMap<NodeId, Promise> promises = new TreeMap<>();
        final TreeSet<NodeId> unacknowledged = new TreeSet<>();
        State state = State.LISTENING;
        Ballot ballot = Ballot.ZERO;
        long seenRound;

        @Nullable
        Outcome outcome;

        boolean reportsHere;
        long deadline;
        int tries;

        Transaction(TransactionId id, List<NodeId> members, int quorum) {
            this.id = id;
            this.members = members;
            this.tally = new Tally(members, quorum);
        }
    }

    /** The lowest bits of a round are the leader's life, so that no ballot is used again after a restart. */
    private static final int LIFE_BITS = 24;

    private final NodeId self;
    private final PaxosCommitSettings settings;
    private final long life;
    private final TreeMap<TransactionId, Transaction> open = new TreeMap<>();

    Leader(NodeId self, long life, PaxosCommitSettings settings) {
        this.self = self;
        this.settings = settings;
        if (life < 1 || life >= 1L << LIFE_BITS) {
            throw new IllegalArgumentException("a life must be 1 to 2^" + LIFE_BITS + " - 1, not " + life);
        }
        this.life = life;
    }

    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (Transaction transaction : open.values()) {
            earliest = Math.min(earliest, transaction.deadline);
        }
        return earliest;
    }

    void onBegin(long now, Begin<Message> begin, Out<Message, Record> out) {
        if (open.containsKey(begin.transaction())) {
            out.note(new Ignored(begin.transaction(), begin, Reason.KNOWN));
            return;
        }
        Transaction transaction = listen(now, begin.transaction(), begin.participants());
        transaction.reportsHere = true;
        ask(transaction, null, out);
    }

    /** The first participant has proposed and wants the others to. */
    void onRequest(long now, NodeId from, TransactionId id, List<NodeId> members, Out<Message, Record> out) {
        if (!open.containsKey(id)) {
            ask(listen(now, id, members), from, out);
        }
    }

    private Transaction listen(long now, TransactionId id, List<NodeId> members) {
        Transaction transaction = new Transaction(id, List.copyOf(members), settings.quorum());
        transaction.deadline = now + settings.patienceNanos();
        open.put(id, transaction);
        return transaction;
    }

    private static void ask(Transaction transaction, @Nullable NodeId except, Out<Message, Record> out) {
        for (NodeId member : transaction.members) {
            if (!member.equals(except)) {
                // A question promises nothing.
                out.sendAhead(member, new Prepare(transaction.id, transaction.members));
            }
        }
    }

    /** P2: a participant did not propose and will not. Its instance is closed for it. */
    void onDeclined(long now, NodeId from, TransactionId id, Out<Message, Record> out) {
        Transaction transaction = open.get(id);
        if (transaction == null || transaction.state != State.LISTENING) {
            out.note(new Ignored(id, "declined by " + from, Reason.TOO_LATE));
        } else {
            prepare(now, 0, transaction, out);
        }
    }

    /** Somebody needs the outcome. */
    void onAsk(long now, NodeId from, Ask ask, Out<Message, Record> out) {
        Transaction transaction = open.get(ask.transaction());
        if (transaction == null) {
            lead(now, ask.transaction(), ask.members(), out);
        } else if (transaction.outcome != null) {
            // Chosen by a quorum, whatever becomes of this process.
            out.sendAhead(from, new Decided(transaction.id, transaction.outcome));
        } else {
            out.note(new Ignored(transaction.id, ask, Reason.UNDECIDED));
        }
    }

    /** Ends a transaction that is not being ended here: any process may. */
    void lead(long now, TransactionId id, List<NodeId> members, Out<Message, Record> out) {
        if (!open.containsKey(id)) {
            prepare(now, 0, listen(now, id, members), out);
        }
    }

    /** Phase 1a, for all instances. */
    private void prepare(long now, long coin, Transaction transaction, Out<Message, Record> out) {
        long beyond = Math.max(transaction.seenRound, transaction.ballot.round()) >>> LIFE_BITS;
        transaction.ballot = new Ballot((beyond + 1) << LIFE_BITS | life, self.value());
        transaction.state = State.PREPARING;
        transaction.promises.clear();
        transaction.deadline = now + settings.patienceNanos() + settings.pauseNanos(transaction.tries, coin);
        transaction.tries++;
        for (NodeId acceptor : settings.acceptors()) {
            // The ballot is this life's own without a record.
            out.sendAhead(acceptor, new Lead(transaction.id, transaction.members, transaction.ballot));
        }
    }

    void onPromise(NodeId acceptor, Promise promise, Out<Message, Record> out) {
        Transaction transaction = open.get(promise.transaction());
        if (transaction == null
                || transaction.state != State.PREPARING
                || !promise.ballot().equals(transaction.ballot)) {
            out.note(new Ignored(promise.transaction(), promise, Reason.TOO_LATE));
            return;
        }
        transaction.promises.put(acceptor, promise);
        if (transaction.promises.size() >= settings.quorum()) {
            propose(transaction, out);
        }
    }

    /** Phase 2a, for all instances: P3. */
    private void propose(Transaction transaction, Out<Message, Record> out) {
        List<Held> proposals = new ArrayList<>();
        for (NodeId member : transaction.members) {
            Held highest = highest(transaction, member);
            boolean isPrepared = highest != null && highest.isPrepared();
            proposals.add(new Held(member, transaction.ballot, isPrepared));
        }
        checkP3(transaction, proposals);
        transaction.state = State.ACCEPTING;
        for (NodeId acceptor : settings.acceptors()) {
            // What it proposes is in the acceptors' promises; nothing of its own has to be durable.
            out.sendAhead(acceptor, new Accept(transaction.id, transaction.members, proposals));
        }
    }

    private static @Nullable Held highest(Transaction transaction, NodeId member) {
        Held highest = null;
        for (Promise promise : transaction.promises.values()) {
            for (Held held : promise.accepted()) {
                if (held.member().equals(member)
                        && (highest == null || held.ballot().isAbove(highest.ballot()))) {
                    highest = held;
                }
            }
        }
        return highest;
    }

    /** The rule once more: nobody is prepared on a leader's word. */
    private static void checkP3(Transaction transaction, List<Held> proposals) {
        for (Held proposal : proposals) {
            boolean isReported = transaction.promises.values().stream()
                    .flatMap(promise -> promise.accepted().stream())
                    .anyMatch(held -> held.member().equals(proposal.member()) && held.isPrepared());
            if (proposal.isPrepared() && !isReported) {
                throw CommitRule.P3.broken(proposal + " after " + transaction.promises);
            }
        }
    }

    void onRefused(long now, Refused refused, Out<Message, Record> out) {
        Transaction transaction = open.get(refused.transaction());
        if (transaction == null || !refused.ballot().equals(transaction.ballot)) {
            out.note(new Ignored(refused.transaction(), refused, Reason.TOO_LATE));
        } else {
            // Hurrying would feed the duel; the deadline brings the next ballot.
            transaction.seenRound =
                    Math.max(transaction.seenRound, refused.promised().round());
        }
    }

    void onAccepted(long now, NodeId acceptor, Accepted accepted, Out<Message, Record> out) {
        Transaction transaction = open.get(accepted.transaction());
        if (transaction == null || transaction.outcome != null) {
            out.note(new Ignored(accepted.transaction(), accepted, Reason.TOO_LATE));
            return;
        }
        transaction.tally.count(acceptor, accepted.accepted());
        Outcome outcome = transaction.tally.outcome();
        if (outcome != null) {
            decided(now, transaction, outcome, out);
        }
    }

    private void decided(long now, Transaction transaction, Outcome outcome, Out<Message, Record> out) {
        // Where the acceptors tell the participants, these come to know it as fast as this process does.
        boolean isKnown = settings.tellsMembers() && transaction.state == State.LISTENING;
        transaction.state = State.DECIDED;
        transaction.outcome = outcome;
        transaction.unacknowledged.addAll(transaction.members);
        transaction.tries = 0;
        out.note(new DecidedHere(transaction.id, outcome, transaction.tally.toString()));
        if (isKnown) {
            transaction.deadline = now + settings.pauseNanos(0, 0);
        } else {
            tell(now, 0, transaction, outcome, out);
        }
        if (transaction.reportsHere) {
            out.deliver(new Report(transaction.id, outcome == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED));
        }
    }

    private void tell(long now, long coin, Transaction transaction, Outcome outcome, Out<Message, Record> out) {
        for (NodeId member : transaction.unacknowledged) {
            // Chosen by a quorum, whatever becomes of this process.
            out.sendAhead(member, new Decided(transaction.id, outcome));
        }
        transaction.deadline = now + settings.pauseNanos(transaction.tries, coin);
        transaction.tries++;
    }

    /** P7. A participant that was told by acceptors brings the news besides. */
    void onAcknowledged(long now, NodeId from, Acknowledged acknowledged, Out<Message, Record> out) {
        Transaction transaction = open.get(acknowledged.transaction());
        if (transaction == null) {
            out.note(new Ignored(acknowledged.transaction(), acknowledged, Reason.TOO_LATE));
            return;
        }
        if (transaction.outcome == null) {
            transaction.state = State.DECIDED;
            transaction.outcome = acknowledged.outcome();
            transaction.unacknowledged.addAll(transaction.members);
            transaction.tries = 0;
            transaction.deadline = now + settings.pauseNanos(0, 0);
            if (transaction.reportsHere) {
                out.deliver(new Report(
                        transaction.id,
                        acknowledged.outcome() == Outcome.COMMITTED ? Result.COMMITTED : Result.ABORTED));
            }
        }
        transaction.unacknowledged.remove(from);
        if (transaction.unacknowledged.isEmpty()) {
            end(transaction, out);
        }
    }

    private void end(Transaction transaction, Out<Message, Record> out) {
        open.remove(transaction.id);
        out.note(new Ended(transaction.id));
        for (NodeId acceptor : settings.acceptors()) {
            // That all have acknowledged stays true.
            out.sendAhead(acceptor, new Forget(transaction.id));
        }
    }

    /** An acceptor says that it ended long ago. */
    void onForget(TransactionId id) {
        open.remove(id);
    }

    void onTick(long now, long coin, Out<Message, Record> out) {
        for (Transaction transaction : List.copyOf(open.values())) {
            if (now < transaction.deadline) {
                continue;
            }
            if (transaction.outcome != null) {
                tell(now, coin, transaction, transaction.outcome, out);
            } else {
                prepare(now, coin, transaction, out);
            }
        }
    }

    /** Whether {@code id} is being ended here. */
    boolean isLeading(TransactionId id) {
        return open.containsKey(id);
    }

    /** Whether it is ending a transaction in which {@code node} has a part. */
    boolean hasMember(TransactionId id, NodeId node) {
        Transaction transaction = open.get(id);
        return transaction != null && transaction.members.contains(node);
    }

    /** The oldest that is named after {@code origin} and whose outcome is not known here. */
    @Nullable
    TransactionId oldestUndecided(NodeId origin) {
        for (Transaction transaction : open.values()) {
            if (transaction.outcome == null && transaction.id.origin().equals(origin)) {
                return transaction.id;
            }
        }
        return null;
    }

    /** All participants have ended these; nobody has to be told, and nobody will acknowledge. */
    void forgetBelow(TransactionId mark) {
        open.subMap(TransactionId.first(mark.origin()), mark).clear();
    }

    /** One line for each transaction. */
    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Transaction transaction : open.values()) {
            String state = switch (transaction.state) {
                case LISTENING -> "listens at ballot 0, " + transaction.tally;
                case PREPARING -> "prepares " + transaction.ballot + ", promised by " + transaction.promises.keySet();
                case ACCEPTING -> "proposes under " + transaction.ballot + ", " + transaction.tally;
                case DECIDED -> transaction.outcome + ", not acknowledged by " + transaction.unacknowledged;
            };
            lines.add(transaction.id + " leader: " + state);
        }
        return lines;
    }
}
