package synod.tree;

import org.jspecify.annotations.Nullable;

/** The answers of ZooKeeper's client protocol that a server may send, with their numbers on the wire. */
public enum ErrorCode {
    /** It went well; inside a refused multi, an operation before the one that failed. */
    OK(0),
    /** Inside a refused multi, an operation behind the one that failed, which was not looked at. */
    RUNTIME_INCONSISTENCY(-2),
    /** The request could not be decoded. */
    MARSHALLING_ERROR(-5),
    /** The operation does not exist, or this server does not have it. */
    UNIMPLEMENTED(-6),
    /** A malformed or reserved path, or arguments that contradict each other. */
    BAD_ARGUMENTS(-8),
    /** The wanted members could not form a quorum that is up to date. */
    NEW_CONFIG_NO_QUORUM(-13),
    /** Another change of members is under way. */
    RECONFIG_IN_PROGRESS(-14),
    /** The znode, or the parent of the one to create or delete, is missing. */
    NO_NODE(-101),
    /** The caller lacks the permission. */
    NO_AUTH(-102),
    /** The version given is not the present one. */
    BAD_VERSION(-103),
    /** The parent is ephemeral. */
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    /** The znode to create is there already. */
    NODE_EXISTS(-110),
    /** The znode to delete has children. */
    NOT_EMPTY(-111),
    /** The session is unknown, closing or closed. */
    SESSION_EXPIRED(-112),
    /** An empty list of permissions, or one with an entry that no scheme accepts. */
    INVALID_ACL(-114),
    /** Credentials were refused. */
    AUTH_FAILED(-115),
    /** The session is attached to another server now; never sent to a client. */
    SESSION_MOVED(-118),
    /** A write, or sync, on a read-only server. */
    NOT_READ_ONLY(-119),
    /** An ephemeral znode on a local session that cannot be upgraded. */
    EPHEMERAL_ON_LOCAL_SESSION(-120),
    /** The connection has no such watch. */
    NO_WATCHER(-121),
    /** Changes of members are switched off. */
    RECONFIG_DISABLED(-123),
    /** The server demands an identity that the connection does not have. */
    SESSION_CLOSED_REQUIRE_SASL_AUTH(-124),
    /** A hard quota would be exceeded. */
    QUOTA_EXCEEDED(-125),
    /** The request waited too long in a throttled server. */
    THROTTLED_OP(-127);

    private static final ErrorCode[] ALL = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire: zero or negative. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null when a server never sends it. */
    public static @Nullable ErrorCode of(int code) {
        for (ErrorCode error : ALL) {
            if (error.code == code) {
                return error;
            }
        }
        return null;
    }
}
