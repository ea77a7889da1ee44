package synod.wire.peer;

import synod.kernel.Bytes;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/** Messages between servers as bytes, and back. */
public final class PeerCodec {
    private static final int SUBMIT = 101;
    private static final int TOUCHES = 102;
    private static final int BARRIER = 103;
    private static final int BARRIER_REPLY = 104;
    private static final int SNAPSHOT_REQUEST = 105;
    private static final int SNAPSHOT_CHUNK = 106;
    private static final int STATE_DIGEST = 107;

    private PeerCodec() {}

    /** Appends the message. */
    public static void encode(PeerMessage message, Output out) {
        if (message instanceof PeerMessage.Paxos paxos) {
            PaxosCodec.encode(paxos.message(), out);
        } else if (message instanceof PeerMessage.Submit submit) {
            out.writeByte(SUBMIT);
            out.writeSized(submit.parcel());
        } else if (message instanceof PeerMessage.Touches touches) {
            out.writeByte(TOUCHES);
            out.writeInt(touches.sessions().length);
            for (long session : touches.sessions()) {
                out.writeLong(session);
            }
        } else if (message instanceof PeerMessage.Barrier barrier) {
            out.writeByte(BARRIER);
            out.writeLong(barrier.token());
        } else if (message instanceof PeerMessage.BarrierReply reply) {
            out.writeByte(BARRIER_REPLY);
            out.writeLong(reply.token());
            out.writeLong(reply.slot());
        } else if (message instanceof PeerMessage.SnapshotRequest request) {
            out.writeByte(SNAPSHOT_REQUEST);
            out.writeLong(request.slot());
            out.writeLong(request.offset());
            out.writeInt(request.max());
        } else if (message instanceof PeerMessage.SnapshotChunk chunk) {
            out.writeByte(SNAPSHOT_CHUNK);
            out.writeLong(chunk.slot());
            out.writeLong(chunk.offset());
            out.writeLong(chunk.total());
            out.writeSized(chunk.bytes());
        } else if (message instanceof PeerMessage.StateDigest digest) {
            out.writeByte(STATE_DIGEST);
            out.writeLong(digest.slot());
            out.writeLong(digest.digest());
        } else {
            throw new IllegalArgumentException("no encoding for " + message);
        }
    }

    /**
     * Reads a byte string that is one message and nothing else. Payloads are slices of it.
     *
     * @throws Malformed when it is not
     */
    public static PeerMessage decode(Bytes bytes) throws Malformed {
        Input in = new Input(bytes);
        PeerMessage message = decode(in);
        in.end();
        return message;
    }

    private static PeerMessage decode(Input in) throws Malformed {
        int kind = in.readByte();
        return switch (kind) {
            case SUBMIT -> new PeerMessage.Submit(in.readSized());
            case TOUCHES -> decodeTouches(in);
            case BARRIER -> new PeerMessage.Barrier(in.readLong());
            case BARRIER_REPLY -> new PeerMessage.BarrierReply(in.readLong(), in.readLong());
            case SNAPSHOT_REQUEST ->
                new PeerMessage.SnapshotRequest(Fields.readSlot(in), Fields.readNatural(in), readMax(in));
            case SNAPSHOT_CHUNK -> decodeChunk(in);
            case STATE_DIGEST -> new PeerMessage.StateDigest(Fields.readSlot(in), in.readLong());
            default -> new PeerMessage.Paxos(PaxosCodec.decode(kind, in));
        };
    }

    private static PeerMessage decodeTouches(Input in) throws Malformed {
        long[] sessions = new long[in.readCount(Long.BYTES)];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = in.readLong();
        }
        return new PeerMessage.Touches(sessions);
    }

    private static PeerMessage decodeChunk(Input in) throws Malformed {
        long slot = Fields.readSlot(in);
        long offset = Fields.readNatural(in);
        long total = Fields.readNatural(in);
        Bytes bytes = in.readSized();
        if (offset > total - bytes.length()) {
            throw new Malformed("a piece of " + bytes.length() + " bytes at " + offset + " of " + total);
        }
        return new PeerMessage.SnapshotChunk(slot, offset, total, bytes);
    }

    private static int readMax(Input in) throws Malformed {
        int max = in.readInt();
        if (max < 0) {
            throw new Malformed("a negative length: " + max);
        }
        return max;
    }
}
