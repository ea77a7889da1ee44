package synod.sim.commit;

import java.util.List;
import java.util.Map;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.Core;
import synod.kernel.NodeId;

/**
 * A commit protocol as the stage knows it.
 *
 * @param <M> its messages
 * @param <R> its records
 */
public interface Protocol<M, R> {
    /** A process as its disk remembers it. */
    Player<M, R> restore(NodeId self, long life, List<R> journal, long now);

    /** The transaction that a message is about. */
    TransactionId transaction(M message);

    /**
     * One process, and what the stage asks of it besides its steps.
     *
     * @param <M> its messages
     * @param <R> its records
     */
    interface Player<M, R> {
        /** What is stepped. */
        Core<Event<M>, M, R, Order> core();

        /** The transactions whose locks it has to hold because it voted yes. */
        List<TransactionId> inDoubt();

        /** How the parts that it remembers ended. */
        Map<TransactionId, Outcome> concluded();

        /** Its state for people, a line each. */
        List<String> view();
    }
}
