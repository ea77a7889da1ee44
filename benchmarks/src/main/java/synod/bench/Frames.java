package synod.bench;

import java.nio.ByteBuffer;

/**
 * The few frames of ZooKeeper's client protocol that the generator needs, written by hand so that a request costs it a
 * handful of stores. Every frame begins with its length, which does not count itself; integers are big-endian, as a
 * fresh {@link ByteBuffer} has them.
 */
final class Frames {
    static final int CREATE = 1;
    static final int GET_DATA = 4;
    static final int SET_DATA = 5;
    static final int SYNC = 9;
    static final int CLOSE_SESSION = -11;

    static final int NO_NODE = -101;
    static final int NODE_EXISTS = -110;

    /** xid, zxid and error code: all there is of a refused request. */
    static final int REPLY_HEADER = 16;

    /** The record that describes a znode. */
    static final int STAT = 68;

    private static final int REQUEST_HEADER = 8;
    private static final int ANY_VERSION = -1;
    private static final int ALL_PERMISSIONS = 31;
    private static final byte[] WORLD = {'w', 'o', 'r', 'l', 'd'};
    private static final byte[] ANYONE = {'a', 'n', 'y', 'o', 'n', 'e'};
    private static final int PASSWORD = 16;

    private Frames() {}

    /** Asks for a new session. */
    static void connect(ByteBuffer out, int timeoutMillis) {
        out.putInt(45).putInt(0).putLong(0).putInt(timeoutMillis).putLong(0).putInt(PASSWORD);
        out.put(new byte[PASSWORD]).put((byte) 0);
    }

    /** Replaces the data of a znode, whatever its version. */
    static void setData(ByteBuffer out, int xid, byte[] path, byte[] data) {
        header(out, REQUEST_HEADER + 4 + path.length + 4 + data.length + 4, xid, SET_DATA);
        out.putInt(path.length).put(path).putInt(data.length).put(data).putInt(ANY_VERSION);
    }

    /** Reads data and stat of a znode; leaves no watch. */
    static void getData(ByteBuffer out, int xid, byte[] path) {
        header(out, REQUEST_HEADER + 4 + path.length + 1, xid, GET_DATA);
        out.putInt(path.length).put(path).put((byte) 0);
    }

    /** Creates a persistent znode open to the world. */
    static void create(ByteBuffer out, int xid, byte[] path, byte[] data) {
        int acl = 4 + 4 + 4 + WORLD.length + 4 + ANYONE.length;
        header(out, REQUEST_HEADER + 4 + path.length + 4 + data.length + acl + 4, xid, CREATE);
        out.putInt(path.length).put(path).putInt(data.length).put(data);
        out.putInt(1).putInt(ALL_PERMISSIONS);
        out.putInt(WORLD.length).put(WORLD).putInt(ANYONE.length).put(ANYONE);
        out.putInt(0);
    }

    /** Brings the connected server up to what the leader has chosen by now. */
    static void sync(ByteBuffer out, int xid) {
        header(out, REQUEST_HEADER + 4 + 1, xid, SYNC);
        out.putInt(1).put((byte) '/');
    }

    /** Ends the session; the server answers and closes the connection. */
    static void closeSession(ByteBuffer out, int xid) {
        header(out, REQUEST_HEADER, xid, CLOSE_SESSION);
    }

    /**
     * How long a successful reply is, length field not counted.
     *
     * @param pathLength bytes of the path that was asked for
     * @param dataLength bytes of the data the znode holds
     */
    static int replyLength(int operation, int pathLength, int dataLength) {
        return switch (operation) {
            case CREATE, SYNC -> REPLY_HEADER + 4 + pathLength;
            case GET_DATA -> REPLY_HEADER + 4 + dataLength + STAT;
            case SET_DATA -> REPLY_HEADER + STAT;
            case CLOSE_SESSION -> REPLY_HEADER;
            default -> throw new IllegalArgumentException("no reply is known for operation " + operation);
        };
    }

    private static void header(ByteBuffer out, int length, int xid, int operation) {
        out.putInt(length).putInt(xid).putInt(operation);
    }
}
