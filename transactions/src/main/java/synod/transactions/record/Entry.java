package synod.transactions.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;

/** One record of the store. Positions are those of the journal; 0 is none. */
public sealed interface Entry {
    /** One record of one transaction. */
    sealed interface OfTransaction extends Entry {
        /** Whose it is. */
        TransactionId transaction();
    }

    /**
     * A key was given another value.
     *
     * @param before what it had; null for nothing
     * @param after what it has now; null for nothing
     * @param prev the transaction's record before this one
     */
    record Update(
            TransactionId transaction,
            String key,
            @Nullable Bytes before,
            @Nullable Bytes after,
            long prev) implements OfTransaction {}

    /**
     * An update was undone. It is never undone itself.
     *
     * @param after what the key has again
     * @param undoNext the transaction's next record to be undone
     */
    record Compensation(
            TransactionId transaction, String key, @Nullable Bytes after, long undoNext) implements OfTransaction {}

    /**
     * Its undo and redo are above, and it will do as it is told. Its coordinator is in its name; its peers are in the
     * protocol's own record, which follows.
     *
     * @param prev its last update
     * @param locks what it holds, by ascending key
     */
    record Prepared(TransactionId transaction, long prev, List<Lock> locks) implements OfTransaction {}

    /** It is committed. */
    record Committed(TransactionId transaction) implements OfTransaction {}

    /**
     * It is being undone.
     *
     * @param undoNext its first record to be undone
     */
    record Aborted(TransactionId transaction, long undoNext) implements OfTransaction {}

    /** Nothing is left to be done for it. */
    record End(TransactionId transaction) implements OfTransaction {}

    /**
     * Where everything stood.
     *
     * @param life the life of the process
     * @param works the transactions that had not ended
     * @param pages each page of the image
     * @param protocol what the protocol's earlier records amount to
     */
    record Checkpoint(long life, List<Standing> works, List<PageMark> pages, List<Bytes> protocol) implements Entry {}

    /** A lock that is held. */
    record Lock(String key, LockMode mode) {}

    /** Where a transaction is. */
    enum Stage {
        /** It works, or worked when the process crashed. */
        ACTIVE,
        /** It voted yes. */
        PREPARED,
        /** It is committed, and somebody may not have been told. */
        COMMITTED,
        /** It is being undone. */
        ABORTING
    }

    /**
     * One transaction in a checkpoint.
     *
     * @param first its first record
     * @param prepared its prepared record, or 0
     * @param undoNext its first record to be undone, were it aborted
     */
    record Standing(TransactionId transaction, Stage stage, long first, long prepared, long undoNext) {}

    /**
     * One page in a checkpoint.
     *
     * @param stored up to which position the stored page has all changes, durably; 0 when it was never stored
     * @param dirtyFrom its first change that is not stored, or 0
     */
    record PageMark(long stored, long dirtyFrom) {}
}
