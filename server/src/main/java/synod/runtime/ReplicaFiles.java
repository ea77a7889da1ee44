package synod.runtime;

import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.journal.Disk;
import synod.journal.Finding;
import synod.journal.Journal;
import synod.journal.JournalSettings;
import synod.replica.NodeStorage;
import synod.replica.Ports;
import synod.replica.Replica;
import synod.replica.ReplicaLoader;
import synod.replica.SnapshotDesk;

/** The open files of one replica, read and ready. Reading them may take a while, so it is not done on the loop. */
final class ReplicaFiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("disk");

    private final FileDisk journalDisk;
    private final FileDisk snapshotDisk;
    private final ReplicaLoader loader;
    private final NodeStorage storage;

    private ReplicaFiles(FileDisk journalDisk, FileDisk snapshotDisk, ReplicaLoader loader, NodeStorage storage) {
        this.journalDisk = journalDisk;
        this.snapshotDisk = snapshotDisk;
        this.loader = loader;
        this.storage = storage;
    }

    /**
     * Opens both folders and reads what is in them.
     *
     * @throws synod.journal.DiskFailure when a disk fails
     * @throws synod.journal.UnusableFormat when the files are of a newer format
     * @throws synod.replica.UnusableState when another version wrote the state
     */
    static ReplicaFiles open(NodeSettings settings, JournalSettings journal) {
        FileDisk journalDisk = FileDisk.open(settings.journalFolder());
        try {
            FileDisk snapshotDisk = FileDisk.open(settings.snapshotFolder());
            try {
                ReplicaLoader loader = new ReplicaLoader(settings.replica());
                UnaryOperator<Disk> disks = settings.surroundings().disks();
                NodeStorage storage =
                        NodeStorage.open(disks.apply(journalDisk), disks.apply(snapshotDisk), journal, loader);
                for (String damaged : storage.damagedSnapshots()) {
                    log.error("damaged snapshot left aside: {}", damaged);
                }
                for (Finding finding : storage.opened().findings()) {
                    tell(finding);
                }
                return new ReplicaFiles(journalDisk, snapshotDisk, loader, storage);
            } catch (RuntimeException e) {
                snapshotDisk.close();
                throw e;
            }
        } catch (RuntimeException e) {
            journalDisk.close();
            throw e;
        }
    }

    private static void tell(Finding finding) {
        if (finding instanceof Finding.TornTail torn) {
            log.info(
                    "cut the torn end of {} at byte {}: records from {} on that were never acknowledged",
                    torn.file(),
                    torn.offset(),
                    torn.position());
        } else if (finding instanceof Finding.Mended mended) {
            log.warn("mended {}: {}", mended.file(), mended.what());
        } else {
            log.error("DAMAGE on this disk: {}. It is made good from the other servers where they have it", finding);
        }
    }

    Journal journal() {
        return storage.journal();
    }

    SnapshotDesk snapshots() {
        return storage.snapshots();
    }

    Replica start(Ports ports, long now, long wallMillis, long coin) {
        return loader.start(storage.opened(), ports, now, wallMillis, coin);
    }

    /** Removes every image: they are of a state that must not be believed. */
    void discardSnapshots() {
        for (String name : snapshotDisk.list()) {
            snapshotDisk.delete(name);
        }
        snapshotDisk.forceDirectory();
    }

    /** Lets go of the folders; the journal is closed by whoever took it. */
    @Override
    public void close() {
        snapshotDisk.close();
        journalDisk.close();
    }
}
