package synod.runtime;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.journal.DiskFailure;
import synod.journal.DiskFull;
import synod.journal.Journal;
import synod.journal.JournalRecord;

/**
 * The thread that owns the journal. It takes all that waits, appends it, forces once, and says up to where everything is
 * durable: while one force runs the next group gathers, and when nothing waits nobody waits for company.
 *
 * <p>When a lone small group waits and this thread is idle, the loop may write it itself: see {@link #writeHere}.
 *
 * <p>Records come from the loop alone, through a bounded queue. When it is full they wait beside it, in order, on the
 * loop's side; the replica's own window bounds how many there can be. The loop never blocks.
 *
 * <p>The thread is never interrupted: an interrupt during file I/O would close the file. It ends by a message. When an
 * append or a force fails it ends the process; what the device holds is unknown then, and a second try could report as
 * durable what is not. When there is merely no room for another segment it waits until there is: nothing is acknowledged
 * meanwhile, reads go on, and others may lead.
 */
public final class JournalThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("disk");
    private static final int QUEUE = 1 << 14;
    private static final int LARGEST_GROUP = 1 << 14;

    /** What the loop writes itself is no more than this many records. */
    private static final int SMALL_GROUP = 4;

    /** A disk whose forces usually take so long is not trusted with the loop's time. */
    private static final long SLOW_NANOS = 1_000_000L;

    /** The share of the last force in what is usual: one of 16 ms among quick ones makes a disk slow, for one force. */
    private static final int USUAL_WEIGHT = 16;

    private static final long ROOM_POLL_NANOS = 100_000_000L;
    private static final long WARNING_INTERVAL_NANOS = 10_000_000_000L;

    /** Asks for the journal to be trimmed, in its place among the records. */
    private record Trim(long belowPosition) {}

    private final Journal journal;
    private final LongConsumer durable;
    private final LastResort lastResort;
    private final long warnNanos;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final SpscArrayQueue<Object> queue = new SpscArrayQueue<>(QUEUE);
    private final ArrayDeque<Object> overflow = new ArrayDeque<>();

    /** Held by whoever takes from the queue and writes to the journal. */
    private final AtomicBoolean isTaken = new AtomicBoolean();

    private volatile boolean isParked;
    private volatile boolean isClosing;
    private volatile long forces;
    private volatile long forceNanosTotal;
    private volatile long forceNanosMost;
    /** How long a force takes of late, a moving average in nanoseconds. */
    private volatile long forceNanosUsual;

    /** When the force under way began; 0 while none is. */
    private volatile long forcingSince;

    private @Nullable Hindrances hindrances;
    private long lastWarningNanos;
    private long slowSinceWarning;

    /**
     * @param journal given away to this thread
     * @param durable told, on the journal thread, the position up to which everything is durable
     * @param warnNanos a force that takes at least this long is told to the operator
     */
    public JournalThread(Journal journal, LongConsumer durable, long warnNanos, LastResort lastResort) {
        this(journal, durable, warnNanos, lastResort, System::nanoTime);
    }

    JournalThread(Journal journal, LongConsumer durable, long warnNanos, LastResort lastResort, LongSupplier nanoTime) {
        this.journal = journal;
        this.nanoTime = nanoTime;
        this.durable = durable;
        this.warnNanos = warnNanos;
        this.lastResort = lastResort;
        this.lastWarningNanos = nanoTime.getAsLong() - WARNING_INTERVAL_NANOS;
        this.thread = new Thread(this::run, "synod-journal");
        thread.setDaemon(true);
    }

    /** Has slow forces noted; before the start. */
    void noteIn(Hindrances notes) {
        hindrances = notes;
    }

    /** For how long a force has been under way at a time, nanoseconds; 0 when none is. From any thread. */
    long forcingNanos(long now) {
        long since = forcingSince;
        return since == 0 ? 0 : Math.max(0, now - since);
    }

    /** Begins to take records. */
    public void start() {
        thread.start();
    }

    /** Hands over a record; loop only. It is on its way after the next {@link #flush}. */
    public void persist(JournalRecord record) {
        offer(record);
    }

    /** Asks for everything below a position to be dropped, after what was handed over before; loop only. */
    public void trimBelow(long position) {
        offer(new Trim(position));
    }

    private void offer(Object item) {
        if (!overflow.isEmpty() || !queue.offer(item)) {
            overflow.addLast(item);
        }
    }

    /** Wakes the thread if something waits; loop only, once at the end of each turn. */
    public void flush() {
        Object next;
        while ((next = overflow.peekFirst()) != null && queue.offer(next)) {
            overflow.removeFirst();
        }
        // The offers above must be visible before the flag is read, or both sides could wait for each other.
        VarHandle.fullFence();
        if (isParked && !queue.isEmpty()) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Writes and forces what waits on the calling thread, the loop, which saves the way to this thread and back. Only
     * when that is little, nothing else is being written, and the disk is quick as a rule; for while a force lasts the
     * loop does nothing else. What is left over goes its usual way with the next {@link #flush}.
     *
     * @param told the position up to which everything is durable, as soon as it is
     * @return false when nothing was written
     */
    boolean writeHere(LongConsumer told) {
        int waiting = queue.size();
        if (waiting == 0
                || waiting > SMALL_GROUP
                || !overflow.isEmpty()
                || forceNanosUsual >= SLOW_NANOS
                || !isTaken.compareAndSet(false, true)) {
            return false;
        }
        Group group = new Group();
        guarded(() -> {
            try {
                while (queue.peek() instanceof JournalRecord record) {
                    journal.append(record);
                    group.add(record);
                    queue.poll();
                }
            } catch (DiskFull e) {
                log.debug("no room for what was to be written at once", e);
            }
            force(group, told);
        });
        isTaken.set(false);
        return group.written;
    }

    /** Whether the thread waits for something to do. */
    boolean isIdle() {
        return thread.getState() == Thread.State.WAITING;
    }

    /** How many times the journal was forced. */
    public long forces() {
        return forces;
    }

    /** How long all forces took together. */
    public long forceNanosTotal() {
        return forceNanosTotal;
    }

    /** How long the slowest force took. */
    public long forceNanosMost() {
        return forceNanosMost;
    }

    /** Lets the thread finish what was handed over, with a last force, and waits for its end. Not for the loop. */
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        guarded(() -> {
            while (!isClosing || !queue.isEmpty()) {
                if (!queue.isEmpty() && isTaken.compareAndSet(false, true)) {
                    writeGroup();
                    isTaken.set(false);
                } else {
                    park();
                }
            }
            journal.close();
        });
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (DiskFailure e) {
            lastResort.stop(
                    ExitCode.DISK,
                    "the journal's disk failed: " + e.getMessage() + ". Nothing was acknowledged that is not durable."
                            + " Repair or replace the disk and start this server again",
                    e);
        } catch (Throwable e) {
            lastResort.stop(ExitCode.UNEXPECTED, "writing the journal failed: " + e, e);
        }
    }

    private void park() {
        isParked = true;
        if (queue.isEmpty() && !isClosing) {
            LockSupport.park(this);
        }
        isParked = false;
    }

    private void writeGroup() {
        Group group = new Group();
        long trimBelow = -1;
        Object item = queue.poll();
        for (int taken = 1; item != null; taken++) {
            if (item instanceof JournalRecord record) {
                append(record, group);
            } else if (item instanceof Trim trim) {
                trimBelow = trim.belowPosition();
            }
            item = taken < LARGEST_GROUP ? queue.poll() : null;
        }
        force(group, durable);
        // Only now: what a trim rests on may have been appended in this very group.
        if (trimBelow >= 0) {
            journal.trimBelow(trimBelow);
        }
    }

    /** What was appended since the last force. */
    private static final class Group {
        int records;
        long bytes;
        boolean written;

        void add(JournalRecord record) {
            records++;
            bytes += record.body().length();
        }
    }

    private void append(JournalRecord record, Group group) {
        boolean isTold = false;
        while (true) {
            try {
                journal.append(record);
                break;
            } catch (DiskFull e) {
                if (isClosing) {
                    throw e;
                }
                if (!isTold) {
                    isTold = true;
                    log.error(
                            "no room for the journal: {}. This server writes nothing until there is; make room",
                            e.getMessage());
                    // What came before is not made to wait for room.
                    force(group, durable);
                }
                LockSupport.parkNanos(this, ROOM_POLL_NANOS);
            }
        }
        if (isTold) {
            log.info("there is room for the journal again");
        }
        group.add(record);
    }

    private void force(Group group, LongConsumer told) {
        if (group.records > 0) {
            long before = nanoTime.getAsLong();
            forcingSince = before;
            journal.force(position -> {
                forcingSince = 0;
                measure(nanoTime.getAsLong() - before, group.records, group.bytes);
                told.accept(position);
            });
            group.records = 0;
            group.bytes = 0;
            group.written = true;
        }
    }

    // One writer at a time: the fields are volatile only so that others can read them.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void measure(long nanos, int records, long bytes) {
        forces++;
        forceNanosTotal += nanos;
        if (nanos > forceNanosMost) {
            forceNanosMost = nanos;
        }
        if (hindrances != null) {
            hindrances.onForce(nanoTime.getAsLong(), nanos);
        }
        forceNanosUsual += (nanos - forceNanosUsual) / USUAL_WEIGHT;
        if (nanos < warnNanos) {
            return;
        }
        slowSinceWarning++;
        long now = nanoTime.getAsLong();
        if (now - lastWarningNanos >= WARNING_INTERVAL_NANOS) {
            log.warn(
                    "slow disk: forcing {} records ({} bytes) took {} ms; {} slow force(s) since the last warning,"
                            + " {} ms on average over all {} forces, {} ms at most",
                    records,
                    bytes,
                    nanos / 1_000_000,
                    slowSinceWarning,
                    String.format(java.util.Locale.ROOT, "%.2f", forceNanosTotal / 1e6 / forces),
                    forces,
                    forceNanosMost / 1_000_000);
            lastWarningNanos = now;
            slowSinceWarning = 0;
        }
    }
}
