package synod.transactions.store;

import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;

/**
 * What the store answers, at once or when a lock is free. None of these may call the store.
 */
public interface Answers {
    /** The lock is held, and this is the value; null for none. */
    void read(long request, @Nullable Bytes value);

    /** The lock is held, and the value is written. */
    void written(long request);

    /** The transaction has no part here, or none any more: its request is void. */
    void refused(long request, TransactionId transaction);

    /** An older transaction needs what this one held: it is aborted here and may be tried again with the same start. */
    void wounded(TransactionId transaction);
}
