package synod.commit.twophase;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.NodeId;

/** What a process must find again after a crash. */
@SuppressWarnings("JavaLangClash") // The word of every protocol here; nothing needs the supertype of all records.
public sealed interface Record {
    /** The transaction it is about. */
    TransactionId transaction();

    /** Coordinator, presumed commit only: these will be asked, so that no record of an outcome means aborted. */
    record Members(TransactionId transaction, List<NodeId> members) implements Record {}

    /**
     * Coordinator: the outcome. With {@link Outcome#COMMITTED} this write is the commit point.
     *
     * @param tell those who have to hear it
     */
    record Decision(TransactionId transaction, Outcome outcome, List<NodeId> tell) implements Record {}

    /** Coordinator: everyone has acknowledged; nothing of the transaction is needed any more. */
    record Ended(TransactionId transaction) implements Record {}

    /** Participant: it is about to vote yes. */
    record Prepared(TransactionId transaction, List<NodeId> members) implements Record {}

    /** Participant: how it ended. */
    record Concluded(TransactionId transaction, Outcome outcome) implements Record {}
}
