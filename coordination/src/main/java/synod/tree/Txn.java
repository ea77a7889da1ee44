package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * A change of state with everything fixed that could come out differently on another server or at another time: names
 * are complete, versions absolute, the time is given. Applying one cannot fail. Each takes exactly one zxid; the parts
 * of a multi share theirs.
 */
public sealed interface Txn {
    /** Its place in the order of all changes: greater than that of every earlier one. */
    long zxid();

    /** Milliseconds since 1970. */
    long timeMillis();

    /**
     * A znode appears.
     *
     * @param acl the checked list that it is given
     * @param lifetime why it may go by itself, as {@link Lifetime} tells
     * @param parentCreates the parent's counter of created children, this one included
     */
    record Create(
            long zxid,
            long timeMillis,
            Bytes path,
            @Nullable Bytes data,
            List<Acl> acl,
            long lifetime,
            int parentCreates,
            boolean withStat)
            implements Txn {}

    /** A znode without children goes. */
    record Delete(long zxid, long timeMillis, Bytes path) implements Txn {}

    /** Data are replaced; {@code version} is the version afterwards. */
    record SetData(
            long zxid,
            long timeMillis,
            Bytes path,
            @Nullable Bytes data,
            int version) implements Txn {}

    /** Permissions are replaced; {@code aversion} is the version of the list afterwards. */
    record SetAcl(long zxid, long timeMillis, Bytes path, List<Acl> acl, int aversion) implements Txn {}

    /** A version matched; nothing changes. Only inside {@link Multi}. */
    record Check(long zxid, long timeMillis, Bytes path) implements Txn {}

    /** All parts, in order; each has the zxid and the time of the whole. */
    record Multi(long zxid, long timeMillis, List<Txn> parts) implements Txn {}

    /** A session has ended: its ephemerals go, in this order. */
    record CloseSession(long zxid, long timeMillis, long session, List<Bytes> paths) implements Txn {}

    /** The ensemble has other members: {@code /zookeeper/config} shows them, at version -1. */
    record Configure(long zxid, long timeMillis, Bytes data) implements Txn {}

    /** A refused request: takes its zxid and changes nothing else. */
    record Failed(long zxid, long timeMillis, ErrorCode code) implements Txn {}

    /** A refused multi: the part at {@code index} of {@code count} failed with {@code code}; nothing has changed. */
    record MultiFailed(long zxid, long timeMillis, int index, int count, ErrorCode code) implements Txn {}

    /**
     * What becomes of a request that is refused before it is looked at, such as one whose session is closed: the code
     * alone, or for a multi the code at its first part. An empty multi is refused as a whole.
     */
    static Txn refused(Request request, ErrorCode code, long zxid, long timeMillis) {
        return request instanceof Request.Multi multi && !multi.parts().isEmpty()
                ? new MultiFailed(zxid, timeMillis, 0, multi.parts().size(), code)
                : new Failed(zxid, timeMillis, code);
    }
}
