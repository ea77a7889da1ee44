package synod.commit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.kernel.Core;
import synod.kernel.NodeId;

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
     * The oldest transaction named after {@code origin} that has not ended here: this process has a part in it that is at
     * work or in doubt, or is its origin and has not done with it. Null when there is none.
     */
    @Nullable
    TransactionId oldestOpen(NodeId origin);

    /**
     * Drops what this process remembers of all transactions named after the same process as {@code mark} and below it: they
     * have ended everywhere. Whoever calls this lets nothing about them come in any more.
     *
     * @throws synod.kernel.InvariantViolation when one has not ended here (F1)
     */
    void forgetBelow(TransactionId mark);

    /** The records that would restore this process as it is: what a checkpoint has to keep. */
    List<R> retained();

    /** What this process knows, one line for each role and transaction, for people. */
    List<String> view();
}
