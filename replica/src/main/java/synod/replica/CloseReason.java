package synod.replica;

/** Why a node closes a client's connection. The text is for the log. */
public enum CloseReason {
    /** The client closed its session. */
    SESSION_CLOSED("the client closed its session"),
    /** The session ended for want of a sign of life. */
    SESSION_EXPIRED("the session has expired"),
    /** The client presented a session that does not exist, or a wrong password. */
    SESSION_REFUSED("unknown session or wrong password"),
    /** The session is served by a newer connection, here or at another server. */
    SESSION_MOVED("the session has moved to another connection"),
    /** Bytes that are not of the protocol. */
    MALFORMED("malformed frame"),
    /** An operation the protocol does not know. */
    UNKNOWN_OPERATION("unknown operation"),
    /** Credentials that were refused. */
    AUTHENTICATION_FAILED("authentication failed"),
    /** The client looks for another ensemble than this one. */
    OTHER_ENSEMBLE("it looks for another ensemble"),
    /** The client asked for something before it had proved who it is, which this node demands. */
    AUTHENTICATION_REQUIRED("it has not authenticated as this server demands"),
    /** This node has no leader to bring requests to. */
    NOT_SERVING("this server is not serving"),
    /** The client has seen a later state than this node has. */
    CLIENT_AHEAD("the client has seen a later zxid than this server has"),
    /** Nothing can be written while there is no leader, and whether this session lives can only be told by others. */
    SESSION_UNKNOWN_HERE("this server, which only reads at present, does not know the session"),
    /** There is a leader again. */
    READ_ONLY_ENDED("this server can write again"),
    /** The outcome of the connection's requests can no longer be told. */
    OUTCOME_UNKNOWN("the outcome of its requests is unknown here");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** What an operator reads. */
    public String text() {
        return text;
    }
}
