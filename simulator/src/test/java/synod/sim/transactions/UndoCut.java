package synod.sim.transactions;

import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.sim.disk.SimDisk;
import synod.transactions.record.Entry.Compensation;
import synod.transactions.record.StoreJournal;
import synod.transactions.store.Answers;
import synod.transactions.store.Store;

/** A restart in which the power goes after so many compensation records, all of which are on the disk by then. */
final class UndoCut implements Answers, StoreJournal.Watch {
    /** The power is gone. */
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final SimDisk disk;
    private final int allowed;
    private int seen;
    private @Nullable StoreJournal journal;

    UndoCut(SimDisk disk, int allowed) {
        this.disk = disk;
        this.allowed = allowed;
    }

    void run() {
        StoreJournal.Found found = StoreJournal.open(disk, JournalSettings.tiny(), this);
        journal = found.journal();
        Store.restore(disk, Ledger.PAGES, found.journal(), found.entries(), this);
    }

    @Override
    public void wrote(Object record) {
        if (record instanceof Compensation && ++seen == allowed && journal != null) {
            journal.force();
            throw new PowerCut();
        }
    }

    @Override
    public void forced() {}

    @Override
    public void read(long request, @Nullable Bytes value) {}

    @Override
    public void written(long request) {}

    @Override
    public void refused(long request, TransactionId transaction) {}

    @Override
    public void wounded(TransactionId transaction) {}
}
