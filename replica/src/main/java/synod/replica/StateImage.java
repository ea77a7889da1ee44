package synod.replica;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.session.Sessions;
import synod.tree.SnapshotCursor;
import synod.wire.Output;

/**
 * An image of the whole state at one slot, written a slice at a time while the state goes on.
 *
 * <pre>
 * first block  = version:1  slot:8  zxid:8  attachments:8  leaderships:8  origins:1  (node:1  counter:4  coin:8  next:8)*
 * then         = the image of the sessions, then the image of the tree
 * </pre>
 */
final class StateImage {
    static final int VERSION = 1;

    private final Sessions.Image sessions;
    private final SnapshotCursor tree;
    private @Nullable Bytes first;
    private boolean sessionsDone;

    /** Freezes the state as it is now. */
    StateImage(StateMachine state) {
        first = head(state);
        sessions = state.sessions().image();
        tree = state.tree().beginSnapshot();
    }

    /**
     * Writes a slice.
     *
     * @param count how many sessions or znodes at most
     * @return whether the image is complete
     */
    boolean advance(int count, Consumer<Bytes> sink) {
        Bytes head = first;
        if (head != null) {
            first = null;
            sink.accept(head);
        }
        if (!sessionsDone) {
            sessionsDone = sessions.write(count, sink);
            return false;
        }
        return tree.advance(count, sink);
    }

    /** Takes a block back that was written. */
    void giveBack(Bytes block) {
        tree.giveBack(block);
    }

    void abort() {
        tree.abort();
    }

    private static Bytes head(StateMachine state) {
        Output out = new Output(256);
        out.writeByte(VERSION);
        out.writeLong(state.appliedSlot());
        out.writeLong(state.zxid());
        out.writeLong(state.attachments());
        out.writeLong(state.leaderships());
        int countAt = out.length();
        out.writeByte(0);
        int count = 0;
        for (int value = 1; value <= NodeId.MAX_VALUE; value++) {
            NodeId node = NodeId.of(value);
            Incarnation incarnation = state.origins().incarnation(node);
            if (!incarnation.equals(Incarnation.NONE)) {
                count++;
                out.writeByte(value);
                out.writeInt(incarnation.counter());
                out.writeLong(incarnation.coin());
                out.writeLong(state.origins().next(node));
            }
        }
        out.array()[countAt] = (byte) count;
        return out.toBytes();
    }
}
