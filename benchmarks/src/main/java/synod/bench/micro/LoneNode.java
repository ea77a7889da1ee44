package synod.bench.micro;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.Configuration;
import synod.replica.CloseReason;
import synod.replica.NodeStorage;
import synod.replica.Ports;
import synod.replica.Replica;
import synod.replica.ReplicaLoader;
import synod.replica.ReplicaSettings;
import synod.replica.SnapshotDesk;
import synod.snapshot.SnapshotInfo;
import synod.wire.peer.PeerMessage;

/** A whole node without peers, sockets and threads, on a disk that costs nothing; its time goes by a millisecond a turn. */
final class LoneNode implements Ports {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int TICK_MILLIS = 2_000;
    private static final long TURN_NANOS = 1_000_000L;
    private static final int MOST_TURNS = 10_000;

    private final SplittableRandom coins = new SplittableRandom(1);
    private final ArrayDeque<Runnable> inputs = new ArrayDeque<>();
    private final NodeStorage storage;
    private final Replica replica;
    private long now = TURN_NANOS;
    private long repliedBytes;
    private boolean isClosed;

    LoneNode() {
        NodeId self = NodeId.of(1);
        ReplicaLoader loader =
                new ReplicaLoader(ReplicaSettings.defaults(self, Configuration.ofVoters(self.value()), TICK_MILLIS));
        storage = NodeStorage.open(
                new HeapDisk(SEGMENT_BYTES),
                new HeapDisk(SEGMENT_BYTES),
                new JournalSettings(SEGMENT_BYTES, 1 << 20, SEGMENT_BYTES / 2, 1),
                loader);
        replica = loader.start(storage.opened(), this, now, 1, coins.nextLong());
        for (int i = 0; !replica.status().serving(); i++) {
            require(i < MOST_TURNS, "the node does not begin to serve");
            turn();
        }
    }

    /** A client connects. */
    void connect(long connection) {
        replica.onClientConnected(connection, Bytes.EMPTY);
    }

    /** A client's frame, without its length. */
    void frame(long connection, Bytes frame) {
        replica.onClientFrame(connection, frame);
    }

    /** All that has come is done, made durable and answered. */
    void turn() {
        now += TURN_NANOS;
        replica.advance(now, now / TURN_NANOS);
        for (int i = inputs.size(); i > 0; i--) {
            inputs.removeFirst().run();
        }
        if (replica.deadline() <= now) {
            replica.onTick(coins.nextLong());
        }
        replica.endOfBatch(now);
        storage.journal().force();
        replica.onDurable(storage.journal().forcedPosition());
        replica.endOfBatch(now);
    }

    /** How many bytes of answers there were. */
    long repliedBytes() {
        require(!isClosed, "a client's connection was closed");
        return repliedBytes;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void persist(JournalRecord record) {
        storage.journal().append(record);
    }

    @Override
    public void send(NodeId to, PeerMessage message) {
        throw new IllegalStateException("there are no peers");
    }

    @Override
    public void reply(long connection, byte[] buffer, int offset, int length) {
        repliedBytes += length;
    }

    @Override
    public void close(long connection, CloseReason reason) {
        isClosed = true;
    }

    @Override
    public void logIn(long connection, Bytes token) {
        throw new IllegalStateException("nobody logs in here");
    }

    @Override
    public void setReading(long connection, boolean on) {
        // Whoever measures knows how much to send.
    }

    @Override
    public void note(Note note) {
        // For operators.
    }

    @Override
    public void beginSnapshot(SnapshotInfo info) {
        storage.snapshots().begin(info);
    }

    @Override
    public void writeSnapshot(Bytes block) {
        storage.snapshots().write(block);
        inputs.add(replica::onSnapshotBlockWritten);
    }

    @Override
    public void commitSnapshot() {
        long slot = storage.snapshots().commit();
        storage.journal().force();
        storage.journal().trimBelow(storage.snapshots().trimmableBelow());
        inputs.add(() -> replica.onSnapshotSaved(slot));
    }

    @Override
    public void abortSnapshot() {
        storage.snapshots().abort();
    }

    @Override
    public void readSnapshotChunk(NodeId forPeer, long slot, long offset, int max) {
        SnapshotDesk.Chunk chunk = storage.snapshots().read(slot, offset, max);
        inputs.add(() -> replica.onSnapshotChunkRead(forPeer, chunk.slot(), offset, chunk.total(), chunk.bytes()));
    }

    @Override
    public void storeSnapshotChunk(long slot, long offset, long total, Bytes bytes) {
        throw new IllegalStateException("there are no peers");
    }

    @Override
    public void reopen(boolean discardSnapshots) {
        throw new IllegalStateException("the node gave itself up");
    }
}
