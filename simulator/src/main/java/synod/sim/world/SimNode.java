package synod.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.journal.DiskFailure;
import synod.journal.DiskFull;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.replica.CloseReason;
import synod.replica.NodeStorage;
import synod.replica.Ports;
import synod.replica.Replica;
import synod.replica.ReplicaLoader;
import synod.replica.ReplicaSettings;
import synod.replica.SnapshotDesk;
import synod.replica.UnusableState;
import synod.sim.disk.Chance;
import synod.sim.disk.CrashStyle;
import synod.sim.disk.DiskFaults;
import synod.sim.disk.SimDisk;
import synod.snapshot.SnapshotInfo;
import synod.wire.peer.PeerMessage;

/**
 * One node: the production replica, a simulated disk, a clock that drifts, and what in the server are threads: the loop
 * that takes inputs in batches, the journal that forces for all who wait, the snapshot writer.
 */
final class SimNode implements Ports {
    private static final long MICROSECOND = 1_000L;
    private static final int LARGEST_INBOX = 20_000;

    final NodeId id;
    private final World world;
    private final ReplicaSettings settings;
    private final SplittableRandom random;
    private final SplittableRandom diskRandom;
    private final boolean mayLoseDisk;
    private final double speed;
    private SimDisk disk;
    private long wallOffsetMillis;

    private @Nullable Replica replica;
    private @Nullable SimFiles files;
    private List<Runnable> inbox = new ArrayList<>();
    private final LongMap<SimClient> clients = new LongMap<>();

    /** Grows with each start and end of the process: what was planned for an earlier one is void. */
    private int life;

    private boolean turnPlanned;
    private long pausedUntil;
    private long tickAt = Long.MAX_VALUE;
    private long effectsUntilCrash = Long.MAX_VALUE;
    private boolean reopening;
    private boolean discarding;
    private boolean dead;

    SimNode(World world, NodeId id, ReplicaSettings settings, SplittableRandom random, boolean mayLoseDisk) {
        this.world = world;
        this.id = id;
        this.settings = settings;
        this.random = random;
        this.diskRandom = random.split();
        this.mayLoseDisk = mayLoseDisk;
        int drift = world.plan().driftPerMille();
        this.speed = 1 + (drift == 0 ? 0 : (random.nextInt(2 * drift + 1) - drift) / 2_000.0);
        this.disk = newDisk();
    }

    private SimDisk newDisk() {
        SimDisk fresh = new SimDisk(Chance.of(diskRandom));
        fresh.probe(what -> effect());
        if (mayLoseDisk) {
            fresh.rememberNewest();
        }
        return fresh;
    }

    boolean isUp() {
        return replica != null;
    }

    boolean mayLoseDisk() {
        return mayLoseDisk;
    }

    boolean isPaused() {
        return pausedUntil > world.now();
    }

    /** The replica, when the process runs. */
    @Nullable
    Replica replica() {
        return replica;
    }

    SimDisk disk() {
        return disk;
    }

    private long clock() {
        return (long) (world.now() * speed) + 1;
    }

    private long wallMillis() {
        return 1_700_000_000_000L + world.now() / 1_000_000L + wallOffsetMillis;
    }

    void jumpWall(long millis) {
        wallOffsetMillis = millis;
    }

    /** Nobody starts this node again. */
    void die() {
        dead = true;
        if (isUp()) {
            end(CrashStyle.KEPT, false);
        }
    }

    boolean isDead() {
        return dead;
    }

    // ---- life of the process

    void start() {
        if (dead || isUp()) {
            return;
        }
        life++;
        reopening = false;
        turnPlanned = false;
        inbox.clear();
        judgeDisk();
        ReplicaLoader loader = new ReplicaLoader(settings);
        try {
            JournalSettings journal = world.settings().tiny() ? JournalSettings.tiny() : world.journalSettings();
            NodeStorage opened = NodeStorage.open(disk, disk, journal, loader);
            opened.opened().findings().forEach(finding -> world.trace(id, "finds " + finding));
            opened.damagedSnapshots().forEach(damaged -> world.trace(id, "finds " + damaged));
            files = new SimFiles(world, this, opened);
            Replica restored = loader.start(opened.opened(), this, clock(), wallMillis(), random.nextLong());
            replica = restored;
            world.checker().onStarted(this, opened);
            world.trace(id, "starts, applied " + restored.status().appliedSlot());
        } catch (CrashNow crash) {
            crashed();
            return;
        } catch (DiskFailure | UnusableState e) {
            world.trace(id, "cannot start: " + e.getMessage());
            world.onCannotStart(this, e);
            return;
        }
        for (SimNode other : world.nodes()) {
            if (other != this && other.isUp()) {
                if (!world.network().isCut(other.id, id)) {
                    link(other.id, true);
                }
                if (!world.network().isCut(id, other.id)) {
                    other.link(id, true);
                }
            }
        }
        planTurn();
    }

    /** From now on the disk is as good or as bad as the world wants it. */
    void judgeDisk() {
        disk.faults(mayLoseDisk ? world.plan().wrongs() : DiskFaults.NONE);
    }

    /** The process ends at the {@code effects}-th effect from now. */
    void crashAfter(long effects) {
        effectsUntilCrash = effects;
    }

    void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, world.now() + nanos);
    }

    private void effect() {
        if (--effectsUntilCrash <= 0) {
            throw new CrashNow();
        }
    }

    /** What follows when a crash was thrown out of the node's own work. */
    private void crashed() {
        world.count("crash");
        end(world.drawCrashStyle(), true);
        world.planRestart(this);
    }

    void crashHere() {
        if (isUp()) {
            crashed();
        }
    }

    private void end(CrashStyle style, boolean tell) {
        world.trace(id, "ends (" + style + ")");
        life++;
        effectsUntilCrash = Long.MAX_VALUE;
        replica = null;
        if (files != null) {
            files.end();
            files = null;
        }
        inbox.clear();
        turnPlanned = false;
        tickAt = Long.MAX_VALUE;
        if (style == CrashStyle.KEPT) {
            disk.restart();
        } else {
            world.count("power loss");
            disk.crash(style);
        }
        world.checker().onEnded(this);
        List<SimClient> gone = new ArrayList<>();
        clients.forEach(gone::add);
        clients.clear();
        gone.forEach(client -> client.onClosed("server ended"));
        if (tell) {
            for (SimNode other : world.nodes()) {
                if (other != this && other.isUp() && !world.plan().silentCuts()) {
                    other.link(id, false);
                }
            }
        }
    }

    /** The disk is replaced by an empty one. Only while the process is down. */
    void reformat() {
        disk = newDisk();
        world.checker().onDiskLost(this);
        world.trace(id, "finds an empty disk");
        world.onDiskReplaced();
    }

    // ---- inputs

    private void input(Runnable action) {
        if (!isUp()) {
            return;
        }
        if (inbox.size() > LARGEST_INBOX) {
            throw new Violation(id + " has " + inbox.size() + " inputs waiting");
        }
        inbox.add(action);
        planTurn();
    }

    void input(Consumer<Replica> action) {
        input(() -> action.accept(current()));
    }

    void receive(NodeId from, PeerMessage message) {
        input(() -> current().onPeerMessage(from, message));
    }

    void link(NodeId peer, boolean up) {
        input(() -> {
            if (up) {
                current().onLinkUp(peer);
            } else {
                current().onLinkDown(peer);
            }
        });
    }

    boolean connect(SimClient client) {
        if (!isUp()) {
            return false;
        }
        clients.put(client.connection(), client);
        input(() -> current().onClientConnected(client.connection(), World.ADDRESS));
        return true;
    }

    void frame(long connection, Bytes frame) {
        input(() -> current().onClientFrame(connection, frame));
    }

    void disconnect(long connection) {
        if (clients.remove(connection) != null) {
            input(() -> current().onClientGone(connection));
        }
    }

    private Replica current() {
        if (replica == null) {
            throw new IllegalStateException(id + " is down");
        }
        return replica;
    }

    // ---- the loop

    private void planTurn() {
        if (!turnPlanned && isUp()) {
            turnPlanned = true;
            int bornIn = life;
            world.timeline().after(random.nextLong(200 * MICROSECOND) + MICROSECOND, () -> {
                if (bornIn == life) {
                    turnPlanned = false;
                    turn();
                }
            });
        }
    }

    private void turn() {
        if (isPaused()) {
            turnPlanned = true;
            int bornIn = life;
            world.timeline().after(pausedUntil - world.now(), () -> {
                if (bornIn == life) {
                    turnPlanned = false;
                    turn();
                }
            });
            return;
        }
        guarded(() -> {
            Replica own = current();
            own.advance(clock(), wallMillis());
            List<Runnable> inputs = inbox;
            inbox = new ArrayList<>();
            for (Runnable next : inputs) {
                next.run();
            }
            if (own.deadline() <= clock()) {
                own.onTick(random.nextLong());
            }
            if (world.pausesInsideTurn()) {
                // The process stands still between taking its inputs and answering them.
                pause(random.nextLong(world.plan().longestPauseNanos()));
                turnPlanned = true;
                int bornIn = life;
                world.timeline().after(pausedUntil - world.now(), () -> {
                    if (bornIn == life) {
                        turnPlanned = false;
                        guarded(this::endTurn);
                    }
                });
            } else {
                endTurn();
            }
        });
    }

    private void endTurn() {
        Replica own = current();
        own.endOfBatch(clock());
        world.checker().onTurn(this, own);
        if (!inbox.isEmpty()) {
            planTurn();
        }
        planTick(own);
        files().force();
        if (reopening) {
            reopen();
        }
    }

    private void planTick(Replica own) {
        long due = own.deadline();
        long nanos = Math.max(0, (long) ((due - clock()) / speed) + 1);
        long at = world.now() + nanos;
        if (at < tickAt || tickAt <= world.now()) {
            tickAt = at;
            int bornIn = life;
            world.timeline().after(nanos, () -> {
                if (bornIn == life && tickAt == at) {
                    tickAt = Long.MAX_VALUE;
                    planTurn();
                }
            });
        }
    }

    void guarded(Runnable work) {
        int bornIn = life;
        try {
            work.run();
        } catch (CrashNow crash) {
            if (bornIn == life) {
                crashed();
            }
        } catch (DiskFailure e) {
            // A failed write or force ends the process; it is never tried again.
            if (bornIn == life) {
                world.trace(id, "disk failure: " + e.getMessage());
                world.count("disk failure");
                crashed();
            }
        }
    }

    private void reopen() {
        world.count("reopened");
        boolean discard = discarding;
        discarding = false;
        if (discard) {
            throw new Violation(id + " found its state to differ from the majority's");
        }
        if (files != null) {
            files.closeJournal();
        }
        end(CrashStyle.KEPT, false);
        start();
    }

    // ---- the journal and the snapshots

    private SimFiles files() {
        if (files == null) {
            throw new IllegalStateException(id + " is down");
        }
        return files;
    }

    @Override
    public void persist(JournalRecord entry) {
        effect();
        world.checker().onPersist(this, entry);
        files().persist(entry);
    }

    @Override
    public void beginSnapshot(SnapshotInfo info) {
        effect();
        files().beginSnapshot(info);
    }

    @Override
    public void writeSnapshot(Bytes block) {
        effect();
        files().writeSnapshot(block);
        later(() -> current().onSnapshotBlockWritten());
    }

    @Override
    public void commitSnapshot() {
        effect();
        files().commitSnapshot();
    }

    @Override
    public void abortSnapshot() {
        effect();
        files().abortSnapshot();
    }

    @Override
    public void readSnapshotChunk(NodeId forPeer, long slot, long offset, int max) {
        effect();
        SnapshotDesk.Chunk chunk = files().read(slot, offset, max);
        later(() -> current().onSnapshotChunkRead(forPeer, chunk.slot(), offset, chunk.total(), chunk.bytes()));
    }

    @Override
    public void storeSnapshotChunk(long slot, long offset, long total, Bytes bytes) {
        effect();
        try {
            SnapshotDesk.Stored stored = files().store(slot, offset, bytes);
            later(() -> current().onSnapshotChunkStored(slot, stored.nextOffset(), stored.complete()));
        } catch (DiskFull e) {
            // Nobody answers; the fetch is taken up again after a while.
            world.count("image without room");
        }
    }

    private void later(Runnable answer) {
        int bornIn = life;
        world.timeline().after(random.nextLong(500 * MICROSECOND), () -> {
            if (bornIn == life) {
                input(answer);
            }
        });
    }

    @Override
    public void reopen(boolean discardSnapshots) {
        effect();
        reopening = true;
        discarding = discardSnapshots;
    }

    // ---- peers, clients, notes

    @Override
    public void send(NodeId to, PeerMessage message) {
        effect();
        world.checker().onSend(this, message);
        world.network().send(id, to, message);
    }

    @Override
    public void reply(long connection, byte[] buffer, int offset, int length) {
        effect();
        SimClient client = clients.find(connection);
        if (client != null) {
            world.checker().onReply(this, current());
            client.receive(Bytes.copyOf(buffer, offset, length), connection);
        }
    }

    @Override
    public void close(long connection, CloseReason reason) {
        effect();
        SimClient client = clients.remove(connection);
        if (client != null) {
            client.closedByServer(connection, reason);
        }
    }

    @Override
    public void logIn(long connection, Bytes token) {
        throw new IllegalStateException("no client of this world logs in");
    }

    @Override
    public void setReading(long connection, boolean on) {
        // A client here has few requests under way at once; what it sends while nobody reads arrives later all the
        // same.
        effect();
    }

    @Override
    public void note(Note note) {
        world.onNote(this, note);
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
