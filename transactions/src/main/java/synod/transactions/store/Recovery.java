package synod.transactions.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.transactions.lock.Age;
import synod.transactions.record.Entry;
import synod.transactions.record.Entry.Aborted;
import synod.transactions.record.Entry.Checkpoint;
import synod.transactions.record.Entry.Committed;
import synod.transactions.record.Entry.Compensation;
import synod.transactions.record.Entry.End;
import synod.transactions.record.Entry.OfTransaction;
import synod.transactions.record.Entry.PageMark;
import synod.transactions.record.Entry.Prepared;
import synod.transactions.record.Entry.Stage;
import synod.transactions.record.Entry.Standing;
import synod.transactions.record.Entry.Update;
import synod.transactions.record.StoreJournal;
import synod.transactions.record.Unreadable;

/** Brings the image back to where the journal says it was, and undoes the losers. The three passes of ARIES. */
final class Recovery {
    /** What is known of a transaction that has not ended. */
    private static final class Trace {
        Stage stage = Stage.ACTIVE;
        long first;
        long prepared;
        long undoNext;
    }

    private final StoreJournal journal;
    private final NavigableMap<Long, Entry> entries;
    private final Image image;
    private final TreeMap<TransactionId, Trace> traces = new TreeMap<>();

    Recovery(StoreJournal journal, NavigableMap<Long, Entry> entries, Image image) {
        this.journal = journal;
        this.entries = entries;
        this.image = image;
    }

    /** Does it, and returns the transactions that are prepared, or committed without having ended. */
    List<Work> run() {
        analyse();
        redo();
        undo();
        List<Work> works = new ArrayList<>();
        traces.forEach((id, trace) -> works.add(work(id, trace)));
        return works;
    }

    // ---- analysis

    private void analyse() {
        Checkpoint newest = null;
        long at = 0;
        for (Map.Entry<Long, Entry> each : entries.descendingMap().entrySet()) {
            if (each.getValue() instanceof Checkpoint checkpoint) {
                newest = checkpoint;
                at = each.getKey();
                break;
            }
        }
        if (newest == null && journal.first() > 1) {
            throw new Unreadable("the journal begins at " + journal.first() + ", without a checkpoint");
        }
        List<PageMark> marks = newest == null ? List.of() : newest.pages();
        if (newest != null) {
            if (marks.size() != image.size()) {
                throw new IllegalArgumentException(
                        "the image had " + marks.size() + " pages, the settings say " + image.size());
            }
            newest.works().forEach(this::takeUp);
            requireKept(newest);
        }
        image.check(marks, journal.last());
        entries.tailMap(at, false).forEach((position, entry) -> {
            if (entry instanceof OfTransaction own) {
                follow(position, own);
            }
        });
    }

    private void takeUp(Standing standing) {
        Trace trace = new Trace();
        trace.stage = standing.stage();
        trace.first = standing.first();
        trace.prepared = standing.prepared();
        trace.undoNext = standing.undoNext();
        traces.put(standing.transaction(), trace);
    }

    /** W8, from the other side. */
    private void requireKept(Checkpoint checkpoint) {
        long needed = Long.MAX_VALUE;
        for (Standing standing : checkpoint.works()) {
            needed = standing.first() > 0 ? Math.min(needed, standing.first()) : needed;
        }
        for (PageMark page : checkpoint.pages()) {
            needed = page.dirtyFrom() > 0 ? Math.min(needed, page.dirtyFrom()) : needed;
        }
        if (needed < journal.first()) {
            throw new Unreadable("record " + needed + " is needed, and the journal begins at " + journal.first());
        }
    }

    private void follow(long position, OfTransaction entry) {
        TransactionId id = entry.transaction();
        if (entry instanceof End) {
            traces.remove(id);
            return;
        }
        Trace trace = traces.computeIfAbsent(id, absent -> new Trace());
        if (trace.first == 0) {
            trace.first = position;
        }
        if (entry instanceof Update) {
            trace.undoNext = position;
        } else if (entry instanceof Compensation undone) {
            trace.stage = Stage.ABORTING;
            trace.undoNext = undone.undoNext();
        } else if (entry instanceof Prepared) {
            trace.stage = Stage.PREPARED;
            trace.prepared = position;
        } else if (entry instanceof Committed) {
            trace.stage = Stage.COMMITTED;
        } else if (entry instanceof Aborted aborted) {
            trace.stage = Stage.ABORTING;
            trace.undoNext = aborted.undoNext();
        }
    }

    // ---- redo

    /** W3: history is repeated, losers too. A change that a page has already is not made again. */
    private void redo() {
        entries.forEach((position, entry) -> {
            if (entry instanceof Update update && position > image.changed(update.key())) {
                Bytes now = image.value(update.key());
                if (!Objects.equals(now, update.before())) {
                    throw new Unreadable("record " + position + " changed \"" + update.key() + "\" from "
                            + update.before() + ", which is " + now + " in the image");
                }
                image.put(update.key(), update.after(), position);
            } else if (entry instanceof Compensation undone && position > image.changed(undone.key())) {
                image.put(undone.key(), undone.after(), position);
            }
        });
    }

    // ---- undo

    /** Losers are undone together, newest change first, each step with a record that says what is next. */
    private void undo() {
        TreeMap<Long, TransactionId> next = new TreeMap<>();
        for (Map.Entry<TransactionId, Trace> each : List.copyOf(traces.entrySet())) {
            Trace trace = each.getValue();
            if (trace.stage == Stage.ACTIVE) {
                journal.append(new Aborted(each.getKey(), trace.undoNext));
                trace.stage = Stage.ABORTING;
            }
            if (trace.stage == Stage.ABORTING) {
                proceed(each.getKey(), trace.undoNext, next);
            }
        }
        while (!next.isEmpty()) {
            Map.Entry<Long, TransactionId> newest = next.pollLastEntry();
            Update update = update(newest.getKey(), newest.getValue());
            long position = journal.append(
                    new Compensation(update.transaction(), update.key(), update.before(), update.prev()));
            image.put(update.key(), update.before(), position);
            proceed(newest.getValue(), update.prev(), next);
        }
    }

    private void proceed(TransactionId id, long undoNext, Map<Long, TransactionId> next) {
        if (undoNext == 0) {
            journal.append(new End(id));
            traces.remove(id);
        } else {
            next.put(undoNext, id);
        }
    }

    private Update update(long position, TransactionId id) {
        if (entries.get(position) instanceof Update update
                && update.transaction().equals(id)) {
            return update;
        }
        throw new Unreadable("record " + position + " is not the update of " + id + " that has to be undone");
    }

    // ---- what is left

    private Work work(TransactionId id, Trace trace) {
        Work work = new Work(new Age(Long.MIN_VALUE, id));
        work.stage = trace.stage;
        work.first = trace.first;
        work.prepared = trace.prepared;
        Deque<Work.Undo> oldestLast = new ArrayDeque<>();
        for (long position = trace.stage == Stage.PREPARED ? trace.undoNext : 0; position != 0; ) {
            Update update = update(position, id);
            oldestLast.addLast(new Work.Undo(position, update.key(), update.before(), update.prev()));
            position = update.prev();
        }
        work.undo.addAll(oldestLast);
        return work;
    }

    /** The prepared record at {@code position}. */
    @Nullable
    Prepared prepared(long position) {
        return entries.get(position) instanceof Prepared prepared ? prepared : null;
    }
}
