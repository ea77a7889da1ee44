package synod.replica;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Output;
import synod.wire.peer.ValueCodec;

/**
 * What a leader is about to put into the log: parcels of all servers, in order of arrival, each server's own in the order
 * of its stream. Parcels that were put there already are passed over without being told apart from new ones by the log:
 * applying counts each once anyway; this only saves the room.
 */
final class Proposals {
    private final int batchBytes;
    private final int waitingBytes;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private final @Nullable Incarnation[] incarnations = new @Nullable Incarnation[NodeId.MAX_VALUE + 1];
    private final long[] next = new long[NodeId.MAX_VALUE + 1];
    private int bytes;
    private long lastBytes = -1;
    private long leastBytes = -1;
    private long mostBytes = -1;

    Proposals(int batchBytes, int waitingBytes) {
        this.batchBytes = batchBytes;
        this.waitingBytes = waitingBytes;
    }

    /** Forgets everything: this node does not lead, or begins to, or lost track of what went into the log. */
    void reset() {
        waiting.clear();
        bytes = 0;
        java.util.Arrays.fill(incarnations, null);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes a parcel that is the next of its stream.
     *
     * @param isOwn whether it is this node's own, which is bounded elsewhere and never dropped for want of room
     * @return false when it was passed over: not the next one, or no room; its server sends it again
     */
    boolean offer(Parcel parcel, boolean isOwn, Origins origins) {
        int origin = parcel.origin().value();
        if (!parcel.incarnation().equals(incarnations[origin]) && !follow(parcel, origins)) {
            return false;
        }
        if (parcel.sequence() != next[origin] || (!isOwn && bytes > waitingBytes)) {
            return false;
        }
        next[origin]++;
        waiting.addLast(parcel);
        bytes += parcel.encodedLength();
        return true;
    }

    /** Begins to follow the stream of the parcel's life from where the state stands. */
    private boolean follow(Parcel parcel, Origins origins) {
        int origin = parcel.origin().value();
        Incarnation known = origins.incarnation(parcel.origin());
        Incarnation followed = incarnations[origin];
        if (parcel.incarnation().equals(known)) {
            next[origin] = origins.next(parcel.origin());
        } else if (parcel.incarnation().succeeds(followed == null ? known : followed)) {
            next[origin] = 1;
        } else {
            return false;
        }
        incarnations[origin] = parcel.incarnation();
        return true;
    }

    /** The next command: as many parcels as fit. */
    Bytes nextCommand(long wallMillis) {
        int size = 1 + Long.BYTES;
        int count = 0;
        for (Parcel parcel : waiting) {
            if (count > 0 && size + parcel.encodedLength() > batchBytes) {
                break;
            }
            size += parcel.encodedLength();
            count++;
        }
        Output out = new Output(ValueCodec.COMMAND_HEADER_BYTES + size);
        ValueCodec.beginCommand(out);
        out.writeByte(Parcel.COMMAND_VERSION);
        out.writeLong(wallMillis);
        for (int i = 0; i < count; i++) {
            Parcel parcel = waiting.removeFirst();
            bytes -= parcel.encodedLength();
            parcel.encode(out);
        }
        Bytes command = ValueCodec.endCommand(out);
        lastBytes = command.length();
        leastBytes = leastBytes < 0 ? lastBytes : Math.min(leastBytes, lastBytes);
        mostBytes = Math.max(mostBytes, lastBytes);
        return command;
    }

    /** How long the last command was; -1 when there was none. */
    long lastBytes() {
        return lastBytes;
    }

    /** How long the shortest was; -1 when there was none. */
    long leastBytes() {
        return leastBytes;
    }

    /** How long the longest was; -1 when there was none. */
    long mostBytes() {
        return mostBytes;
    }

    /** Forgets how long commands were. */
    void resetSizes() {
        lastBytes = -1;
        leastBytes = -1;
        mostBytes = -1;
    }
}
