package synod.wire.peer;

import synod.kernel.NodeId;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/**
 * The first thing that each end of a connection between servers says.
 *
 * <pre>
 *  0       8         12             20      22     24
 *  +-------+---------+--------------+-------+------+
 *  | magic | version | ensemble id  | from  |  to  |
 *  +-------+---------+--------------+-------+------+
 * </pre>
 *
 * @param version of the protocol, {@link #VERSION} for this one
 * @param ensembleId of the sender, 0 while it does not know of any
 * @param from who speaks
 * @param to to whom it means to speak
 */
public record PeerHello(int version, long ensembleId, NodeId from, NodeId to) {
    /** The version that this code speaks. */
    public static final int VERSION = 1;

    /** How many bytes a hello has. */
    public static final int LENGTH = 24;

    /** "SYNODPEE", so that a stray client is told what it has reached. */
    private static final long MAGIC = 0x53594e4f44504545L;

    /** Appends the {@link #LENGTH} bytes of this hello. */
    public void encode(Output out) {
        out.writeLong(MAGIC);
        out.writeInt(version);
        out.writeLong(ensembleId);
        out.writeByte(0);
        out.writeByte(from.value());
        out.writeByte(0);
        out.writeByte(to.value());
    }

    /**
     * Reads a hello. A version other than ours is not refused here: the caller says so to the operator.
     *
     * @throws Malformed when the bytes are not a hello at all
     */
    public static PeerHello decode(Input in) throws Malformed {
        if (in.readLong() != MAGIC) {
            throw new Malformed("this is not a server of Synod: the connection does not begin with its mark");
        }
        int version = in.readInt();
        long ensembleId = in.readLong();
        NodeId from = node(in);
        NodeId to = node(in);
        return new PeerHello(version, ensembleId, from, to);
    }

    private static NodeId node(Input in) throws Malformed {
        if (in.readByte() != 0) {
            throw new Malformed("a server's number must be 1 to 255");
        }
        return Fields.readNode(in);
    }
}
