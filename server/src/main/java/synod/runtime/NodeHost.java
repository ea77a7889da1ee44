package synod.runtime;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.NodeId;
import synod.replica.Replica;
import synod.replica.Status;

/**
 * One node with its threads: restores the replica from the disk, runs it on the loop with the journal and snapshot
 * threads beside it, restores it again when it asks for that, and ends all of it in order.
 */
// What a scheduled task came to is told by its effects; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
public final class NodeHost {
    private static final Logger log = LoggerFactory.getLogger("synod");
    private static final long HAND_OVER_NANOS = 2_000_000_000L;
    private static final int HAND_OVER_POLL_MILLIS = 5;
    private static final int WAITING_SECONDS = 5;

    private final Sockets sockets;
    private final NodeSettings settings;
    private final Background names = new Background();
    private final LastResort lastResort;
    private final SecureRandom random = new SecureRandom();
    private final ReplicaLoop loop;
    private final Backups backups;
    private final @Nullable PeerLinks peers;
    private @Nullable ReplicaFiles files;
    private volatile @Nullable JournalThread journal;
    private volatile @Nullable SnapshotThread snapshots;
    private @Nullable ScheduledFuture<?> waiting;
    private boolean isStopped;

    /** Nothing runs yet. */
    public NodeHost(Sockets sockets, NodeSettings settings, LastResort lastResort) {
        this.sockets = sockets;
        this.settings = settings;
        this.lastResort = lastResort;
        OperatorLog operator = new OperatorLog(settings.replica().self(), settings.peers() == null);
        this.loop = new ReplicaLoop(
                sockets.loop(),
                operator,
                lastResort,
                this::writeEvents,
                this::restartAside,
                settings.surroundings().wallMillis(),
                random.nextLong());
        this.backups = new Backups(sockets.loop(), loop::take, loop::replica, () -> snapshots);
        loop.news().connect(backups);
        PeerSettings links = settings.peers();
        this.peers = links == null ? null : new PeerLinks(sockets, links, loop::ensembleId, loop, names);
    }

    /** Where the gateway brings what clients send. */
    public ClientEvents clientEvents() {
        return loop;
    }

    /**
     * Restores the replica and lets it take part. Not for the loop.
     *
     * @throws IOException when the peer port is taken
     * @throws synod.journal.DiskFailure when a disk fails
     * @throws synod.journal.UnusableFormat when the files are of a newer format
     * @throws synod.replica.UnusableState when what is there cannot be used
     */
    public void start(Clients clients) throws IOException {
        loop.connect(clients, peers);
        restore();
        PeerLinks links = peers;
        if (links != null) {
            links.start();
            waiting = sockets.loop()
                    .scheduleAtFixedRate(this::tellWaiting, WAITING_SECONDS, WAITING_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void restore() {
        ReplicaFiles opened = ReplicaFiles.open(settings, settings.journal().withIdentity(random.nextLong()));
        JournalThread writer =
                new JournalThread(opened.journal(), loop::onDurable, settings.forceWarningNanos(), lastResort);
        writer.noteIn(loop.hindrances());
        SnapshotThread images = new SnapshotThread(opened.snapshots(), loop, lastResort);
        files = opened;
        journal = writer;
        snapshots = images;
        writer.start();
        images.start();
        sockets.loop().submit(() -> loop.install(opened, writer, images)).awaitUninterruptibly();
    }

    private void restartAside(boolean discardSnapshots) {
        Thread thread = new Thread(
                () -> {
                    try {
                        restart(discardSnapshots);
                    } catch (Throwable e) {
                        lastResort.stop(
                                ExitCode.DISK, "the replica could not be restored from its disk: " + e.getMessage(), e);
                    }
                },
                "synod-restart");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void restart(boolean discardSnapshots) {
        if (isStopped) {
            return;
        }
        log.info("restoring the replica from its disk");
        closeFiles(discardSnapshots);
        restore();
    }

    private void closeFiles(boolean discardSnapshots) {
        JournalThread writer = journal;
        if (writer != null) {
            writer.close();
            journal = null;
        }
        SnapshotThread images = snapshots;
        if (images != null) {
            images.close();
            snapshots = null;
        }
        ReplicaFiles open = files;
        if (open != null) {
            if (discardSnapshots) {
                open.discardSnapshots();
            }
            open.close();
            files = null;
        }
    }

    private void writeEvents(byte[] events) {
        Path file = settings.eventsFolder().resolve("events-" + System.currentTimeMillis() + ".txt");
        try {
            Files.write(file, events);
            log.error("the last events are in {}", file);
        } catch (IOException e) {
            log.error("the last events could not be written to {}", file, e);
        }
    }

    /** An ensemble is formed once, by all its voters together; until then the operator hears who is missing. */
    private void tellWaiting() {
        PeerLinks links = peers;
        Status status = loop.status();
        if (links == null || status == null || status.serving()) {
            return;
        }
        List<String> missing = new ArrayList<>();
        for (NodeId peer : links.missing()) {
            if (settings.replica().configuration().indexOf(peer) >= 0) {
                missing.add(Integer.toString(peer.value()));
            }
        }
        if (status.ensembleId() == 0) {
            log.info(
                    "waiting for servers: a new ensemble is formed by all its voters together{}",
                    missing.isEmpty() ? "" : "; not in reach: " + String.join(", ", missing));
        } else if (!missing.isEmpty()) {
            log.info("not serving; servers not in reach: {}", String.join(", ", missing));
        }
    }

    /** What the node looks like; null while it is being restored. On the loop. */
    public @Nullable Status status() {
        return loop.status();
    }

    /** The replica, for questions that change nothing; null while it is being restored. On the loop. */
    public @Nullable Replica replica() {
        return loop.replica();
    }

    /** What is remembered of a session, a line for each event, the oldest first. On the loop. */
    public List<String> sessionHistory(long session) {
        return loop.news().sessionHistory(session);
    }

    /** The journal thread, for its figures; null while the replica is being restored. */
    public @Nullable JournalThread journal() {
        return journal;
    }

    /** The newest image that was saved since the start. On the loop. */
    public SavedSnapshot lastSnapshot() {
        return loop.news().saved();
    }

    /** Images of the state, for somebody outside. On the loop. */
    public Backups backups() {
        return backups;
    }

    /** Whether clients are served. From any thread. */
    public boolean isServing() {
        return loop.news().hasService();
    }

    /** How many of the peers have a link; of the voters alone, or of all. On the loop. */
    public int linkedPeers(boolean votersOnly) {
        PeerLinks links = peers;
        int[] linked = {0};
        if (links != null) {
            links.forEachLinked(peer -> {
                boolean isVoter = settings.replica().configuration().indexOf(peer) >= 0;
                linked[0] += isVoter || !votersOnly ? 1 : 0;
            });
        }
        return linked[0];
    }

    /** Gives leadership away, if this node has it and another can take it, and waits a little. Not for the loop. */
    public void handOver() {
        sockets.loop().submit(loop::handOver).awaitUninterruptibly();
        long until = System.nanoTime() + HAND_OVER_NANOS;
        while (!isHandedOver() && System.nanoTime() - until < 0) {
            try {
                Thread.sleep(HAND_OVER_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isHandedOver() {
        return sockets.loop().submit(loop::isHandedOver).syncUninterruptibly().getNow();
    }

    /** Ends the node: what was persisted is forced, links and files are closed. Not for the loop. */
    public void stop() {
        ScheduledFuture<?> timer = waiting;
        if (timer != null) {
            timer.cancel(false);
        }
        sockets.loop().submit(loop::stop).awaitUninterruptibly();
        synchronized (this) {
            isStopped = true;
            closeFiles(false);
        }
        PeerLinks links = peers;
        if (links != null) {
            links.stop();
        }
        names.close();
    }
}
