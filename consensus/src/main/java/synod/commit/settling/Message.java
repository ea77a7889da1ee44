package synod.commit.settling;

import synod.commit.TransactionId;

/**
 * What processes say to each other.
 *
 * @param <M> the protocol's own messages
 */
public sealed interface Message<M> {
    /**
     * The protocol's own.
     *
     * @param <M> its messages
     */
    record Own<M>(M message) implements Message<M> {}

    /** The process that {@code below} is named after to all: "how far have you ended what I named below it?" */
    record Settle<M>(TransactionId below) implements Message<M> {}

    /** The answer: "all below it has ended here, durably, and nothing of it will begin here any more". */
    record Settled<M>(TransactionId below) implements Message<M> {}

    /** "All below it has ended everywhere, for good." */
    record Ended<M>(TransactionId below) implements Message<M> {}
}
