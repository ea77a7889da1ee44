package synod.wire.zookeeper;

/** The numbers by which a request's header names its operation. A number that is not here is an unknown operation. */
public final class OpCode {
    /** Server to client only: an event of a watch. */
    public static final int NOTIFICATION = 0;

    /** A node is made; the reply is its path. */
    public static final int CREATE = 1;

    /** A node is removed. */
    public static final int DELETE = 2;

    /** The node's Stat, or NoNode. */
    public static final int EXISTS = 3;

    /** Data and Stat. */
    public static final int GET_DATA = 4;

    /** Data is replaced. */
    public static final int SET_DATA = 5;

    /** The node's access list and Stat. */
    public static final int GET_ACL = 6;

    /** The access list is replaced. */
    public static final int SET_ACL = 7;

    /** Names of the children. */
    public static final int GET_CHILDREN = 8;

    /** A barrier through the leader. */
    public static final int SYNC = 9;

    /** A sign of life. */
    public static final int PING = 11;

    /** Names of the children, and Stat. */
    public static final int GET_CHILDREN2 = 12;

    /** A version is compared; inside a multi only. */
    public static final int CHECK = 13;

    /** Several writes as one. */
    public static final int MULTI = 14;

    /** A node is made; the reply is its path and Stat. */
    public static final int CREATE2 = 15;

    /** The ensemble's configuration is changed. */
    public static final int RECONFIG = 16;

    /** Whether a watch of this connection exists. */
    public static final int CHECK_WATCHES = 17;

    /** Watches of this connection are taken away. */
    public static final int REMOVE_WATCHES = 18;

    /** A container node is made; the reply is its path and Stat. */
    public static final int CREATE_CONTAINER = 19;

    /** Internal to a server; unknown when it comes from a client. */
    public static final int DELETE_CONTAINER = 20;

    /** A node with a time to live is made; the reply is its path and Stat. */
    public static final int CREATE_TTL = 21;

    /** Several reads of one state. */
    public static final int MULTI_READ = 22;

    /** An identity is presented. */
    public static final int AUTH = 100;

    /** One-shot watches are put back after a reconnect. */
    public static final int SET_WATCHES = 101;

    /** A step of a SASL exchange. */
    public static final int SASL = 102;

    /** The ephemeral nodes of the calling session. */
    public static final int GET_EPHEMERALS = 103;

    /** The number of all descendants. */
    public static final int GET_ALL_CHILDREN_NUMBER = 104;

    /** As {@link #SET_WATCHES}, with persistent watches. */
    public static final int SET_WATCHES2 = 105;

    /** A persistent watch is set. */
    public static final int ADD_WATCH = 106;

    /** The identities of the connection. */
    public static final int WHO_AM_I = 107;

    /** The session ends. */
    public static final int CLOSE_SESSION = -11;

    /** The type of a result that failed, inside the reply to a multi. */
    public static final int ERROR = -1;

    private OpCode() {}

    /** Whether a request of this type changes replicated state and therefore is ordered by the ensemble. */
    public static boolean isWrite(int type) {
        return switch (type) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, SET_DATA, SET_ACL, MULTI -> true;
            default -> false;
        };
    }
}
