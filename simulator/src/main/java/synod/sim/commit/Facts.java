package synod.sim.commit;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitRule;
import synod.commit.Order.Result;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.NodeId;

/**
 * Everything that happened to the transactions, seen from outside, across all lives of all processes. It holds the rules
 * AC1 to AC4 against each new fact.
 */
public final class Facts {
    private static final class Case {
        List<NodeId> members = List.of();
        final TreeMap<NodeId, Vote> votes = new TreeMap<>();
        final TreeMap<NodeId, Outcome> outcomes = new TreeMap<>();

        @Nullable
        Result reported;

        boolean hasBegun;

        /** Whether who has a part is known only when it is closed. */
        boolean isOpen;

        final TreeSet<NodeId> enlisted = new TreeSet<>();

        /** Whether what happens at {@code node} is about this transaction at all. */
        boolean isStranger(NodeId node) {
            return isJoined && !isOpen && !members.contains(node);
        }

        /** Whether participants were not named but joined. */
        boolean isJoined;
    }

    private final TreeMap<TransactionId, Case> cases = new TreeMap<>();

    void began(TransactionId transaction, List<NodeId> members) {
        Case it = of(transaction);
        it.hasBegun = true;
        it.members = members;
    }

    void opened(TransactionId transaction) {
        Case it = of(transaction);
        it.isOpen = true;
        it.isJoined = true;
    }

    /** {@code member} was told that it has a part. */
    void enlisted(TransactionId transaction, NodeId member) {
        Case it = of(transaction);
        it.enlisted.add(member);
        checkEnlisted(transaction, it);
    }

    /** These have a part in a transaction that had been opened. */
    void closed(TransactionId transaction, List<NodeId> members) {
        Case it = of(transaction);
        it.isOpen = false;
        began(transaction, members);
        checkEnlisted(transaction, it);
        for (NodeId node : List.copyOf(it.outcomes.keySet())) {
            if (it.isStranger(node)) {
                requireUndone(transaction, node, it.outcomes.remove(node));
            }
        }
    }

    private static void checkEnlisted(TransactionId transaction, Case it) {
        if (!it.isOpen && !it.members.containsAll(it.enlisted)) {
            throw CommitRule.AC3.broken(
                    transaction + ": " + it.enlisted + " were told that they have a part, and " + it.members + " have");
        }
    }

    private static void requireUndone(TransactionId transaction, NodeId node, @Nullable Outcome outcome) {
        if (outcome == Outcome.COMMITTED) {
            throw CommitRule.AC3.broken(transaction + " is committed at " + node + ", which has no part in it");
        }
    }

    void voted(TransactionId transaction, NodeId member, Vote vote) {
        of(transaction).votes.put(member, vote);
    }

    /** A resource was told to commit or to undo. */
    void concluded(TransactionId transaction, NodeId member, Outcome outcome) {
        Case it = of(transaction);
        if (it.isStranger(member)) {
            requireUndone(transaction, member, outcome);
            return;
        }
        Outcome former = it.outcomes.put(member, outcome);
        if (former != null && former != outcome) {
            throw CommitRule.AC2.broken(transaction + " at " + member + ": " + former + ", then " + outcome);
        }
        it.outcomes.forEach((other, theirs) -> {
            if (theirs != outcome) {
                throw CommitRule.AC1.broken(transaction + ": " + member + " " + outcome + ", " + other + " " + theirs);
            }
        });
        if (outcome == Outcome.COMMITTED) {
            checkVotes(transaction, it);
        }
        checkReport(transaction, it);
    }

    /** An application was told how it ended. */
    void reported(TransactionId transaction, Result result) {
        Case it = of(transaction);
        it.reported = result;
        if (result == Result.COMMITTED) {
            checkVotes(transaction, it);
        }
        checkReport(transaction, it);
    }

    private static void checkVotes(TransactionId transaction, Case it) {
        if (!it.hasBegun) {
            throw CommitRule.AC3.broken(transaction + " is committed, and nobody asked for that");
        }
        for (NodeId member : it.members) {
            Vote vote = it.votes.get(member);
            if (vote == null || vote == Vote.NO) {
                throw CommitRule.AC3.broken(transaction + " is committed, and " + member + " voted " + vote);
            }
        }
    }

    private static void checkReport(TransactionId transaction, Case it) {
        Result told = it.reported;
        if (told == null || told == Result.UNKNOWN) {
            return;
        }
        Outcome meant = told == Result.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED;
        it.outcomes.forEach((member, outcome) -> {
            if (outcome != meant) {
                throw CommitRule.AC1.broken(transaction + ": " + member + " " + outcome + ", reported " + told);
            }
        });
    }

    /** How {@code member} ended its part, or null while it has not. */
    public @Nullable Outcome outcome(TransactionId transaction, NodeId member) {
        return of(transaction).outcomes.get(member);
    }

    /** What the application was told last, or null. */
    public @Nullable Result report(TransactionId transaction) {
        return of(transaction).reported;
    }

    /** What {@code member} voted, or null. */
    public @Nullable Vote vote(TransactionId transaction, NodeId member) {
        return of(transaction).votes.get(member);
    }

    /** All outcomes that were reached; more than one is a broken rule. */
    public Set<Outcome> outcomes(TransactionId transaction) {
        return new TreeSet<>(of(transaction).outcomes.values());
    }

    private Case of(TransactionId transaction) {
        return cases.computeIfAbsent(transaction, id -> new Case());
    }
}
