package synod.kernel;

/**
 * A protocol as an ordinary single-threaded object.
 *
 * <p>The same restored state and the same sequence of {@code (now, event)} make the same calls on the effects and leave
 * the same state. A core reaches nothing but its arguments.
 *
 * @param <E> the events that drive it
 * @param <M> the messages it sends
 * @param <R> the records it makes durable
 * @param <V> the values it delivers
 */
public interface Core<E, M, R, V> {
    /**
     * The only way anything happens.
     *
     * @param now monotonic nanoseconds on this node's clock; never less than in an earlier call
     * @param event what happened
     * @param out where the effects go; valid during the call only
     */
    void step(long now, E event, Effects<M, R, V> out);

    /** When the next tick is due, on the clock of {@link #step}; {@link Long#MAX_VALUE} for never. */
    long deadline();
}
