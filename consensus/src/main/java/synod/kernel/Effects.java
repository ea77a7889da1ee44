package synod.kernel;

/**
 * What a core does to the world, in the order in which it does it. Implementations may crash a node between any two
 * calls.
 *
 * @param <M> messages
 * @param <R> durable records
 * @param <V> delivered values
 */
public interface Effects<M, R, V> {
    /** Appends to this node's journal. Durable later; {@link #send} is what waits for it. */
    void persist(R record);

    /**
     * Sends a message that leaves only after every record persisted before it is durable. A message to this node itself
     * comes back through its queue like any other.
     */
    void send(NodeId to, M message);

    /**
     * Sends a message that may overtake the disk, because it promises nothing of this node's own durable state. Each
     * call says in a comment why that is so.
     */
    void sendAhead(NodeId to, M message);

    /** Hands over what is chosen, in order of position, each once. */
    void deliver(long position, V value);

    /** A fact worth telling: a role was taken up, a message was dropped for a reason, a read may go ahead. */
    void note(Note note);
}
