package synod.replica;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.multipaxos.MultiPaxos;
import synod.multipaxos.Record;
import synod.snapshot.SnapshotInfo;
import synod.wire.Output;
import synod.wire.peer.ValueCodec;

/**
 * Decides when an image of the state is taken and writes it a slice per batch of inputs, so that the log goes on
 * meanwhile. At most one is under way, and at most {@value #MAX_BLOCKS_UNDER_WAY} of its blocks wait for the disk: beyond
 * that the image waits, never the log.
 */
final class Snapshots {
    private static final int MAX_BLOCKS_UNDER_WAY = 8;

    private final ReplicaSettings settings;
    private final Ports ports;
    private final StateMachine state;
    private final int requestsBetween;
    private @Nullable StateImage image;
    private boolean saving;
    private boolean wanted;
    private final ArrayDeque<Bytes> blocksUnderWay = new ArrayDeque<>();
    private long imageSlot;
    private long requestsAtLast;
    private long logBytes;

    /** @param coin spreads the moments at which the servers of an ensemble take their images */
    Snapshots(ReplicaSettings settings, Ports ports, StateMachine state, long coin) {
        this.settings = settings;
        this.ports = ports;
        this.state = state;
        int half = Math.max(1, settings.snapshotRequests() / 2);
        this.requestsBetween = half + (int) Long.remainderUnsigned(coin, half);
        this.requestsAtLast = state.requests();
    }

    boolean isRunning() {
        return image != null || saving;
    }

    /** Whether there is more to write and the disk takes it. */
    boolean canAdvance() {
        return image != null && blocksUnderWay.size() < MAX_BLOCKS_UNDER_WAY;
    }

    /** Somebody wants an image of the state as it is now, or later. One that was begun earlier is not enough. */
    void want() {
        wanted |= !isRunning() || imageSlot != state.appliedSlot();
    }

    /** A command of that size was applied. */
    void onApplied(int commandBytes) {
        logBytes += commandBytes;
    }

    void onBlockWritten() {
        Bytes written = blocksUnderWay.removeFirst();
        if (image != null) {
            image.giveBack(written);
        }
    }

    void onSaved(long slot) {
        saving = false;
        ports.note(new ReplicaNote.SnapshotSaved(slot));
    }

    void onAbandoned() {
        saving = false;
        ports.note(new ReplicaNote.SnapshotAbandoned(imageSlot));
    }

    /** Begins an image when it is time for one, and writes the next slice of the one under way. */
    void advance(MultiPaxos core, AcceptedPositions accepted, LongSupplier journalPosition, Consumer<Record> persist) {
        if (image == null && !saving && isDue()) {
            begin(core, accepted, journalPosition, persist);
        }
        StateImage current = image;
        if (current != null && canAdvance()) {
            boolean complete = current.advance(settings.snapshotSliceZnodes(), this::write);
            if (complete) {
                image = null;
                saving = true;
                ports.commitSnapshot();
            }
        }
    }

    private boolean isDue() {
        return wanted
                || state.requests() - requestsAtLast >= requestsBetween
                || logBytes >= settings.snapshotLogBytes();
    }

    private void begin(
            MultiPaxos core, AcceptedPositions accepted, LongSupplier journalPosition, Consumer<Record> persist) {
        requestsAtLast = state.requests();
        logBytes = 0;
        wanted = false;
        imageSlot = state.appliedSlot();
        // What the journal must still hold with this image: what was promised and who this node is, written once more
        // here, and the values accepted for slots that the image does not cover.
        long needed = accepted.first(journalPosition.getAsLong() + 1);
        core.standingRecords().forEach(persist);
        ports.note(new ReplicaNote.SnapshotBegun(imageSlot, state.zxid()));
        ports.beginSnapshot(SnapshotInfo.of(imageSlot, needed, header(core)));
        image = new StateImage(state);
    }

    private void write(Bytes block) {
        blocksUnderWay.addLast(block);
        ports.writeSnapshot(block);
    }

    /** {@code node:1 configuration}: which server wrote it, and who takes part from that slot on. */
    private Bytes header(MultiPaxos core) {
        Output out = new Output(128);
        out.writeByte(settings.self().value());
        ValueCodec.encode(core.configuration(), out);
        return out.toBytes();
    }
}
