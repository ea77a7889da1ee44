package synod.snapshot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.kernel.Bytes;

/**
 * The snapshots of one node. Blocking; not for use by several threads at once.
 *
 * <p>A snapshot that was dropped waits as a file to be written over by the next: making room for a whole image and giving
 * it back again keeps a disk busy, and the journal waiting, for a good part of a second.
 */
public final class SnapshotStore {
    private static final int KEPT = 2;

    private final Disk disk;
    private final List<SnapshotInfo> kept = new ArrayList<>();

    /** Once for each of those who hold one. */
    private final List<SnapshotInfo> held = new ArrayList<>();

    private final List<SnapshotInfo> unread = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();

    private SnapshotStore(Disk disk) {
        this.disk = disk;
    }

    /**
     * Opens the snapshots of a disk and reads each from the first byte to the last, so that only good ones are offered;
     * removes what unfinished writing left behind. Partial downloads stay.
     *
     * @throws synod.journal.UnusableFormat when a snapshot is of a newer format
     * @throws DiskFailure when the disk fails
     */
    public static SnapshotStore open(Disk disk) {
        SnapshotStore store = openUnread(disk);
        store.readRest();
        return store;
    }

    /**
     * The same, but only the beginning of each is read. Those that {@link #read} does not read meanwhile are left to
     * {@link #readRest}.
     */
    public static SnapshotStore openUnread(Disk disk) {
        SnapshotStore store = new SnapshotStore(disk);
        List<String> names = disk.list();
        for (int i = names.size() - 1; i >= 0; i--) {
            SnapshotFormat.Name name = SnapshotFormat.Name.parse(names.get(i));
            if (name != null) {
                store.find(name);
            }
        }
        store.unread.addAll(store.kept);
        disk.delete(SnapshotFormat.WRITING);
        return store;
    }

    private void find(SnapshotFormat.Name name) {
        try {
            kept.add(SnapshotReader.find(disk, name));
        } catch (DamagedSnapshot found) {
            damaged.add(String.valueOf(found.getMessage()));
        }
    }

    /**
     * Reads every snapshot that was not read since the opening, so that it is known to be good.
     *
     * @return what is wrong with those that are not, for the operator
     */
    public List<String> readRest() {
        int before = damaged.size();
        for (SnapshotInfo info : List.copyOf(unread)) {
            readOrGiveUp(info, null);
        }
        return List.copyOf(damaged.subList(before, damaged.size()));
    }

    private @Nullable DamagedSnapshot readOrGiveUp(SnapshotInfo info, @Nullable BlockSink sink) {
        try {
            SnapshotReader.read(disk, nameOf(info), sink);
            return null;
        } catch (DamagedSnapshot found) {
            kept.remove(info);
            damaged.add(String.valueOf(found.getMessage()));
            return found;
        } finally {
            unread.remove(info);
        }
    }

    /** The newest snapshot that is good, as far as it was read. */
    public Optional<SnapshotInfo> newest() {
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(0));
    }

    /** All snapshots that are good, as far as they were read; newest first. */
    public List<SnapshotInfo> kept() {
        return List.copyOf(kept);
    }

    /** What is wrong with the files that were found damaged, for the operator; they are removed after the next commit. */
    public List<String> damaged() {
        return List.copyOf(damaged);
    }

    /**
     * Below this position the journal may be trimmed, as far as restarting is concerned: where the older of two good
     * snapshots needs it from; 1 with fewer than two.
     */
    public long trimmableBelow() {
        if (kept.size() < KEPT) {
            return 1;
        }
        return Math.min(kept.get(0).journalPosition(), kept.get(1).journalPosition());
    }

    /**
     * Begins a snapshot; the length in {@code info} is ignored. One at a time: what an earlier one has written that was
     * neither committed nor given up is lost.
     *
     * @throws IllegalArgumentException when the header is too long
     */
    public Writer begin(SnapshotInfo info) {
        if (info.header().length() > SnapshotFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a snapshot's header of "
                    + info.header().length() + " bytes is longer" + " than " + SnapshotFormat.MAX_HEADER_BYTES);
        }
        return new SnapshotWriter(disk, info, this::installed);
    }

    /**
     * Reads the state of a snapshot.
     *
     * @throws DamagedSnapshot when it is not kept, or is not good; what the sink has got is worthless then, and {@link
     *     #newest()} offers the one before it
     */
    public void read(SnapshotInfo info, BlockSink sink) {
        SnapshotFormat.Name name = nameOf(info);
        if (!disk.exists(name.toString())) {
            throw new DamagedSnapshot(name + " is not kept");
        }
        DamagedSnapshot found = readOrGiveUp(info, sink);
        if (found != null) {
            throw found;
        }
    }

    /**
     * Raw bytes of a snapshot's file, for a peer, who checks them.
     *
     * @return up to {@code max} bytes, none at the end; empty when that snapshot is not kept any more
     */
    public Optional<Bytes> readChunk(long slot, long offset, int max) {
        return find(slot).map(info -> {
            int count = (int) Math.min(max, Math.max(0, info.length() - offset));
            ByteBuffer chunk = ByteBuffer.allocate(count);
            try (DiskFile file = disk.open(nameOf(info).toString())) {
                int read = file.read(offset, chunk);
                return Bytes.wrap(chunk.array(), 0, read);
            }
        });
    }

    /** The snapshot of that slot; empty when it is neither kept nor held. */
    public Optional<SnapshotInfo> find(long slot) {
        return Stream.concat(held.stream(), kept.stream())
                .filter(info -> info.slot() == slot)
                .findFirst();
    }

    /**
     * Keeps the file of a snapshot, also when newer ones take its place, until {@link #release} was called as often as
     * this. After a restart nobody holds any.
     *
     * @return what is held; empty when that snapshot is not kept any more
     */
    public Optional<SnapshotInfo> hold(long slot) {
        Optional<SnapshotInfo> found = find(slot);
        found.ifPresent(held::add);
        return found;
    }

    /** Ends one {@link #hold}. The file of a snapshot that only its holder needed goes with the next that is installed. */
    public void release(long slot) {
        find(slot).ifPresent(held::remove);
    }

    /** Receives the snapshot of that slot from a peer, from where it stopped; drops partial ones of other slots. */
    public Receiver receive(long slot) {
        String mine = SnapshotFormat.receivingName(slot);
        for (String name : disk.list()) {
            if (SnapshotFormat.isReceiving(name) && !name.equals(mine)) {
                disk.delete(name);
            }
        }
        return new SnapshotReceiver(disk, slot, this::installed);
    }

    /** A new snapshot is durable: the newest two of different slots are kept, and those that are held; everything else goes. */
    private SnapshotInfo installed(SnapshotInfo info) {
        kept.removeIf(other -> other.slot() == info.slot());
        kept.add(info);
        kept.sort(Comparator.comparingLong(SnapshotInfo::slot).reversed());
        while (kept.size() > KEPT) {
            kept.remove(kept.size() - 1);
        }
        List<String> names = new ArrayList<>();
        for (SnapshotInfo good : kept) {
            names.add(nameOf(good).toString());
        }
        for (SnapshotInfo inUse : held) {
            names.add(nameOf(inUse).toString());
        }
        for (String name : disk.list()) {
            if (SnapshotFormat.Name.parse(name) != null && !names.contains(name)) {
                retire(name);
            }
        }
        // Before anything is written into it, it must be known under its new name only.
        disk.forceDirectory();
        damaged.clear();
        unread.retainAll(kept);
        return info;
    }

    private void retire(String name) {
        if (disk.exists(SnapshotFormat.RETIRED)) {
            disk.delete(name);
        } else {
            disk.rename(name, SnapshotFormat.RETIRED);
        }
    }

    private static SnapshotFormat.Name nameOf(SnapshotInfo info) {
        return new SnapshotFormat.Name(info.slot(), info.journalPosition());
    }
}
