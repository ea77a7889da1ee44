package synod.replica;

import synod.kernel.Bytes;
import synod.wire.Output;

/**
 * Lays out requests one behind the other. What resolving a request needs and could differ between servers stands in it.
 *
 * <pre>
 * operation      = 1:1  xid:4  type:4  session:8  attachment:8  identities:sized  body:sized
 * create session = 2:1  timeoutMillis:4
 * attach session = 3:1  session:8  timeoutMillis:4  password:sized
 * close session  = 4:1  xid:4  session:8  attachment:8
 * expire session = 5:1  leadership:8  session:8  attachment:8
 * remove lapsed  = 6:1  path:sized  mzxid:8  pzxid:8
 * bounded        = 7:1  as operation
 * upgrade        = 8:1  session:8  timeoutMillis:4
 * sized          = length:4  bytes:length
 * </pre>
 *
 * <p>The session of an operation is 0 when only the server that took it knows the session.
 */
final class RequestWriter {
    private RequestWriter() {}

    /**
     * @param isBounded whether the hard limits of quotas hold for it
     * @param body the client's own bytes behind the header of its frame
     */
    static void operation(
            Output out,
            boolean isBounded,
            int xid,
            int type,
            long session,
            long attachment,
            Bytes identities,
            Bytes body) {
        out.writeByte((isBounded ? RequestKind.BOUNDED_OPERATION : RequestKind.OPERATION).code());
        out.writeInt(xid);
        out.writeInt(type);
        out.writeLong(session);
        out.writeLong(attachment);
        out.writeSized(identities);
        out.writeSized(body);
    }

    static void createSession(Output out, int timeoutMillis) {
        out.writeByte(RequestKind.CREATE_SESSION.code());
        out.writeInt(timeoutMillis);
    }

    static void attachSession(Output out, long session, int timeoutMillis, Bytes password) {
        out.writeByte(RequestKind.ATTACH_SESSION.code());
        out.writeLong(session);
        out.writeInt(timeoutMillis);
        out.writeSized(password);
    }

    static void closeSession(Output out, int xid, long session, long attachment) {
        out.writeByte(RequestKind.CLOSE_SESSION.code());
        out.writeInt(xid);
        out.writeLong(session);
        out.writeLong(attachment);
    }

    /** @param mzxid and {@code pzxid}: with any other figures the znode stays */
    static void removeLapsed(Output out, Bytes path, long mzxid, long pzxid) {
        out.writeByte(RequestKind.REMOVE_LAPSED.code());
        out.writeSized(path);
        out.writeLong(mzxid);
        out.writeLong(pzxid);
    }

    static void upgradeSession(Output out, long session, int timeoutMillis) {
        out.writeByte(RequestKind.UPGRADE_SESSION.code());
        out.writeLong(session);
        out.writeInt(timeoutMillis);
    }

    /** @param leadership in which this was decided; in any other it has no effect */
    static void expireSession(Output out, long leadership, long session, long attachment) {
        out.writeByte(RequestKind.EXPIRE_SESSION.code());
        out.writeLong(leadership);
        out.writeLong(session);
        out.writeLong(attachment);
    }
}
