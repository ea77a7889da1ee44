package synod.tree;

/**
 * The figures of a znode as clients see them.
 *
 * @param czxid zxid of the create
 * @param mzxid zxid of the create, then of each setData
 * @param ctime milliseconds since 1970 at the create
 * @param mtime milliseconds since 1970 at the create, then at each setData
 * @param version how many setData there were; wraps
 * @param cversion how many creates and deletes of children there were; wraps
 * @param aversion how many setACL there were; wraps
 * @param ephemeralOwner the owning session, 0 for a znode that stays
 * @param dataLength bytes of data, 0 for none
 * @param numChildren how many children there are
 * @param pzxid zxid of the create, then of each create or delete of a child
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid) {}
