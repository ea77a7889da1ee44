package synod.replica;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;

/**
 * Holds back what rests on records that are not durable yet. Positions only grow, so the queue is in order of position
 * and releasing is a walk from its head.
 *
 * <p>Bounded by the protocol's own window: nothing is queued here that the core did not send for a record in flight.
 *
 * @param <M> messages
 */
final class Outbox<M> {
    private record Held<M>(long position, NodeId to, M message) {}

    private final ArrayDeque<Held<M>> held = new ArrayDeque<>();
    private long durable;

    Outbox(long durable) {
        this.durable = durable;
    }

    /** The highest position known durable. */
    long durable() {
        return durable;
    }

    /** Sends now when everything up to {@code position} is durable, else when it is. */
    void sendAfter(long position, NodeId to, M message, BiConsumer<NodeId, M> sender) {
        if (position <= durable) {
            sender.accept(to, message);
        } else {
            if (!held.isEmpty() && position < held.getLast().position) {
                throw new InvariantViolation("ML2 DURABLE_FIRST does not hold: a message rests on record " + position
                        + " and one before it on record " + held.getLast().position);
            }
            held.addLast(new Held<>(position, to, message));
        }
    }

    /** Everything up to {@code position} is durable: releases what waited for it, in order. */
    void onDurable(long position, BiConsumer<NodeId, M> sender) {
        durable = Math.max(durable, position);
        while (!held.isEmpty() && held.getFirst().position <= durable) {
            Held<M> next = held.removeFirst();
            sender.accept(next.to, next.message);
        }
    }

    int size() {
        return held.size();
    }
}
