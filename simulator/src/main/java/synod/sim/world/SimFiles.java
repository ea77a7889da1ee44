package synod.sim.world;

import java.util.ArrayList;
import java.util.List;
import synod.journal.DiskFull;
import synod.journal.JournalRecord;
import synod.kernel.Bytes;
import synod.replica.NodeStorage;
import synod.replica.SnapshotDesk;
import synod.snapshot.SnapshotInfo;

/**
 * What in the server are the threads of the journal and of the snapshots, for one life of a process: one force for all who
 * wait, and full disks waited out.
 */
final class SimFiles {
    private static final long ROOM_POLL_NANOS = 100_000_000L;
    private static final int LARGEST_CHUNK = 700;

    private final World world;
    private final SimNode node;
    private final NodeStorage storage;
    private final List<JournalRecord> waiting = new ArrayList<>();
    private boolean isForcing;
    private boolean hasNoRoom;
    private boolean isWriting;
    private boolean isOver;

    SimFiles(World world, SimNode node, NodeStorage storage) {
        this.world = world;
        this.node = node;
        this.storage = storage;
    }

    /** The process is gone: nothing that was under way happens any more. */
    void end() {
        isOver = true;
    }

    void closeJournal() {
        storage.journal().close();
    }

    private void after(long nanos, Runnable work) {
        world.timeline().after(nanos, () -> {
            if (!isOver) {
                node.guarded(work);
            }
        });
    }

    // ---- the journal

    void persist(JournalRecord entry) {
        waiting.add(entry);
    }

    /** Appends what waits and forces it, if no force is under way: one force for all that came meanwhile. */
    void force() {
        if (isForcing || hasNoRoom || waiting.isEmpty()) {
            return;
        }
        if (append() == 0) {
            return;
        }
        isForcing = true;
        after(world.drawForceNanos(), () -> {
            if (world.drawFailedForce()) {
                node.disk().failNextForce();
            }
            storage.journal().force(position -> {
                world.checker().onForced(node, position);
                node.input(replica -> replica.onDurable(position));
            });
            isForcing = false;
            force();
        });
    }

    /** What finds no room waits in its place until there is some. */
    private int append() {
        int appended = 0;
        try {
            for (JournalRecord entry : waiting) {
                storage.journal().append(entry);
                appended++;
            }
        } catch (DiskFull e) {
            world.count("journal without room");
            hasNoRoom = true;
            after(ROOM_POLL_NANOS, () -> {
                hasNoRoom = false;
                force();
            });
        }
        waiting.subList(0, appended).clear();
        return appended;
    }

    // ---- images

    void beginSnapshot(SnapshotInfo info) {
        world.count("snapshot");
        unlessFull(() -> {
            storage.snapshots().readRest();
            storage.snapshots().begin(info);
            isWriting = true;
        });
    }

    void writeSnapshot(Bytes block) {
        if (isWriting) {
            unlessFull(() -> storage.snapshots().write(block));
        }
    }

    /** An image that finds no room is given up. */
    private void unlessFull(Runnable work) {
        try {
            work.run();
        } catch (DiskFull e) {
            world.count("image without room");
            abortSnapshot();
        }
    }

    void commitSnapshot() {
        after(world.drawForceNanos(), () -> {
            long[] slot = {0};
            if (isWriting) {
                unlessFull(() -> slot[0] = storage.snapshots().commit());
            }
            if (!isWriting) {
                node.input(replica -> replica.onSnapshotAbandoned());
                return;
            }
            isWriting = false;
            storage.journal().force();
            // What was persisted since the image was begun may still wait to be appended.
            long durable = storage.journal().forcedPosition() + 1;
            storage.journal().trimBelow(Math.min(storage.snapshots().trimmableBelow(), durable));
            world.checker().onSnapshotSaved(node, slot[0]);
            node.input(replica -> replica.onSnapshotSaved(slot[0]));
        });
    }

    void abortSnapshot() {
        if (isWriting) {
            isWriting = false;
            storage.snapshots().abort();
        }
    }

    SnapshotDesk.Chunk read(long slot, long offset, int max) {
        return storage.snapshots().read(slot, offset, Math.min(max, LARGEST_CHUNK));
    }

    /** @throws DiskFull when there is no room for it */
    SnapshotDesk.Stored store(long slot, long offset, Bytes bytes) {
        return storage.snapshots().store(slot, offset, bytes);
    }
}
