package synod.transactions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.CommitRule;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Order.Conclude;
import synod.commit.Order.GetReady;
import synod.commit.Order.Report;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.record.LockMode;
import synod.transactions.record.StoreJournal;
import synod.transactions.record.StoreRule;
import synod.transactions.store.Answers;
import synod.transactions.store.Store;
import synod.transactions.store.StoreSettings;

/**
 * One process that takes part: a protocol, a store, a journal. What happens to it is handed in; {@link #flush} then makes
 * durable what has to be, once for all of it, and lets go of what waited for that. Not for use by several threads at once.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class Participant<M, R> {
    /**
     * What a participant is opened with.
     *
     * @param self its number
     * @param store how its store is laid out
     * @param isKnown whether it has been there before, so that an empty disk is a lost one
     */
    public record Identity(NodeId self, StoreSettings store, boolean isKnown) {}

    /** Something that waits until the journal is forced up to {@code position}. */
    private record Held<M>(
            long position,
            @Nullable NodeId to,
            @Nullable M message,
            @Nullable Order order) {}

    private final Identity identity;
    private final CommitProtocol<M, R> protocol;
    private final Surroundings<M> world;
    private final StoreJournal journal;
    private final Store store;
    private final boolean isAmnesiac;
    private final long life;
    private final CommitProcess<M, R> process;
    private final Deque<Event<M>> inbox = new ArrayDeque<>();
    private final Deque<Held<M>> held = new ArrayDeque<>();
    private final Deque<TransactionId> wounded = new ArrayDeque<>();
    private long checkpointAt;
    private @Nullable RuntimeException failure;

    private Participant(Identity identity, Disk disk, CommitProtocol<M, R> protocol, Surroundings<M> world, long now) {
        this.identity = identity;
        this.protocol = protocol;
        this.world = world;
        StoreJournal.Found found = StoreJournal.open(disk, identity.store.journal(), world);
        this.journal = found.journal();
        this.isAmnesiac = journal.last() == 0 && (identity.isKnown || Store.isStored(disk));
        // The image that an amnesiac still has is worth nothing without its journal, and must not be taken for one.
        this.store = Store.restore(disk, isAmnesiac ? 0 : identity.store.pages(), journal, found.entries(), new Told());
        this.life = found.life() + 1;
        List<R> records = new ArrayList<>();
        for (Bytes bytes : found.protocol()) {
            records.add(protocol.decodeRecord(bytes));
        }
        this.process = protocol.restore(identity.self, life, records, now);
        if (!isAmnesiac) {
            begin();
        }
    }

    /**
     * A participant as its disk remembers it. Losers are undone, what is prepared has its locks; the new life is durable.
     *
     * @param now monotonic nanoseconds on its clock
     * @throws synod.transactions.record.Unreadable when what the disk has cannot be trusted (W5): there is no participant
     *     then, and nobody is answered
     * @throws DiskFailure when the disk fails
     */
    public static <M, R> Participant<M, R> open(
            Identity identity, Disk disk, CommitProtocol<M, R> protocol, Surroundings<M> world, long now) {
        return new Participant<>(identity, disk, protocol, world, now);
    }

    private void begin() {
        for (TransactionId transaction : process.inDoubt()) {
            if (!store.prepared().contains(transaction)) {
                throw CommitRule.T1.broken(transaction + " is in doubt, and its undo and redo are not here");
            }
        }
        Map<TransactionId, Outcome> concluded = process.concluded();
        for (TransactionId transaction : store.prepared()) {
            if (concluded.get(transaction) == Outcome.COMMITTED) {
                store.commit(transaction);
            } else if (!process.inDoubt().contains(transaction)) {
                // Aborted, or prepared without a trace in the protocol: then no yes has left.
                store.abort(transaction);
            }
        }
        journal.appendLife(life);
        journal.force();
        concluded.forEach((transaction, outcome) -> {
            if (outcome == Outcome.COMMITTED) {
                store.finish(transaction);
            }
        });
        checkpointAt = journal.last() + identity.store.checkpointEvery();
    }

    // ---- what happens

    /**
     * A transaction does work here from now on.
     *
     * @param start what its application drew when it first began; see {@link synod.transactions.lock.Age}
     * @return false when this participant takes part in nothing (W9)
     */
    public boolean join(long now, TransactionId transaction, long start) {
        requireAlive();
        if (isAmnesiac) {
            return false;
        }
        store.begin(transaction, start);
        step(now, new Event.Joined<>(transaction));
        return true;
    }

    /** See {@link Store#read}. */
    public void read(long now, TransactionId transaction, String key, long request) {
        requireAlive();
        lastingly(() -> {
            store.read(transaction, key, request);
            abandonWounded(now);
        });
    }

    /** See {@link Store#write}. */
    public void write(long now, TransactionId transaction, String key, @Nullable Bytes value, long request) {
        requireAlive();
        lastingly(() -> {
            store.write(transaction, key, value, request);
            abandonWounded(now);
        });
    }

    /** A message arrives. */
    public void receive(long now, NodeId from, M message) {
        requireAlive();
        if (isAmnesiac) {
            // Not even "unknown": it could be taken for "aborted".
            world.note(new Amnesia(from));
        } else {
            step(now, new Event.Received<>(from, message));
        }
    }

    /** Anything else: the application begins to commit or gives up, a tick, news of a failure detector. */
    public void happen(long now, Event<M> event) {
        requireAlive();
        if (!isAmnesiac) {
            step(now, event);
        }
    }

    /** When the next tick is due. */
    public long deadline() {
        return isAmnesiac ? Long.MAX_VALUE : process.deadline();
    }

    /**
     * Forces the journal if anything waits for that, lets it go, and does what comes of it. Also stores pages and writes a
     * checkpoint when it is time.
     *
     * @throws DiskFailure when the disk fails: nothing that waited has left, and nothing ever will (W6)
     */
    public void flush(long now) {
        requireAlive();
        lastingly(() -> {
            while (!held.isEmpty()) {
                if (held.getLast().position > journal.forced()) {
                    journal.force();
                }
                letGo(now);
            }
            if (journal.last() >= checkpointAt && !isAmnesiac) {
                checkpoint();
            }
        });
    }

    /** Stores the older half of the changed pages, and writes down where everything stands. */
    public void checkpoint() {
        requireAlive();
        store.storePages((identity.store.pages() + 1) / 2);
        List<Bytes> retained = new ArrayList<>();
        for (R record : process.retained()) {
            retained.add(protocol.encodeRecord(record));
        }
        store.checkpoint(life, List.copyOf(retained));
        checkpointAt = journal.last() + identity.store.checkpointEvery();
    }

    /**
     * W9: the side of the coordinators knows that everything a participant promised is lost. What its image still holds is
     * dropped; opened once more as one that is not known, it is a new one.
     */
    public static void readmit(Disk disk) {
        Store.drop(disk);
    }

    /** Forces what was appended and closes the files. */
    public void close() {
        journal.close();
    }

    // ---- one step

    private void step(long now, Event<M> event) {
        inbox.add(event);
        lastingly(() -> drain(now));
    }

    /** Does something after whose failure nothing may follow; what the caller did wrong is not one. */
    private void lastingly(Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException | IllegalStateException callers) {
            throw callers;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private void drain(long now) {
        while (!inbox.isEmpty()) {
            process.step(now, inbox.remove(), new Doing());
        }
    }

    private void abandonWounded(long now) {
        while (!wounded.isEmpty()) {
            step(now, new Event.Abandon<>(wounded.remove()));
        }
    }

    private void letGo(long now) {
        while (!held.isEmpty() && held.element().position <= journal.forced()) {
            Held<M> next = held.remove();
            if (next.message != null) {
                dispatch(Objects.requireNonNull(next.to), next.message);
            } else if (next.order instanceof Conclude conclude) {
                conclude(conclude);
            } else if (next.order instanceof Report report) {
                world.report(report.transaction(), report.result());
            }
        }
        abandonWounded(now);
        drain(now);
    }

    private void dispatch(NodeId to, M message) {
        if (to.equals(identity.self)) {
            inbox.add(new Event.Received<>(to, message));
        } else {
            world.send(to, message);
        }
    }

    private void conclude(Conclude conclude) {
        TransactionId transaction = conclude.transaction();
        if (conclude.outcome() == Outcome.ABORTED) {
            store.abort(transaction);
        } else {
            store.commit(transaction);
            // Only with presumed commit there is anything left to force: the protocol does without, the locks do not.
            // One
            // force serves all that were concluded by then.
            if (store.awaitsForce(transaction)) {
                journal.force();
            }
            store.finish(transaction);
        }
    }

    /** The effects of a step. */
    private final class Doing implements Effects<M, R, Order> {
        @Override
        public void persist(R record) {
            TransactionId transaction = protocol.transaction(record);
            journal.append(transaction, protocol.encodeRecord(record), Objects.requireNonNull(record));
            if (protocol.conclusion(record) == Outcome.COMMITTED) {
                store.commit(transaction);
            }
        }

        @Override
        public void send(NodeId to, M message) {
            held.add(new Held<>(journal.last(), to, message, null));
        }

        @Override
        public void sendAhead(NodeId to, M message) {
            dispatch(to, message);
        }

        @Override
        public void deliver(long position, Order order) {
            if (order instanceof GetReady ready) {
                // Not held back: it takes nothing back and tells nobody anything.
                Vote vote = store.prepare(ready.transaction(), protocol.dropsReaders());
                inbox.add(new Event.Voted<>(ready.transaction(), vote));
            } else {
                held.add(new Held<>(journal.last(), null, null, order));
            }
        }

        @Override
        public void note(Note note) {
            world.note(note);
        }
    }

    /** What the store answers, and that the protocol hears of the wounded. */
    private final class Told implements Answers {
        @Override
        public void read(long request, @Nullable Bytes value) {
            world.read(request, value);
        }

        @Override
        public void written(long request) {
            world.written(request);
        }

        @Override
        public void refused(long request, TransactionId transaction) {
            world.refused(request, transaction);
        }

        @Override
        public void wounded(TransactionId transaction) {
            wounded.add(transaction);
            world.wounded(transaction);
        }
    }

    private void requireAlive() {
        if (failure != null) {
            throw new DiskFailure(StoreRule.W6.id() + ": " + StoreRule.W6.sentence(), failure);
        }
    }

    // ---- questions

    /** Whether this one lost its journal and has not been readmitted (W9). */
    public boolean isAmnesiac() {
        return isAmnesiac;
    }

    /** Which life this is; transactions that this process names carry it. */
    public long life() {
        return life;
    }

    /** What this participant voted yes for and knows no outcome of. */
    public List<TransactionId> inDoubt() {
        return process.inDoubt();
    }

    /** Whether {@code transaction} has a part in the store that has not ended. */
    public boolean isOpen(TransactionId transaction) {
        return store.isOpen(transaction);
    }

    /** What {@code transaction} has locked here. */
    public Map<String, LockMode> locked(TransactionId transaction) {
        return store.locked(transaction);
    }

    /** Every key that has a value, with what those in doubt and at work have made of it. For looking on. */
    public Map<String, Bytes> values() {
        return store.values();
    }

    /** The protocol's state, for people. */
    public List<String> view() {
        return process.view();
    }
}
