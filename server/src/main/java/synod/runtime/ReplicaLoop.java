package synod.runtime;

import io.netty.channel.SingleThreadEventLoop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import synod.journal.JournalRecord;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.replica.CloseReason;
import synod.replica.Ports;
import synod.replica.Replica;
import synod.replica.SaslStep;
import synod.replica.Status;
import synod.snapshot.SnapshotInfo;
import synod.tree.Identity;
import synod.wire.peer.PeerMessage;

/**
 * The loop's side of a node: hands every input to the replica and carries out what it orders.
 *
 * <p>All inputs that one turn of the event loop brings are one batch. The first opens the batch with the time; when the
 * turn's sockets and tasks are through, the batch is ended, the journal thread is woken once, and every connection that
 * has something to send is flushed once.
 *
 * <p>This is the one place that catches what goes wrong inside the replica: the last events go to a file and the process
 * ends.
 */
final class ReplicaLoop implements Ports, ClientEvents, PeerEvents, SnapshotEvents {
    private static final int KEPT_EVENTS = 1024;

    /** What a replica needs to be brought back from its disk, off the loop. */
    interface Restart {
        /** Ends the threads of the old replica, restores another and installs it; called once, off the loop. */
        void restart(boolean discardSnapshots);
    }

    private final SingleThreadEventLoop loop;
    private final LastResort lastResort;
    private final Consumer<byte[]> blackBox;
    private final Restart restart;
    private final LongSupplier wallClock;
    private final EventRing ring = new EventRing(KEPT_EVENTS);
    private final Hindrances hindrances = new Hindrances();
    private final NodeNews news;
    private final SplittableRandom coins;
    private final Runnable endOfTurn = this::endTurn;
    private final Runnable takeDurable = this::onDurable;
    private final LongConsumer tellDurable = this::onDurableHere;
    private final AtomicBoolean isDurableAsked = new AtomicBoolean();
    private volatile long durable;

    private @Nullable Clients clients;
    private @Nullable PeerLinks peers;
    private @Nullable JournalThread journal;
    private @Nullable SnapshotThread snapshots;
    private @Nullable Replica replica;
    private final FrameQueue frames = new FrameQueue();
    private boolean isTurnOpen;
    private long turnBegan;
    private int turnInputs;
    private int turnFrames;
    private boolean isFailed;
    private boolean isReopening;
    private boolean isStopped;
    private boolean isDiscarding;
    private long now = System.nanoTime();
    private long wallMillis;
    private final LoopTimer timer;

    /**
     * @param seed of the coins; drawn anew for each process
     * @param blackBox takes the last events when a rule was found broken
     */
    ReplicaLoop(
            SingleThreadEventLoop loop,
            OperatorLog operator,
            LastResort lastResort,
            Consumer<byte[]> blackBox,
            Restart restart,
            LongSupplier wallClock,
            long seed) {
        this.loop = loop;
        this.news = new NodeNews(operator, hindrances);
        this.lastResort = lastResort;
        this.blackBox = blackBox;
        this.restart = restart;
        this.wallClock = wallClock;
        this.coins = new SplittableRandom(seed);
        this.timer = new LoopTimer(loop, this::onTimer);
    }

    /** Says where answers and messages go; before anything else, from any thread that starts the loop. */
    void connect(Clients toClients, @Nullable PeerLinks toPeers) {
        clients = toClients;
        peers = toPeers;
    }

    /** Puts a restored replica in its place; on the loop. */
    void install(ReplicaFiles files, JournalThread newJournal, SnapshotThread newSnapshots) {
        try {
            journal = newJournal;
            snapshots = newSnapshots;
            durable = files.journal().lastPosition();
            isReopening = false;
            openTurn();
            replica = files.start(this, now, wallMillis, coins.nextLong());
            replica.advance(now, wallMillis);
            PeerLinks links = peers;
            if (links != null) {
                links.forEachLinked(this::onLinkUp);
            }
            replica.onTick(coins.nextLong());
        } catch (Throwable e) {
            fail(e);
        }
    }

    // The turn.

    private void openTurn() {
        if (isTurnOpen) {
            return;
        }
        isTurnOpen = true;
        turnInputs = 0;
        turnFrames = 0;
        now = System.nanoTime();
        turnBegan = now;
        hindrances.onLate(now, timer.lateness(now));
        wallMillis = wallClock.getAsLong();
        Replica node = replica;
        if (node != null) {
            node.advance(now, wallMillis);
        }
        loop.executeAfterEventLoopIteration(endOfTurn);
    }

    /** The replica, ready for an input; null when there is none at present. */
    private @Nullable Replica node() {
        openTurn();
        turnInputs++;
        takeFrames();
        return replica;
    }

    /** Hands the frames that wait to the replica: before any other input, for they came before it. */
    private void takeFrames() {
        try {
            while (frames.hasNext()) {
                long connection = frames.connection();
                Bytes frame = frames.take();
                if (replica == null) {
                    close(connection, CloseReason.NOT_SERVING);
                } else {
                    ring.record(now, "client frame", null, connection, frame.length());
                    replica.onClientFrame(connection, frame);
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void endTurn() {
        isTurnOpen = false;
        takeFrames();
        try {
            Replica node = replica;
            if (node != null && !isReopening) {
                now = System.nanoTime();
                hindrances.onLate(now, now - turnBegan);
                node.endOfBatch(now);
            }
            PeerLinks links = peers;
            JournalThread writer = journal;
            if (writer != null) {
                // A lone request to a server without peers: nobody else waits for the loop.
                if (links == null && turnInputs == 1 && turnFrames == 1 && node != null && !isReopening) {
                    writer.writeHere(tellDurable);
                }
                writer.flush();
            }
            if (links != null) {
                links.flush();
            }
            if (clients != null) {
                clients.flush();
            }
            if (isReopening) {
                leave();
            } else if (node != null) {
                timer.set(node.deadline(), now);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** The replica is given up: everybody is sent away, and another is restored elsewhere. */
    private void leave() {
        if (replica == null) {
            return;
        }
        replica = null;
        news.onGivenUp();
        if (clients != null) {
            clients.closeAll();
        }
        PeerLinks links = peers;
        if (links != null) {
            links.closeAll();
        }
        restart.restart(isDiscarding);
    }

    private void onTimer() {
        // The turn begins before, for it looks at how late this comes.
        Replica node = node();
        timer.fired();
        if (node == null || isReopening) {
            return;
        }
        try {
            if (node.deadline() <= now) {
                ring.record(now, "tick", null, 0, 0);
                node.onTick(coins.nextLong());
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        if (isFailed) {
            return;
        }
        isFailed = true;
        replica = null;
        if (isStopped) {
            return;
        }
        if (failure instanceof InvariantViolation) {
            blackBox.accept(ring.dump(System.nanoTime()));
            lastResort.stop(
                    ExitCode.INVARIANT,
                    "a rule of the protocol does not hold here: " + failure.getMessage()
                            + ". This is a defect of Synod; the last events are in a file beside the journal",
                    failure);
        } else {
            lastResort.stop(ExitCode.UNEXPECTED, "the loop failed: " + failure, failure);
        }
    }

    // Inputs.

    @Override
    public void onClientConnected(long connection, Bytes address, List<Identity> proved) {
        if (replica == null) {
            close(connection, CloseReason.NOT_SERVING);
        }
        take("client connected", connection, node -> node.onClientConnected(connection, address, proved));
    }

    @Override
    public void onClientFrame(long connection, Bytes frame) {
        openTurn();
        turnInputs++;
        turnFrames++;
        if (frames.add(connection, frame)) {
            takeFrames();
        }
    }

    @Override
    public void onLateClientFrame(long connection, Bytes frame) {
        take("late client frame", connection, node -> node.onLateClientFrame(connection, frame));
    }

    @Override
    public void onSaslStep(long connection, SaslStep step) {
        take("login judged", connection, node -> node.onSaslStep(connection, step));
    }

    @Override
    public void onClientGone(long connection) {
        take("client gone", connection, node -> node.onClientGone(connection));
    }

    @Override
    public void onLinkUp(NodeId peer) {
        take("link up", peer.value(), node -> node.onLinkUp(peer));
    }

    @Override
    public void onLinkDown(NodeId peer) {
        take("link down", peer.value(), node -> node.onLinkDown(peer));
    }

    @Override
    public void onPeerMessage(NodeId from, PeerMessage message) {
        Replica node = node();
        if (node == null) {
            return;
        }
        ring.record(now, "received", kind(message), from.value(), 0);
        try {
            node.onPeerMessage(from, message);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Its class alone: the ring must not keep the payloads of old messages alive. */
    private static Class<?> kind(PeerMessage message) {
        return message instanceof PeerMessage.Paxos paxos ? paxos.message().getClass() : message.getClass();
    }

    /** Called on the journal thread. Several positions that come while the loop is busy are one input. */
    void onDurable(long position) {
        durable = position;
        if (isDurableAsked.compareAndSet(false, true)) {
            loop.execute(takeDurable);
        }
    }

    /** The same for what the loop has written itself at the end of a turn: answered before anything else is done. */
    private void onDurableHere(long position) {
        Replica node = replica;
        if (node == null) {
            return;
        }
        durable = position;
        now = System.nanoTime();
        wallMillis = wallClock.getAsLong();
        try {
            node.advance(now, wallMillis);
            ring.record(now, "durable", null, position, 1);
            node.onDurable(position);
            node.endOfBatch(now);
            if (clients != null) {
                clients.flush();
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void onDurable() {
        // Cleared before it is read: a position that comes in between asks again.
        isDurableAsked.set(false);
        take("durable", durable, node -> node.onDurable(durable));
    }

    private void onLoop(String kind, long number, Consumer<Replica> input) {
        loop.execute(() -> take(kind, number, input));
    }

    /** An input that is rare enough for a closure. */
    void take(String kind, long number, Consumer<Replica> input) {
        Replica node = node();
        if (node == null) {
            return;
        }
        ring.record(now, kind, null, number, 0);
        try {
            input.accept(node);
        } catch (Throwable e) {
            fail(e);
        }
    }

    @Override
    public void onBlockWritten() {
        onLoop("block written", 0, Replica::onSnapshotBlockWritten);
    }

    @Override
    public void onSaved(long slot, long trimBelow) {
        onLoop("snapshot saved", slot, node -> {
            JournalThread writer = journal;
            if (writer != null) {
                writer.trimBelow(trimBelow);
            }
            node.onSnapshotSaved(slot);
        });
    }

    @Override
    public void onAbandoned() {
        onLoop("snapshot abandoned", 0, Replica::onSnapshotAbandoned);
    }

    @Override
    public void onChunkRead(NodeId forPeer, long slot, long offset, long total, Bytes bytes) {
        onLoop("chunk read", slot, node -> node.onSnapshotChunkRead(forPeer, slot, offset, total, bytes));
    }

    @Override
    public void onChunkStored(long slot, long nextOffset, boolean isComplete) {
        onLoop("chunk stored", slot, node -> node.onSnapshotChunkStored(slot, nextOffset, isComplete));
    }

    // What the replica orders.

    @Override
    public void persist(JournalRecord record) {
        ring.record(now, "persist", null, record.kind(), record.slot());
        JournalThread writer = journal;
        if (writer != null) {
            writer.persist(record);
        }
    }

    @Override
    public void send(NodeId to, PeerMessage message) {
        ring.record(now, "send", kind(message), to.value(), 0);
        PeerLinks links = peers;
        if (links != null) {
            links.send(to, message);
        }
    }

    @Override
    public void reply(long connection, byte[] buffer, int offset, int length) {
        ring.record(now, "reply", null, connection, length);
        if (clients != null) {
            clients.reply(connection, buffer, offset, length);
        }
    }

    @Override
    public void close(long connection, CloseReason reason) {
        ring.record(now, "close", reason, connection, 0);
        if (clients != null) {
            clients.close(connection, reason);
        }
    }

    @Override
    public void logIn(long connection, Bytes token) {
        if (clients != null) {
            clients.logIn(connection, token);
        }
    }

    @Override
    public void setReading(long connection, boolean on) {
        if (clients != null) {
            clients.setReading(connection, on);
        }
    }

    @Override
    public void note(Note note) {
        ring.record(now, "note", note.getClass(), 0, 0);
        JournalThread writer = journal;
        news.tell(note, now, wallMillis, writer == null ? 0 : writer.forcingNanos(now));
    }

    @Override
    public void beginSnapshot(SnapshotInfo info) {
        ring.record(now, "begin snapshot", null, info.slot(), info.journalPosition());
        SnapshotThread writer = snapshots;
        if (writer != null) {
            writer.begin(info);
        }
    }

    @Override
    public void writeSnapshot(Bytes block) {
        SnapshotThread writer = snapshots;
        if (writer != null) {
            writer.write(block);
        }
    }

    @Override
    public void commitSnapshot() {
        SnapshotThread writer = snapshots;
        if (writer != null) {
            writer.commit();
        }
    }

    @Override
    public void abortSnapshot() {
        SnapshotThread writer = snapshots;
        if (writer != null) {
            writer.abort();
        }
    }

    @Override
    public void readSnapshotChunk(NodeId forPeer, long slot, long offset, int max) {
        SnapshotThread reader = snapshots;
        if (reader != null) {
            reader.readChunk(forPeer, slot, offset, max);
        }
    }

    @Override
    public void storeSnapshotChunk(long slot, long offset, long total, Bytes bytes) {
        SnapshotThread writer = snapshots;
        if (writer != null) {
            writer.storeChunk(slot, offset, bytes);
        }
    }

    @Override
    public void reopen(boolean discardSnapshots) {
        ring.record(now, "reopen", null, discardSnapshots ? 1 : 0, 0);
        isReopening = true;
        isDiscarding = discardSnapshots;
    }

    // Questions of others, on the loop.

    /** What the node looks like; null while there is none. */
    @Nullable
    Status status() {
        return replica == null ? null : replica.status();
    }

    /** The replica as it is, for questions that change nothing; null while there is none. */
    @Nullable
    Replica replica() {
        return replica;
    }

    /** What its notes have told of this node. */
    NodeNews news() {
        return news;
    }

    /** Takes what keeps this server from its work; from any thread. */
    Hindrances hindrances() {
        return hindrances;
    }

    /** The ensemble this node belongs to; 0 while it knows of none. */
    long ensembleId() {
        return replica == null ? 0 : replica.ensembleId();
    }

    @Override
    public boolean isServing() {
        Status status = status();
        return status != null && status.serving();
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public boolean isReadOnly() {
        Status status = status();
        return status != null && status.readOnly();
    }

    /** Gives leadership away, before a clean end; on the loop. */
    void handOver() {
        take("hand over", 0, Replica::handOver);
    }

    /** Whether nobody misses this node when it ends now; on the loop. */
    boolean isHandedOver() {
        return replica == null || replica.isHandedOver();
    }

    /** Takes no more inputs; on the loop. What was persisted is on its way to the journal thread. */
    void stop() {
        isStopped = true;
        JournalThread writer = journal;
        if (writer != null) {
            writer.flush();
        }
        replica = null;
        if (clients != null) {
            clients.flush();
            clients.closeAll();
        }
    }
}
