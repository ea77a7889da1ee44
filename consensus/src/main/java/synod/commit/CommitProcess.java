package synod.commit;

import java.util.List;
import java.util.Map;
import synod.kernel.Core;

/**
 * One process of a commit protocol, as whoever drives it knows it.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public interface CommitProcess<M, R> extends Core<Event<M>, M, R, Order> {
    /** The transactions that this process voted yes for and knows no outcome of: it holds their locks. */
    List<TransactionId> inDoubt();

    /**
     * How this process ended its part in the transactions it remembers. After a restart these are those whose outcome was
     * durable: the resource carries them out again, for the order to do so may not have reached it.
     */
    Map<TransactionId, Outcome> concluded();

    /**
     * Drops what this process remembers of its part in {@code transaction}, which has ended everywhere.
     *
     * @throws synod.kernel.InvariantViolation when this process is in doubt about it
     */
    void forget(TransactionId transaction);

    /** The records that would restore this process as it is: what a checkpoint has to keep. */
    List<R> retained();

    /** What this process knows, one line for each role and transaction, for people. */
    List<String> view();
}
