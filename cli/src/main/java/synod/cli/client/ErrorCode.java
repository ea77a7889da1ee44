package synod.cli.client;

/** What a server can answer instead of what was asked for. */
public enum ErrorCode {
    /** An operation that was fine in a multi that was not. */
    OK(0, "OK"),
    /** An operation of a multi behind the one that failed. */
    RUNTIME_INCONSISTENCY(-2, "RuntimeInconsistency"),
    /** The server could not read the request. */
    MARSHALLING_ERROR(-5, "MarshallingError"),
    /** The server does not know this, or it is switched off. */
    UNIMPLEMENTED(-6, "Unimplemented"),
    /** An argument makes no sense. */
    BAD_ARGUMENTS(-8, "BadArguments"),
    /** The session is not known. */
    UNKNOWN_SESSION(-12, "UnknownSession"),
    /** There is no such znode. */
    NO_NODE(-101, "NoNode"),
    /** None of the identities may do this. */
    NO_AUTH(-102, "NoAuth"),
    /** The version is another. */
    BAD_VERSION(-103, "BadVersion"),
    /** An ephemeral znode has no children. */
    NO_CHILDREN_FOR_EPHEMERALS(-108, "NoChildrenForEphemerals"),
    /** The znode is there already. */
    NODE_EXISTS(-110, "NodeExists"),
    /** The znode has children. */
    NOT_EMPTY(-111, "NotEmpty"),
    /** The session is over. */
    SESSION_EXPIRED(-112, "SessionExpired"),
    /** The access list makes no sense. */
    INVALID_ACL(-114, "InvalidACL"),
    /** The credentials were not taken. */
    AUTH_FAILED(-115, "AuthFailed"),
    /** The server takes no writes. */
    NOT_READ_ONLY(-119, "NotReadOnly"),
    /** A local session has no ephemeral znodes. */
    EPHEMERAL_ON_LOCAL_SESSION(-120, "EphemeralOnLocalSession"),
    /** There is no such watch. */
    NO_WATCHER(-121, "NoWatcher"),
    /** The server wants a proven identity first. */
    SESSION_CLOSED_REQUIRE_AUTH(-124, "SessionClosedRequireSaslAuth"),
    /** A quota is used up. */
    QUOTA_EXCEEDED(-125, "QuotaExceeded"),
    /** The server has too much to do. */
    THROTTLED(-127, "ThrottledOp"),
    /** A number that this client has no name for. */
    OTHER(Integer.MIN_VALUE, "Other");

    private final int number;
    private final String word;

    ErrorCode(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** The protocol's name for it. */
    public String word() {
        return word;
    }

    static ErrorCode of(int number) {
        for (ErrorCode each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        return OTHER;
    }
}
