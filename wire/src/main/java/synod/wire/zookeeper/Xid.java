package synod.wire.zookeeper;

/** The few xids that mean something; any other is the client's own number and is echoed. */
public final class Xid {
    /** An event of a watch, server to client. */
    public static final int NOTIFICATION = -1;

    /** A ping, in both directions. */
    public static final int PING = -2;

    /** What most clients use for auth packets. */
    public static final int AUTH = -4;

    /** What the C client uses for setWatches. */
    public static final int SET_WATCHES = -8;

    private Xid() {}
}
