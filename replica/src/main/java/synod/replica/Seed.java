package synod.replica;

import synod.journal.Disk;
import synod.journal.DiskFile;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.snapshot.SnapshotFile;
import synod.snapshot.SnapshotInfo;
import synod.snapshot.SnapshotStore;
import synod.snapshot.Writer;
import synod.wire.Output;

/**
 * The state that a new ensemble begins with: an image of another one, put on the empty disk of each of its servers before
 * their first start. To the log it is as if all slots up to the image's were chosen.
 *
 * <p>That is true only if all servers begin with the same. So the image on the disk says that nobody wrote it; while a server
 * that has such an image is not part of an ensemble yet, its part in forming one says which state it has, and whoever has
 * another is no partner. One that finds an ensemble which exists already drops the image and learns like any new server.
 *
 * @param slot of the image
 * @param zxid of the last change in it
 * @param znodes how many there are
 * @param sessions how many there are
 * @param identity what tells this state from others; never 0
 */
public record Seed(long slot, long zxid, int znodes, int sessions, long identity) {
    /** Stands in the header of an image in the place of the server that wrote it. */
    static final int NOBODY = 0;

    private static final int ANY_TICK_MILLIS = 2_000;

    /**
     * Reads all of an image's file and puts it on an empty disk.
     *
     * @param from the file
     * @param name how it is called, for what is said about it
     * @param to the disk for images of a server that was never started
     * @throws synod.snapshot.DamagedSnapshot when it is no image, or not what was written
     * @throws synod.journal.UnusableFormat when it is of a newer format
     * @throws UnusableState when another version wrote what is in it
     * @throws synod.journal.DiskFailure when a disk fails, or has no room
     */
    public static Seed plant(DiskFile from, String name, Disk to) {
        Seed seed = check(from, name);
        Writer writer = SnapshotStore.open(to).begin(SnapshotInfo.of(seed.slot, 1, header()));
        SnapshotFile.read(from, name, writer::write);
        writer.commit();
        return seed;
    }

    /** Reads all of an image's file, as {@link #plant} does, and leaves it at that. */
    public static Seed check(DiskFile from, String name) {
        NodeId anybody = NodeId.of(1);
        ReplicaLoader loader = new ReplicaLoader(
                ReplicaSettings.defaults(anybody, Configuration.ofVoters(anybody.value()), ANY_TICK_MILLIS));
        // Its blocks mean something to the loader only when all of them are known to be good.
        SnapshotInfo image = SnapshotFile.read(from, name, block -> {});
        loader.snapshot(image);
        SnapshotFile.read(from, name, loader::block);
        StateMachine state = loader.state();
        return new Seed(
                image.slot(),
                state.zxid(),
                state.tree().nodeCount(),
                state.sessions().size(),
                identity(state));
    }

    private static Bytes header() {
        Output out = new Output(1);
        out.writeByte(NOBODY);
        return out.toBytes();
    }

    /** What tells a state from others that an ensemble can begin with; never 0. */
    static long identity(StateMachine state) {
        long identity = 31 * (31 * state.digest() + state.appliedSlot()) + state.leaderships();
        return identity == 0 ? 1 : identity;
    }
}
