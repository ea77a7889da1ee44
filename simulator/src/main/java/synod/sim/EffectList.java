package synod.sim;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/**
 * Collects the effects of a step in order.
 *
 * @param <M> messages
 * @param <R> durable records
 * @param <V> delivered values
 */
public final class EffectList<M, R, V> implements Effects<M, R, V> {
    private final List<Effect<M, R, V>> effects = new ArrayList<>();

    @Override
    public void persist(R record) {
        effects.add(new Effect.Persist<>(record));
    }

    @Override
    public void send(NodeId to, M message) {
        effects.add(new Effect.Send<>(to, message, false));
    }

    @Override
    public void sendAhead(NodeId to, M message) {
        effects.add(new Effect.Send<>(to, message, true));
    }

    @Override
    public void deliver(long position, V value) {
        effects.add(new Effect.Deliver<>(position, value));
    }

    @Override
    public void note(Note note) {
        effects.add(new Effect.Tell<>(note));
    }

    /** Everything so far. */
    public List<Effect<M, R, V>> effects() {
        return List.copyOf(effects);
    }
}
