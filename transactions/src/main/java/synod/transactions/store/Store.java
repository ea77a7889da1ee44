package synod.transactions.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.journal.Disk;
import synod.kernel.Bytes;
import synod.transactions.lock.Age;
import synod.transactions.lock.LockTable;
import synod.transactions.record.Entry;
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
import synod.transactions.record.LockMode;
import synod.transactions.record.StoreJournal;
import synod.transactions.record.StoreRule;
import synod.transactions.record.Unreadable;

/**
 * Keys with values, changed by transactions. Nothing it does is durable before the journal is forced; whoever drives it
 * lets nothing be known before. Not for use by several threads at once.
 */
public final class Store {
    /** The longest key, in characters. */
    public static final int MOST_KEY = 1024;

    /** The longest value, in bytes. */
    public static final int MOST_VALUE_BYTES = 32 * 1024;

    private record Wish(
            TransactionId transaction,
            String key,
            LockMode mode,
            @Nullable Bytes value) {}

    private final StoreJournal journal;
    private final Image image;
    private final Answers answers;
    private final LockTable locks = new LockTable();
    private final TreeMap<TransactionId, Work> works = new TreeMap<>();
    private final TreeMap<Long, Wish> waiting = new TreeMap<>();

    private Store(StoreJournal journal, Image image, Answers answers) {
        this.journal = journal;
        this.image = image;
        this.answers = answers;
    }

    /** Whether that disk has an image of an earlier life. */
    public static boolean isStored(Disk disk) {
        return Image.isStored(disk);
    }

    /** Drops the image of an earlier life. */
    public static void drop(Disk disk) {
        Image.drop(disk);
    }

    /**
     * The store as disk and journal remember it: losers are undone, what is prepared has its locks (W3, W4).
     *
     * @param entries the store's records by position, as the journal had them
     * @throws Unreadable when image and journal do not fit (W5)
     */
    public static Store restore(
            Disk disk, int pages, StoreJournal journal, NavigableMap<Long, Entry> entries, Answers answers) {
        Store store = new Store(journal, Image.load(disk, pages), answers);
        Recovery recovery = new Recovery(journal, entries, store.image);
        for (Work work : recovery.run()) {
            store.works.put(work.id, work);
            if (work.stage == Stage.PREPARED) {
                Prepared prepared = recovery.prepared(work.prepared);
                if (prepared == null) {
                    throw new Unreadable("the prepared record of " + work.id + " is gone");
                }
                for (Lock lock : prepared.locks()) {
                    store.locks.retake(work.id, lock.key(), lock.mode());
                }
            } else {
                store.finish(work.id);
            }
        }
        return store;
    }

    // ---- work

    /**
     * A transaction begins here.
     *
     * @param start the first part of its {@link Age}
     * @throws IllegalStateException when it has begun already
     */
    public void begin(TransactionId transaction, long start) {
        if (works.putIfAbsent(transaction, new Work(new Age(start, transaction))) != null) {
            throw new IllegalStateException(transaction + " has begun already");
        }
    }

    /** Wants the value of a key; answered under {@code request}, now or later. */
    public void read(TransactionId transaction, String key, long request) {
        want(new Wish(transaction, key, LockMode.SHARED, null), request);
    }

    /** Wants to give a key a value, or none; answered under {@code request}, now or later. */
    public void write(TransactionId transaction, String key, @Nullable Bytes value, long request) {
        if (value != null && value.length() > MOST_VALUE_BYTES) {
            throw new IllegalArgumentException("a value of " + value.length() + " bytes");
        }
        want(new Wish(transaction, key, LockMode.EXCLUSIVE, value), request);
    }

    private void want(Wish wish, long request) {
        if (wish.key.length() > MOST_KEY) {
            throw new IllegalArgumentException("a key of " + wish.key.length() + " characters");
        }
        Work work = works.get(wish.transaction);
        if (work == null || work.stage != Stage.ACTIVE) {
            answers.refused(request, wish.transaction);
            return;
        }
        LockTable.Answer answer = locks.request(work.age, wish.key, wish.mode, request);
        if (answer.isGranted()) {
            grant(wish, request);
            return;
        }
        waiting.put(request, wish);
        for (TransactionId victim : answer.victims()) {
            wound(victim);
        }
    }

    private void wound(TransactionId victim) {
        Work work = works.get(victim);
        if (work == null) {
            return;
        }
        if (work.stage != Stage.ACTIVE) {
            throw StoreRule.W7.broken(victim + " is " + work.stage + " and was to be wounded");
        }
        abort(victim);
        answers.wounded(victim);
    }

    private void grant(Wish wish, long request) {
        if (wish.mode == LockMode.SHARED) {
            answers.read(request, image.value(wish.key));
            return;
        }
        Work work = Objects.requireNonNull(works.get(wish.transaction));
        Bytes before = image.value(wish.key);
        long prev = work.undoNext();
        long position = journal.append(new Update(work.id, wish.key, before, wish.value, prev));
        work.wrote(position);
        work.undo.push(new Work.Undo(position, wish.key, before, prev));
        image.put(wish.key, wish.value, position);
        answers.written(request);
    }

    // ---- the end of it

    /**
     * Writes down that it will do as it is told. The yes may leave when the journal is forced (W2).
     *
     * @param mayDrop whether one that changed nothing may let go of its locks at once and vote {@link Vote#READ_ONLY}
     * @return {@link Vote#NO} when it has no part here any more
     */
    public Vote prepare(TransactionId transaction, boolean mayDrop) {
        Work work = works.get(transaction);
        if (work == null || work.stage != Stage.ACTIVE || locks.isWaiting(transaction)) {
            return Vote.NO;
        }
        if (mayDrop && work.first == 0) {
            works.remove(transaction);
            release(transaction);
            return Vote.READ_ONLY;
        }
        List<Lock> held = new ArrayList<>();
        locks.held(transaction).forEach((key, mode) -> held.add(new Lock(key, mode)));
        long position = journal.append(new Prepared(transaction, work.undoNext(), List.copyOf(held)));
        work.wrote(position);
        work.prepared = position;
        work.stage = Stage.PREPARED;
        locks.prepared(transaction);
        return Vote.YES;
    }

    /**
     * Writes down that it is committed; its locks stay until {@link #finish}. Nothing happens when it was, or when it has
     * no part here any more.
     */
    public void commit(TransactionId transaction) {
        Work work = works.get(transaction);
        if (work == null || work.stage == Stage.COMMITTED) {
            return;
        }
        if (work.stage == Stage.ABORTING) {
            throw StoreRule.W3.broken(transaction + " is being undone and was to be committed");
        }
        work.concluded = journal.append(new Committed(transaction));
        work.wrote(work.concluded);
        work.stage = Stage.COMMITTED;
    }

    /**
     * Lets go of the locks of one that is committed, durably (W2). Nothing happens when it has no part here any more.
     *
     * @throws synod.kernel.InvariantViolation when it is not
     */
    public void finish(TransactionId transaction) {
        Work work = works.get(transaction);
        if (work == null) {
            return;
        }
        if (work.stage != Stage.COMMITTED || work.concluded > journal.forced()) {
            throw StoreRule.W2.broken(
                    transaction + " is " + work.stage + ", and the journal is forced up to " + journal.forced());
        }
        journal.append(new End(transaction));
        works.remove(transaction);
        release(transaction);
    }

    /**
     * Undoes it and lets go of its locks. Nothing happens when it has no part here any more.
     *
     * @throws synod.kernel.InvariantViolation when it is committed
     */
    public void abort(TransactionId transaction) {
        Work work = works.get(transaction);
        if (work == null) {
            return;
        }
        if (work.stage == Stage.COMMITTED) {
            throw StoreRule.W3.broken(transaction + " is committed and was to be undone");
        }
        if (work.first > 0) {
            journal.append(new Aborted(transaction, work.undoNext()));
            work.stage = Stage.ABORTING;
            while (!work.undo.isEmpty()) {
                undoOne(work);
            }
            journal.append(new End(transaction));
        }
        works.remove(transaction);
        release(transaction);
    }

    private void undoOne(Work work) {
        Work.Undo newest = work.undo.pop();
        long position = journal.append(new Compensation(work.id, newest.key(), newest.before(), newest.prev()));
        image.put(newest.key(), newest.before(), position);
    }

    private void release(TransactionId transaction) {
        locks.release(transaction).forEach((request, isVoid) -> {
            Wish wish = Objects.requireNonNull(waiting.remove(request));
            if (isVoid) {
                answers.refused(request, wish.transaction);
            } else {
                grant(wish, request);
            }
        });
    }

    // ---- checkpoints

    /** Stores the {@code count} pages whose changes are oldest, with the changes of whoever made them. */
    public void storePages(int count) {
        image.store(count, journal);
    }

    /**
     * Writes down where everything stands, waits for nobody, and drops what no restart will need (W8).
     *
     * @param life the life of the process
     * @param protocol what the protocol's records so far amount to
     */
    public void checkpoint(long life, List<Bytes> protocol) {
        List<Standing> standings = new ArrayList<>();
        for (Work work : works.values()) {
            if (work.first > 0) {
                standings.add(work.standing());
            }
        }
        List<PageMark> pages = image.marks();
        long needed = journal.append(new Checkpoint(life, List.copyOf(standings), pages, protocol));
        journal.force();
        for (Standing standing : standings) {
            needed = Math.min(needed, standing.first());
        }
        for (PageMark page : pages) {
            needed = page.dirtyFrom() > 0 ? Math.min(needed, page.dirtyFrom()) : needed;
        }
        journal.trimBelow(needed);
    }

    // ---- questions

    /** Whether {@code transaction} has a part here that has not ended. */
    public boolean isOpen(TransactionId transaction) {
        return works.containsKey(transaction);
    }

    /** Whether that it is committed is written down and not durable yet: {@link #finish} has to wait. */
    public boolean awaitsForce(TransactionId transaction) {
        Work work = works.get(transaction);
        return work != null && work.concluded > journal.forced();
    }

    /** The transactions that voted yes here and have not ended. */
    public List<TransactionId> prepared() {
        List<TransactionId> prepared = new ArrayList<>();
        for (Work work : works.values()) {
            if (work.stage == Stage.PREPARED) {
                prepared.add(work.id);
            }
        }
        return prepared;
    }

    /** What {@code transaction} has locked. */
    public Map<String, LockMode> locked(TransactionId transaction) {
        return locks.held(transaction);
    }

    /** Every key that has a value, with what those in doubt and at work have made of it. For looking on. */
    public Map<String, Bytes> values() {
        return image.values();
    }
}
