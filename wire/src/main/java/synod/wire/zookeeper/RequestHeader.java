package synod.wire.zookeeper;

import synod.kernel.Bytes;
import synod.wire.Malformed;

/**
 * What every frame after the first begins with.
 *
 * @param xid the client's number for the request, echoed in the reply
 * @param type what is asked for, one of {@link OpCode} or something unknown
 */
public record RequestHeader(int xid, int type) {
    /** How many bytes the header takes; the body follows. */
    public static final int LENGTH = 8;

    /**
     * Reads the header of a frame, without its length.
     *
     * @throws Malformed when the frame is shorter than a header: the connection cannot be understood any more
     */
    public static RequestHeader decode(Bytes frame) throws Malformed {
        JuteReader in = new JuteReader(frame);
        return new RequestHeader(in.readInt("xid"), in.readInt("type"));
    }

    /** The part of {@code frame} behind its header. */
    public static Bytes body(Bytes frame) {
        return frame.slice(LENGTH, frame.length() - LENGTH);
    }
}
