package synod.transactions.record;

import java.util.List;
import synod.commit.TransactionId;
import synod.journal.JournalRecord;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.transactions.record.Entry.Aborted;
import synod.transactions.record.Entry.Checkpoint;
import synod.transactions.record.Entry.Committed;
import synod.transactions.record.Entry.Compensation;
import synod.transactions.record.Entry.End;
import synod.transactions.record.Entry.Lock;
import synod.transactions.record.Entry.PageMark;
import synod.transactions.record.Entry.Prepared;
import synod.transactions.record.Entry.Stage;
import synod.transactions.record.Entry.Standing;
import synod.transactions.record.Entry.Update;

/** Entries as records of the journal. The first byte of a checkpoint is the version of the format, which is 1. */
final class EntryFormat {
    /** The first kind that is not an entry's. */
    static final int KINDS = 8;

    private static final int UPDATE = 1;
    private static final int COMPENSATION = 2;
    private static final int PREPARED = 3;
    private static final int COMMITTED = 4;
    private static final int ABORTED = 5;
    private static final int END = 6;
    private static final int CHECKPOINT = 7;
    private static final int VERSION = 1;

    private static final Stage[] STAGES = Stage.values();

    private EntryFormat() {}

    static JournalRecord encode(Entry entry) {
        ByteWriter out = new ByteWriter();
        if (entry instanceof Update update) {
            out.text(update.key()).bytes(update.before()).bytes(update.after()).number(update.prev());
            return record(UPDATE, update.transaction(), out.done());
        } else if (entry instanceof Compensation undone) {
            out.text(undone.key()).bytes(undone.after()).number(undone.undoNext());
            return record(COMPENSATION, undone.transaction(), out.done());
        } else if (entry instanceof Prepared prepared) {
            out.number(prepared.prev()).list(prepared.locks(), EntryFormat::put);
            return record(PREPARED, prepared.transaction(), out.done());
        } else if (entry instanceof Committed committed) {
            return record(COMMITTED, committed.transaction(), out.done());
        } else if (entry instanceof Aborted aborted) {
            return record(
                    ABORTED,
                    aborted.transaction(),
                    out.number(aborted.undoNext()).done());
        } else if (entry instanceof End end) {
            return record(END, end.transaction(), out.done());
        } else if (entry instanceof Checkpoint checkpoint) {
            out.octet(VERSION).number(checkpoint.life());
            out.list(checkpoint.works(), EntryFormat::put).list(checkpoint.pages(), EntryFormat::put);
            out.list(checkpoint.protocol(), ByteWriter::bytes);
            return new JournalRecord(CHECKPOINT, 0, 0, 0, out.done());
        }
        throw new IllegalArgumentException("no entry: " + entry);
    }

    static JournalRecord record(int kind, TransactionId id, Bytes body) {
        return new JournalRecord(kind, id.number(), id.life(), id.origin().value(), body);
    }

    static TransactionId transaction(JournalRecord record) {
        return transaction(record.node(), record.round(), record.slot());
    }

    static TransactionId transaction(int node, long life, long number) {
        return new TransactionId(NodeId.of(node), life, number);
    }

    static Entry decode(JournalRecord record) {
        ByteReader in = new ByteReader(record.body());
        Entry entry = switch (record.kind()) {
            case UPDATE -> new Update(transaction(record), in.text(), in.bytes(), in.bytes(), in.longNumber());
            case COMPENSATION -> new Compensation(transaction(record), in.text(), in.bytes(), in.longNumber());
            case PREPARED -> new Prepared(transaction(record), in.longNumber(), in.list(EntryFormat::lock));
            case COMMITTED -> new Committed(transaction(record));
            case ABORTED -> new Aborted(transaction(record), in.longNumber());
            case END -> new End(transaction(record));
            case CHECKPOINT -> checkpoint(in);
            default -> throw new Unreadable("a record of kind " + record.kind());
        };
        in.end();
        return entry;
    }

    private static Checkpoint checkpoint(ByteReader in) {
        int version = in.octet();
        if (version != VERSION) {
            throw new Unreadable("a checkpoint of version " + version);
        }
        return new Checkpoint(
                in.longNumber(),
                in.list(EntryFormat::standing),
                in.list(each -> new PageMark(each.longNumber(), each.longNumber())),
                in.list(ByteReader::someBytes));
    }

    private static void put(ByteWriter out, Lock lock) {
        out.text(lock.key()).flag(lock.mode() == LockMode.EXCLUSIVE);
    }

    private static Lock lock(ByteReader in) {
        return new Lock(in.text(), in.flag() ? LockMode.EXCLUSIVE : LockMode.SHARED);
    }

    private static void put(ByteWriter out, Standing standing) {
        out.transaction(standing.transaction()).octet(List.of(STAGES).indexOf(standing.stage()));
        out.number(standing.first()).number(standing.prepared()).number(standing.undoNext());
    }

    private static Standing standing(ByteReader in) {
        return new Standing(in.transaction(), in.oneOf(STAGES), in.longNumber(), in.longNumber(), in.longNumber());
    }

    private static void put(ByteWriter out, PageMark page) {
        out.number(page.stored()).number(page.dirtyFrom());
    }
}
