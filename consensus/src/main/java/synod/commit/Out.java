package synod.commit;

import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/**
 * The effects of one step, with the orders counted.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class Out<M, R> {
    private final Effects<M, R, Order> effects;
    private long delivered;

    /** @param delivered how many orders this life has given already */
    public Out(Effects<M, R, Order> effects, long delivered) {
        this.effects = effects;
        this.delivered = delivered;
    }

    /** See {@link Effects#persist}. */
    public void persist(R record) {
        effects.persist(record);
    }

    /** See {@link Effects#send}. */
    public void send(NodeId to, M message) {
        effects.send(to, message);
    }

    /** See {@link Effects#sendAhead}. */
    public void sendAhead(NodeId to, M message) {
        effects.sendAhead(to, message);
    }

    /** Delivers the next order. */
    public void deliver(Order order) {
        delivered++;
        effects.deliver(delivered, order);
    }

    /** See {@link Effects#note}. */
    public void note(Note note) {
        effects.note(note);
    }

    /** How many orders this life has given, these among them. */
    public long delivered() {
        return delivered;
    }
}
