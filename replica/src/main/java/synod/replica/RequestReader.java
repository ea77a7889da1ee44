package synod.replica;

import java.util.List;
import synod.kernel.Bytes;
import synod.tree.ErrorCode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.wire.Malformed;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.OpCode;
import synod.wire.zookeeper.RequestDecoder;
import synod.wire.zookeeper.RequestHeader;

/** Makes requests of what clients with a session send. */
final class RequestReader {
    private static final ClientRequest UNREADABLE =
            new ClientRequest.Refused(Reply.Failed.of(ErrorCode.MARSHALLING_ERROR));
    private static final ClientRequest THROTTLED = new ClientRequest.Refused(Reply.Failed.of(ErrorCode.THROTTLED_OP));
    private static final ClientRequest NOT_READ_ONLY =
            new ClientRequest.Refused(Reply.Failed.of(ErrorCode.NOT_READ_ONLY));

    private final RequestDecoder decoder;
    private final Ports ports;

    RequestReader(RequestDecoder decoder, Ports ports) {
        this.decoder = decoder;
        this.ports = ports;
    }

    /**
     * The request behind a header. What cannot be read becomes a refusal, and so does what came too late to be carried
     * out: everything but pings, the end of a session, and what the server that took it answers by itself. So does what
     * cannot be done without the others, when this server is on its own.
     *
     * @param tooLate whether the request has waited longer than the operator wants requests to wait
     * @throws Malformed when credentials cannot be read, which ends the connection
     */
    ClientRequest read(ClientConnection connection, RequestHeader header, Bytes body, boolean tooLate)
            throws Malformed {
        int type = header.type();
        if (tooLate && !isExempt(type)) {
            return THROTTLED;
        }
        if (connection.isReadOnly && needsOthers(type, connection.isLocal)) {
            return NOT_READ_ONLY;
        }
        try {
            return decoder.decode(type, body);
        } catch (Malformed e) {
            if (type == OpCode.AUTH) {
                throw e;
            }
            ports.note(new ReplicaNote.ClientMalformed(connection.id, String.valueOf(e.getMessage())));
            return UNREADABLE;
        }
    }

    private static boolean isExempt(int type) {
        return type == OpCode.PING || type == OpCode.CLOSE_SESSION || type == OpCode.AUTH || type == OpCode.SASL;
    }

    private static boolean needsOthers(int type, boolean isLocal) {
        return OpCode.isWrite(type)
                || type == OpCode.SYNC
                || type == OpCode.RECONFIG
                || type == OpCode.CHECK
                || type == OpCode.DELETE_CONTAINER
                || (type == OpCode.CLOSE_SESSION && !isLocal);
    }

    /** Whether a znode is to be made that goes with its session. */
    static boolean makesEphemeral(ClientRequest.Write write) {
        Request request = write.request();
        List<Request> parts = request instanceof Request.Multi multi ? multi.parts() : List.of(request);
        for (Request part : parts) {
            if (part instanceof Request.Create create && create.mode().isEphemeral()) {
                return true;
            }
        }
        return false;
    }
}
