package synod.runtime;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.journal.DiskFailure;
import synod.journal.DiskFull;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.replica.SnapshotDesk;
import synod.snapshot.SnapshotInfo;

/**
 * The thread that owns the images: writes this server's own, reads pieces for peers and for backups, stores what is fetched.
 *
 * <p>Its queue needs no bound of its own: the replica has at most a handful of blocks under way, and each peer and each
 * backup one piece.
 * Never interrupted, for the same reason as the journal's thread. A disk without room costs the image that is being
 * written and nothing else; any other failure to write ends the process.
 */
final class SnapshotThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("disk");

    private final SnapshotDesk desk;
    private final SnapshotEvents events;
    private final LastResort lastResort;
    private final Thread thread;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private boolean isWriting;
    private boolean isClosing;

    /** @param desk given away to this thread */
    SnapshotThread(SnapshotDesk desk, SnapshotEvents events, LastResort lastResort) {
        this.desk = desk;
        this.events = events;
        this.lastResort = lastResort;
        this.thread = new Thread(this::run, "synod-snapshot");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void begin(SnapshotInfo info) {
        queue.add(() -> {
            for (String damaged : desk.readRest()) {
                log.error("damaged snapshot left aside: {}", damaged);
            }
            desk.begin(info);
            isWriting = true;
        });
    }

    void write(Bytes block) {
        queue.add(() -> {
            if (isWriting) {
                try {
                    desk.write(block);
                } catch (DiskFull e) {
                    onFull(e);
                }
            }
            events.onBlockWritten();
        });
    }

    void commit() {
        queue.add(() -> {
            if (isWriting) {
                try {
                    long slot = desk.commit();
                    isWriting = false;
                    events.onSaved(slot, desk.trimmableBelow());
                    return;
                } catch (DiskFull e) {
                    onFull(e);
                }
            }
            events.onAbandoned();
        });
    }

    void abort() {
        queue.add(this::abandon);
    }

    void readChunk(NodeId forPeer, long slot, long offset, int max) {
        readChunk(
                "server " + forPeer.value(),
                slot,
                offset,
                max,
                chunk -> events.onChunkRead(forPeer, chunk.slot(), offset, chunk.total(), chunk.bytes()));
    }

    /**
     * Reads a piece of an image.
     *
     * @param whom it is for, in words
     * @param then takes the piece, on this thread; without bytes when there is no such image, or it cannot be read
     */
    void readChunk(String whom, long slot, long offset, int max, Consumer<SnapshotDesk.Chunk> then) {
        queue.add(() -> {
            SnapshotDesk.Chunk chunk = new SnapshotDesk.Chunk(slot, 0, Bytes.EMPTY);
            try {
                chunk = desk.read(slot, offset, max);
            } catch (DiskFailure e) {
                // A piece that cannot be read is the asker's delay, not this server's end.
                log.warn("an image could not be read for {}: {}", whom, e.getMessage());
            }
            then.accept(chunk);
        });
    }

    /**
     * Keeps the file of an image until {@link #release}.
     *
     * @param then takes its length, on this thread; 0 when there is no such image any more
     */
    void hold(long slot, LongConsumer then) {
        queue.add(() -> then.accept(desk.hold(slot)));
    }

    /** Ends one {@link #hold}. */
    void release(long slot) {
        queue.add(() -> desk.release(slot));
    }

    void storeChunk(long slot, long offset, Bytes bytes) {
        queue.add(() -> {
            SnapshotDesk.Stored stored = desk.store(slot, offset, bytes);
            events.onChunkStored(slot, stored.nextOffset(), stored.complete());
        });
    }

    private void abandon() {
        if (isWriting) {
            isWriting = false;
            desk.abort();
        }
    }

    private void onFull(DiskFull e) {
        log.error("no room for an image: {}. The journal grows until there is; make room", e.getMessage());
        abandon();
    }

    private void run() {
        try {
            while (!isClosing) {
                Runnable next = take();
                try {
                    next.run();
                } catch (DiskFull e) {
                    onFull(e);
                }
            }
        } catch (DiskFailure e) {
            lastResort.stop(
                    ExitCode.DISK,
                    "the disk of the snapshots failed: " + e.getMessage()
                            + ". Repair or replace the disk and start this server again",
                    e);
        } catch (Throwable e) {
            lastResort.stop(ExitCode.UNEXPECTED, "the snapshot thread failed: " + e, e);
        }
    }

    private Runnable take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Nobody of ours does that; going on is what keeps the files open.
                log.debug("the snapshot thread was interrupted", e);
            }
        }
    }

    /** Gives up what is being written, after what was asked before, and waits for the thread's end. Not for the loop. */
    @Override
    public void close() {
        queue.add(() -> {
            abandon();
            isClosing = true;
        });
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
}
