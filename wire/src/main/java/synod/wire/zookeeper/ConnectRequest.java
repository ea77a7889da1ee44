package synod.wire.zookeeper;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.wire.Malformed;

/**
 * The first frame of a connection: a client wants a session, or its old one back.
 *
 * @param protocolVersion ignored; clients send 0
 * @param lastZxidSeen the highest zxid in any reply that the client has seen; a server that is behind it must not serve
 * @param timeoutMillis the session timeout that the client wishes
 * @param sessionId the session to take up again, or 0 for a new one
 * @param password what the server gave out with that session; any length, or null
 * @param readOnly whether the client would be content with a server that cannot write; false when it did not say
 * @param saidReadOnly whether the client's frame has the readOnly byte at all: the reply has it exactly when the request
 *     has it
 */
public record ConnectRequest(
        int protocolVersion,
        long lastZxidSeen,
        int timeoutMillis,
        long sessionId,
        @Nullable Bytes password,
        boolean readOnly,
        boolean saidReadOnly) {

    /** Reads the body of the first frame, without its length. Bytes after the record are ignored. */
    public static ConnectRequest decode(Bytes frame) throws Malformed {
        JuteReader in = new JuteReader(frame);
        int protocolVersion = in.readInt("protocolVersion");
        long lastZxidSeen = in.readLong("lastZxidSeen");
        int timeoutMillis = in.readInt("timeOut");
        long sessionId = in.readLong("sessionId");
        Bytes password = in.readBuffer("passwd");
        boolean saidReadOnly = in.remaining() > 0;
        boolean readOnly = saidReadOnly && in.readBoolean("readOnly");
        return new ConnectRequest(
                protocolVersion, lastZxidSeen, timeoutMillis, sessionId, password, readOnly, saidReadOnly);
    }
}
