package synod.runtime;

import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.replica.Replica;

/**
 * Images of the state for somebody outside: has one taken, and reads its file piece by piece, as fast as whoever asked takes
 * the pieces. All of it is called, and calls back, on the loop.
 */
public final class Backups {
    /** Takes an input to the replica; how {@link ReplicaLoop} is reached. */
    interface Inputs {
        void take(String kind, long number, Consumer<Replica> input);
    }

    private record Waiting(long slot, Consumer<@Nullable Image> then) {}

    private final SingleThreadEventLoop loop;
    private final Inputs inputs;
    private final Supplier<@Nullable Replica> replica;
    private final Supplier<@Nullable SnapshotThread> disk;
    private final List<Waiting> waiting = new ArrayList<>();
    private long savedSlot;
    private long savedZxid;

    Backups(
            SingleThreadEventLoop loop,
            Inputs inputs,
            Supplier<@Nullable Replica> replica,
            Supplier<@Nullable SnapshotThread> disk) {
        this.loop = loop;
        this.inputs = inputs;
        this.replica = replica;
        this.disk = disk;
    }

    /** An image whose file is kept for one asker. */
    public final class Image implements AutoCloseable {
        private final SnapshotThread keeper;
        private final long slot;
        private final long zxid;
        private final long length;
        private boolean isClosed;

        private Image(SnapshotThread keeper, long slot, long zxid, long length) {
            this.keeper = keeper;
            this.slot = slot;
            this.zxid = zxid;
            this.length = length;
        }

        /** The last change that is in it. */
        public long zxid() {
            return zxid;
        }

        /** Of the file, in bytes. */
        public long length() {
            return length;
        }

        /**
         * Reads a piece of the file.
         *
         * @param then takes the piece, later; empty when there is no more to be had. Not called at all when this server gives
         *     its state up meanwhile
         */
        public void read(long offset, int max, Consumer<Bytes> then) {
            keeper.readChunk(
                    "a backup",
                    slot,
                    offset,
                    max,
                    chunk -> loop.execute(() -> {
                        Bytes piece = chunk.total() == length ? chunk.bytes() : Bytes.EMPTY;
                        then.accept(piece);
                    }));
        }

        /** The file is needed no more. */
        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                keeper.release(slot);
            }
        }
    }

    /**
     * Has an image taken of the state as it is now, or later.
     *
     * @param then takes it, at some time, and closes it; null when there was no room for it or no state to take
     */
    public void take(Consumer<@Nullable Image> then) {
        Replica node = replica.get();
        if (node == null) {
            then.accept(null);
            return;
        }
        long slot = node.appliedSlot();
        if (slot == savedSlot) {
            hold(then);
            return;
        }
        waiting.add(new Waiting(slot, then));
        inputs.take("snapshot wanted", slot, Replica::onSnapshotWanted);
    }

    /** An image was saved. */
    void onSaved(long slot, long zxid) {
        savedSlot = slot;
        savedZxid = zxid;
        for (Waiting each : List.copyOf(waiting)) {
            if (each.slot <= slot) {
                waiting.remove(each);
                hold(each.then);
            }
        }
    }

    /** There was no room for an image, or the replica it was to be taken of is given up. */
    void onNone() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        for (Waiting each : all) {
            each.then.accept(null);
        }
    }

    /** The replica is given up, and what was saved may go with it. */
    void onGivenUp() {
        savedSlot = 0;
        onNone();
    }

    private void hold(Consumer<@Nullable Image> then) {
        SnapshotThread keeper = disk.get();
        if (keeper == null) {
            then.accept(null);
            return;
        }
        long slot = savedSlot;
        long zxid = savedZxid;
        keeper.hold(
                slot,
                length -> loop.execute(() -> then.accept(length == 0 ? null : new Image(keeper, slot, zxid, length))));
    }
}
