package synod.commit;

import java.util.List;
import synod.kernel.NodeId;

/** What a core delivers: an order to the resource beside it, or a report to the application that began a transaction. */
public sealed interface Order {
    /** The transaction it is about. */
    TransactionId transaction();

    /** To the resource: write undo and redo to the journal and answer with {@link Event.Voted}. */
    record GetReady(TransactionId transaction) implements Order {}

    /**
     * To the resource: keep the changes or undo them, then let go of the locks. May come again after a restart, so that
     * carrying it out twice has to be the same as once.
     */
    record Conclude(TransactionId transaction, Outcome outcome) implements Order {}

    /** To the application whose work is done here: this participant is counted in, and its vote will be asked for. */
    record Enlisted(TransactionId transaction) implements Order {}

    /**
     * To the application that asked to commit a transaction that had been opened: these have a part in it, in ascending
     * order, and nobody else ever will. Whoever else does work for it undoes it.
     */
    record Closed(TransactionId transaction, List<NodeId> participants) implements Order {
        /** @param participants copied */
        public Closed {
            participants = List.copyOf(participants);
        }
    }

    /** To the application: how it ended. */
    record Report(TransactionId transaction, Result result) implements Order {}

    /** What an application can be told. */
    enum Result {
        /** It is committed, durably, even if not everyone has heard of it. */
        COMMITTED,
        /** It is aborted. */
        ABORTED,
        /** The only participant has it in its hands and does not answer: it may be either. */
        UNKNOWN
    }
}
