package synod.commit.paxos;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;

/** What a process must find again after a crash. */
@SuppressWarnings("JavaLangClash") // The word of every protocol here; nothing needs the supertype of all records.
public sealed interface Record {
    /** The transaction it is about. */
    TransactionId transaction();

    /** Participant: it is about to vote yes. */
    record Prepared(TransactionId transaction, List<NodeId> members) implements Record {}

    /** Participant: how it ended. */
    record Concluded(TransactionId transaction, Outcome outcome) implements Record {}

    /**
     * Acceptor: all it promised and accepted for a transaction.
     *
     * @param states one for each of {@code members}, in their order
     */
    record Instances(TransactionId transaction, List<NodeId> members, List<AcceptorState> states) implements Record {}

    /** Acceptor: all participants have ended it; what it knew of it is gone, for good. */
    record Forgotten(TransactionId transaction) implements Record {}
}
