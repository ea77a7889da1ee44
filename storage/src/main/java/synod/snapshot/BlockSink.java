package synod.snapshot;

import synod.kernel.Bytes;

/** Takes the state of a snapshot. */
@FunctionalInterface
public interface BlockSink {
    /**
     * The bytes of one {@link Writer#write}, in the same order, with the same boundaries. They are there during the call
     * only.
     */
    void onBlock(Bytes block);
}
