package synod.replica;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.snapshot.Receiver;
import synod.snapshot.SnapshotInfo;
import synod.snapshot.SnapshotStore;
import synod.snapshot.Writer;

/**
 * The images of one node's state as the calls of {@link Ports} want them: one being written, any being read for peers, one
 * being fetched. Blocking; not for use by several threads at once.
 */
public final class SnapshotDesk {
    /**
     * A piece of an image's file.
     *
     * @param slot of which image
     * @param total the length of the whole file, in bytes
     * @param bytes the piece; empty when that image is not kept, or not any more
     */
    public record Chunk(long slot, long total, Bytes bytes) {}

    /**
     * What became of a piece that was fetched.
     *
     * @param nextOffset where the next one has to begin
     * @param complete whether the image is whole, was checked, and is the newest on this disk
     */
    public record Stored(long nextOffset, boolean complete) {}

    private final SnapshotStore store;
    private @Nullable Writer writer;
    private @Nullable Receiver receiver;

    SnapshotDesk(SnapshotStore store) {
        this.store = store;
    }

    /**
     * Reads the images that nobody has read since the start: the older one is of use only if it is good. May take a
     * while.
     *
     * @return what is wrong with those that are not, for the operator
     */
    public List<String> readRest() {
        return store.readRest();
    }

    /** Begins an image. */
    public void begin(SnapshotInfo info) {
        if (writer != null) {
            throw new IllegalStateException("an image is being written already");
        }
        writer = store.begin(info);
    }

    /** Adds a block to the image. */
    public void write(Bytes block) {
        current().write(block);
    }

    /**
     * Makes the image durable.
     *
     * @return its slot
     */
    public long commit() {
        SnapshotInfo info = current().commit();
        writer = null;
        return info.slot();
    }

    /** Gives the image up. */
    public void abort() {
        current().abort();
        writer = null;
    }

    /** Below this position the journal is not needed any more. */
    public long trimmableBelow() {
        return store.trimmableBelow();
    }

    /**
     * Reads a piece for a peer.
     *
     * @param slot of the image, or 0 for the newest
     */
    public Chunk read(long slot, long offset, int max) {
        Optional<SnapshotInfo> wanted = slot == 0 ? store.newest() : store.find(slot);
        if (wanted.isEmpty()) {
            return new Chunk(slot, 0, Bytes.EMPTY);
        }
        SnapshotInfo info = wanted.get();
        return new Chunk(
                info.slot(),
                info.length(),
                store.readChunk(info.slot(), offset, max).orElse(Bytes.EMPTY));
    }

    /**
     * Keeps an image's file until {@link #release}, also when newer ones take its place.
     *
     * @return the length of the file, in bytes; 0 when that image is not kept any more
     */
    public long hold(long slot) {
        return store.hold(slot).map(SnapshotInfo::length).orElse(0L);
    }

    /** Ends one {@link #hold}. */
    public void release(long slot) {
        store.release(slot);
    }

    /** Stores a piece that a peer sent; the last one completes the image and makes it the newest. */
    public Stored store(long slot, long offset, Bytes bytes) {
        Receiver current = receiver;
        if (current == null || current.slot() != slot) {
            current = store.receive(slot);
            receiver = current;
        }
        current.accept(offset, bytes);
        if (current.isComplete()) {
            // Nothing of this node's own journal is given up for another's image.
            current.install(store.trimmableBelow());
            receiver = null;
            return new Stored(current.nextOffset(), true);
        }
        return new Stored(current.nextOffset(), false);
    }

    private Writer current() {
        if (writer == null) {
            throw new IllegalStateException("no image is being written");
        }
        return writer;
    }
}
