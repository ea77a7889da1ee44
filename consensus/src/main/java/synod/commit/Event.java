package synod.commit;

import java.util.List;
import synod.kernel.NodeId;

/**
 * What may happen to a process. Time comes along with each, as the argument {@code now} of the step.
 *
 * @param <M> the protocol's messages
 */
public sealed interface Event<M> {
    /** A message arrived. */
    record Received<M>(NodeId from, M message) implements Event<M> {}

    /**
     * The deadline came.
     *
     * @param coin 64 random bits, the only chance there is; drawn by whoever drives the process
     */
    record Tick<M>(long coin) implements Event<M> {}

    /**
     * The application has done its work and wants the transaction to commit.
     *
     * @param participants those who have a part in it, each once; nobody for one that was {@link Opened}
     */
    record Begin<M>(TransactionId transaction, List<NodeId> participants) implements Event<M> {}

    /**
     * The application at the process that a transaction is named after begins it, and cannot say yet who will have a part:
     * they join one by one. It stays open until {@link Begin}, which then names nobody, or {@link Abandon}. Only Paxos Commit
     * has a registrar for it.
     */
    record Opened<M>(TransactionId transaction) implements Event<M> {}

    /**
     * As {@link Joined}, for a transaction that was {@link Opened}: the registrar has to count this participant in before
     * the application may rely on its work ({@link Order.Enlisted}).
     */
    record Joining<M>(TransactionId transaction) implements Event<M> {}

    /** The resource here does work for a transaction from now on, and holds locks for it. */
    record Joined<M>(TransactionId transaction) implements Event<M> {}

    /**
     * The resource's answer to {@link Order.GetReady}. With {@link Vote#YES} its undo and redo are in the journal, before
     * whatever the core persists in this step.
     */
    record Voted<M>(TransactionId transaction, Vote vote) implements Event<M> {}

    /** The resource or the application gives a transaction up; has no effect once the vote is cast. */
    record Abandon<M>(TransactionId transaction) implements Event<M> {}

    /** The failure detector takes a process for crashed. Only Skeen's three phases listen to it. */
    record Suspected<M>(NodeId process) implements Event<M> {}

    /** The failure detector takes it for alive again. */
    record Trusted<M>(NodeId process) implements Event<M> {}
}
