package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * A write as a client asks for it. Paths are UTF-8 and may be malformed: what is wrong with them is found when the
 * request is prepared, in the protocol's order. A version of -1 matches any.
 */
public sealed interface Request {
    /**
     * Creates one znode.
     *
     * @param path the wanted path; a sequential mode completes it
     * @param data its data; null and empty differ
     * @param acl its permissions as sent; an empty list is refused
     * @param mode its kind
     * @param ttlMillis its time to live for the modes that have one, else ignored
     * @param withStat whether the reply carries a {@link Stat}
     */
    record Create(Bytes path, @Nullable Bytes data, List<Acl> acl, CreateMode mode, long ttlMillis, boolean withStat)
            implements Request {
        /** A znode without a time to live. */
        public Create(Bytes path, @Nullable Bytes data, List<Acl> acl, CreateMode mode, boolean withStat) {
            this(path, data, acl, mode, -1, withStat);
        }
    }

    /** Deletes one znode that has no children. */
    record Delete(Bytes path, int version) implements Request {}

    /** Replaces the data; null and empty differ. */
    record SetData(Bytes path, @Nullable Bytes data, int version) implements Request {}

    /** Replaces the permissions; {@code version} is compared with {@link Stat#aversion}. */
    record SetAcl(Bytes path, List<Acl> acl, int version) implements Request {}

    /** Changes nothing and fails unless the version matches; only inside {@link Multi}. */
    record Check(Bytes path, int version) implements Request {}

    /** All of the parts or none, at one zxid, each judged after the ones before it. A part is never a multi. */
    record Multi(List<Request> parts) implements Request {}

    /** Removes a container that has become empty; made by the server itself. */
    record DeleteContainer(Bytes path) implements Request {}
}
