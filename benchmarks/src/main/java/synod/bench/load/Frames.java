package synod.bench.load;

import java.nio.ByteBuffer;

/**
 * The few frames of ZooKeeper's client protocol that the generator needs, written by hand so that a request costs it a
 * handful of stores. Every frame begins with its length, which does not count itself; integers are big-endian, as a
 * fresh {@link ByteBuffer} has them.
 */
public final class Frames {
    public static final int CREATE = 1;
    public static final int GET_DATA = 4;
    public static final int SET_DATA = 5;
    public static final int SYNC = 9;
    public static final int PING = 11;
    public static final int CLOSE_SESSION = -11;

    /** The xid of a notification of a watch. */
    public static final int WATCH_XID = -1;

    /** The xid of pings and of their replies. */
    public static final int PING_XID = -2;

    public static final int NO_NODE = -101;
    public static final int NODE_EXISTS = -110;
    public static final int SESSION_EXPIRED = -112;

    /** Bytes of a session's password. */
    public static final int PASSWORD = 16;

    /** Bytes of the first reply on a connection, whether it grants a session or tells of its end. */
    public static final int CONNECT_REPLY = 37;

    /** xid, zxid and error code: all there is of a refused request. */
    public static final int REPLY_HEADER = 16;

    /** The record that describes a znode. */
    public static final int STAT = 68;

    private static final int REQUEST_HEADER = 8;
    private static final int ANY_VERSION = -1;
    private static final int ALL_PERMISSIONS = 31;
    private static final byte[] WORLD = {'w', 'o', 'r', 'l', 'd'};
    private static final byte[] ANYONE = {'a', 'n', 'y', 'o', 'n', 'e'};

    private Frames() {}

    /** Asks for a new session. */
    public static void connect(ByteBuffer out, int timeoutMillis) {
        connect(out, 0, timeoutMillis, 0, new byte[PASSWORD]);
    }

    /**
     * Asks to go on with a session.
     *
     * @param lastZxid the highest one that the client has seen; a server that is behind it refuses
     * @param session 0 for a new one
     * @param password what the server gave with the session, {@link #PASSWORD} bytes
     */
    public static void connect(ByteBuffer out, long lastZxid, int timeoutMillis, long session, byte[] password) {
        out.putInt(45).putInt(0).putLong(lastZxid).putInt(timeoutMillis).putLong(session);
        out.putInt(PASSWORD).put(password).put((byte) 0);
    }

    /** Replaces the data of a znode, whatever its version. */
    public static void setData(ByteBuffer out, int xid, byte[] path, byte[] data) {
        header(out, REQUEST_HEADER + 4 + path.length + 4 + data.length + 4, xid, SET_DATA);
        out.putInt(path.length).put(path).putInt(data.length).put(data).putInt(ANY_VERSION);
    }

    /** Reads data and stat of a znode; leaves no watch. */
    public static void getData(ByteBuffer out, int xid, byte[] path) {
        getData(out, xid, path, false);
    }

    /** Reads data and stat of a znode, and asks to be told of its next change if {@code watches}. */
    public static void getData(ByteBuffer out, int xid, byte[] path, boolean watches) {
        header(out, REQUEST_HEADER + 4 + path.length + 1, xid, GET_DATA);
        out.putInt(path.length).put(path).put((byte) (watches ? 1 : 0));
    }

    /** Says that the client is alive; the reply carries {@link #PING_XID}. */
    public static void ping(ByteBuffer out) {
        header(out, REQUEST_HEADER, PING_XID, PING);
    }

    /** Creates a persistent znode open to the world. */
    public static void create(ByteBuffer out, int xid, byte[] path, byte[] data) {
        int acl = 4 + 4 + 4 + WORLD.length + 4 + ANYONE.length;
        header(out, REQUEST_HEADER + 4 + path.length + 4 + data.length + acl + 4, xid, CREATE);
        out.putInt(path.length).put(path).putInt(data.length).put(data);
        out.putInt(1).putInt(ALL_PERMISSIONS);
        out.putInt(WORLD.length).put(WORLD).putInt(ANYONE.length).put(ANYONE);
        out.putInt(0);
    }

    /** Brings the connected server up to what the leader has chosen by now. */
    public static void sync(ByteBuffer out, int xid) {
        header(out, REQUEST_HEADER + 4 + 1, xid, SYNC);
        out.putInt(1).put((byte) '/');
    }

    /** Ends the session; the server answers and closes the connection. */
    public static void closeSession(ByteBuffer out, int xid) {
        header(out, REQUEST_HEADER, xid, CLOSE_SESSION);
    }

    /**
     * How long a successful reply is, length field not counted.
     *
     * @param pathLength bytes of the path that was asked for
     * @param dataLength bytes of the data the znode holds
     */
    public static int replyLength(int operation, int pathLength, int dataLength) {
        return switch (operation) {
            case CREATE, SYNC -> REPLY_HEADER + 4 + pathLength;
            case GET_DATA -> REPLY_HEADER + 4 + dataLength + STAT;
            case SET_DATA -> REPLY_HEADER + STAT;
            case CLOSE_SESSION, PING -> REPLY_HEADER;
            default -> throw new IllegalArgumentException("no reply is known for operation " + operation);
        };
    }

    private static void header(ByteBuffer out, int length, int xid, int operation) {
        out.putInt(length).putInt(xid).putInt(operation);
    }
}
