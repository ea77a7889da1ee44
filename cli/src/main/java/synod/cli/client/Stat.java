package synod.cli.client;

/**
 * What a server tells of a znode.
 *
 * @param czxid the transaction that made it
 * @param mzxid the last one that set its data
 * @param ctimeMillis when it was made, milliseconds since 1970 by the leader's clock
 * @param mtimeMillis when its data was last set
 * @param version how often its data was set
 * @param cversion how often a child came or went
 * @param aversion how often its access list was set
 * @param ephemeralOwner the session it goes with; 0 for none; other special values mark containers and times to live
 * @param dataLength bytes of data
 * @param childCount how many children it has
 * @param pzxid the last transaction that made or deleted a child
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctimeMillis,
        long mtimeMillis,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int childCount,
        long pzxid) {
    private static final long CONTAINER = Long.MIN_VALUE;
    private static final long TTL_MARK = 0xff00_0000_0000_0000L;
    private static final long TTL_MASK = 0x0000_00ff_ffff_ffffL;

    /** Whether it is a container: deleted by the server some time after its last child. */
    public boolean isContainer() {
        return ephemeralOwner == CONTAINER;
    }

    /** Its time to live in milliseconds; 0 when it has none. */
    public long ttlMillis() {
        return (ephemeralOwner & TTL_MARK) == TTL_MARK ? ephemeralOwner & TTL_MASK : 0;
    }

    /** Whether it goes with a session. */
    public boolean isEphemeral() {
        return ephemeralOwner != 0 && !isContainer() && ttlMillis() == 0;
    }

    static Stat read(Decoder in) {
        return new Stat(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readLong());
    }
}
