package synod.tree;

import java.util.function.Consumer;
import synod.kernel.Bytes;

/** Writes the image of a tree at one zxid, a few znodes at a time, while the tree goes on. */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotCursor {
    SnapshotCursor() {}

    /** The zxid that the image is of. */
    public long zxid() {
        throw NotYet.built();
    }

    /**
     * Visits at most {@code znodes} more and hands out the blocks that became full.
     *
     * @return whether the image is complete
     */
    public boolean advance(int znodes, Consumer<Bytes> sink) {
        throw NotYet.built();
    }

    /** Gives the image up. */
    public void abort() {
        throw NotYet.built();
    }
}
