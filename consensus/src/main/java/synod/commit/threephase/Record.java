package synod.commit.threephase;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** What a process must find again after a crash. */
@SuppressWarnings("JavaLangClash") // The word of every protocol here; nothing needs the supertype of all records.
public sealed interface Record {
    /** The transaction it is about. */
    TransactionId transaction();

    /** Coordinator: it is about to ask. Skeen's w. */
    record Asked(TransactionId transaction, List<NodeId> members) implements Record {}

    /** Coordinator: all voted yes, and it is about to say so. Skeen's p. */
    record AllYes(TransactionId transaction, List<NodeId> members) implements Record {}

    /** Coordinator: the outcome. */
    record Decision(TransactionId transaction, Outcome outcome) implements Record {}

    /**
     * Participant: all it remembers, until it ends.
     *
     * @param phase {@link Phase#UNCERTAIN}, {@link Phase#PRE_COMMITTED} or {@link Phase#PRE_ABORTED}
     * @param lastElected the latest election it took part in
     * @param lastAttempt the election of the attempt that brought it to {@code phase}
     */
    record Part(TransactionId transaction, List<NodeId> members, Phase phase, Ballot lastElected, Ballot lastAttempt)
            implements Record {}

    /** Participant: how it ended. */
    record Concluded(TransactionId transaction, Outcome outcome) implements Record {}
}
