package synod.sim;

import synod.kernel.NodeId;
import synod.kernel.Note;

/**
 * The record form of {@link synod.kernel.Effects}, for tests, traces and worlds that stop a node between two of them.
 *
 * @param <M> messages
 * @param <R> durable records
 * @param <V> delivered values
 */
public sealed interface Effect<M, R, V> {
    /** Something was appended to the journal. */
    record Persist<M, R, V>(R record) implements Effect<M, R, V> {}

    /** Something is to leave, at once or after what was persisted before it. */
    record Send<M, R, V>(NodeId to, M message, boolean isAhead) implements Effect<M, R, V> {}

    /** Something chosen was handed over. */
    record Deliver<M, R, V>(long position, V value) implements Effect<M, R, V> {}

    /** Something was told. */
    record Tell<M, R, V>(Note note) implements Effect<M, R, V> {}
}
