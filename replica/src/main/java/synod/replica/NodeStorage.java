package synod.replica;

import java.util.List;
import java.util.Optional;
import synod.journal.Disk;
import synod.journal.Journal;
import synod.journal.JournalSettings;
import synod.journal.Opened;
import synod.snapshot.DamagedSnapshot;
import synod.snapshot.SnapshotInfo;
import synod.snapshot.SnapshotStore;

/**
 * What a node keeps on its disk, opened and read into a {@link ReplicaLoader}. Everything here blocks on the disk: in the
 * server the journal belongs to one thread and the snapshots to another, in the simulator both belong to the virtual disk.
 *
 * @param opened the journal, and what was found in it
 * @param snapshots the images of the state
 * @param damagedSnapshots the images that could not be used, with the reasons
 */
public record NodeStorage(Opened opened, SnapshotDesk snapshots, List<String> damagedSnapshots) {
    /** Copies the list. */
    public NodeStorage {
        damagedSnapshots = List.copyOf(damagedSnapshots);
    }

    /**
     * Opens a node's disk: the newest good image and every record of the journal go into {@code loader}, which is then
     * ready to start.
     *
     * @param journalDisk where the journal is
     * @param snapshotDisk where the images are; may be the same
     * @throws synod.journal.UnusableFormat when files are of a newer format
     * @throws synod.journal.DiskFailure when a disk fails
     * @throws UnusableState when another version wrote what is there
     */
    public static NodeStorage open(
            Disk journalDisk, Disk snapshotDisk, JournalSettings journalSettings, ReplicaLoader loader) {
        SnapshotStore store = SnapshotStore.openUnread(snapshotDisk);
        Optional<SnapshotInfo> newest = store.newest();
        while (newest.isPresent()) {
            loader.snapshot(newest.get());
            try {
                store.read(newest.get(), loader::block);
                break;
            } catch (DamagedSnapshot wentBad) {
                // The store knows now and offers the one before; what was read of this one is worth nothing.
                loader.abandonSnapshot();
                newest = store.newest();
            }
        }
        Opened opened = Journal.open(journalDisk, journalSettings, loader::record);
        return new NodeStorage(opened, new SnapshotDesk(store), store.damaged());
    }

    /** The journal. */
    public Journal journal() {
        return opened.journal();
    }
}
