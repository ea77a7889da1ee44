package synod.transactions.record;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import synod.commit.TransactionId;
import synod.journal.Damage;
import synod.journal.Disk;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.journal.Opened;
import synod.kernel.Bytes;

/** The one journal of a participant: the store's records and the protocol's, so that one force makes both durable. */
public final class StoreJournal {
    private static final int PROTOCOL = 16;
    private static final int LIFE = 17;

    /** Is told what is written, and that it is durable. It may throw, to be in the place of what would follow. */
    public interface Watch {
        /** A record was appended; {@code record} is an {@link Entry}, a record of the protocol, or the number of a life. */
        void wrote(Object record);

        /** Everything appended is durable: one forced write. */
        void forced();
    }

    /**
     * What was found in the journal of an earlier life.
     *
     * @param journal ready to be appended to
     * @param entries the store's records by position
     * @param protocol the protocol's records behind the newest checkpoint, oldest first
     * @param life the newest life that is on record; 0 for none
     */
    public record Found(StoreJournal journal, NavigableMap<Long, Entry> entries, List<Bytes> protocol, long life) {}

    private final Journal journal;
    private final Watch watch;

    private StoreJournal(Journal journal, Watch watch) {
        this.journal = journal;
        this.watch = watch;
    }

    /**
     * Opens the journal of a disk, or makes one. A torn tail is cut.
     *
     * @throws Unreadable when anything else is bad (W5)
     * @throws synod.journal.DiskFailure when the disk fails
     */
    public static Found open(Disk disk, JournalSettings settings, Watch watch) {
        TreeMap<Long, JournalRecord> records = new TreeMap<>();
        Opened opened = Journal.open(disk, settings, records::put);
        for (Damage damage : opened.damage()) {
            throw new Unreadable("the journal is damaged: " + describe(damage));
        }
        NavigableMap<Long, Entry> entries = new TreeMap<>();
        List<Bytes> protocol = new ArrayList<>();
        long life = 0;
        for (var each : records.entrySet()) {
            JournalRecord record = each.getValue();
            if (record.kind() == PROTOCOL) {
                protocol.add(record.body());
            } else if (record.kind() == LIFE) {
                life = Math.max(life, record.slot());
            } else {
                Entry entry = EntryFormat.decode(record);
                entries.put(each.getKey(), entry);
                if (entry instanceof Entry.Checkpoint checkpoint) {
                    life = Math.max(life, checkpoint.life());
                    protocol.clear();
                    protocol.addAll(checkpoint.protocol());
                }
            }
        }
        return new Found(new StoreJournal(opened.journal(), watch), entries, protocol, life);
    }

    private static String describe(Damage damage) {
        if (damage instanceof Damage.Body body && body.kind() < LIFE && body.node() > 0) {
            return "record " + body.position() + ", of transaction "
                    + EntryFormat.transaction(body.node(), body.round(), body.slot());
        }
        return "records " + damage.position() + " to " + damage.lastPosition();
    }

    /** Appends a record of the store and returns its position. */
    public long append(Entry entry) {
        long position = journal.append(EntryFormat.encode(entry));
        watch.wrote(entry);
        return position;
    }

    /** Appends a record of the protocol, as it is in bytes, and returns its position. */
    public long append(TransactionId transaction, Bytes bytes, Object record) {
        long position = journal.append(EntryFormat.record(PROTOCOL, transaction, bytes));
        watch.wrote(record);
        return position;
    }

    /** Appends that another life begins. */
    public void appendLife(long life) {
        journal.append(new JournalRecord(LIFE, life, 0, 0, Bytes.EMPTY));
        watch.wrote(life);
    }

    /** Makes everything appended durable; nothing happens when it is. */
    public void force() {
        if (journal.forcedPosition() < journal.lastPosition()) {
            journal.force();
            watch.forced();
        }
    }

    /** The position of the last record. */
    public long last() {
        return journal.lastPosition();
    }

    /** The position up to which everything is durable. */
    public long forced() {
        return journal.forcedPosition();
    }

    /** The oldest position kept. */
    public long first() {
        return journal.firstPosition();
    }

    /** Drops what is below {@code position}, as far as whole files go. */
    public void trimBelow(long position) {
        journal.trimBelow(position);
    }

    /** Forces what was appended, and closes the files. */
    public void close() {
        journal.close();
    }
}
