package synod.tree;

/**
 * Why a znode may go without being asked to, as one number that stands in its record: with a session, some time after its
 * last child went, or after a time without being written to. The numbers are ZooKeeper's own, so that what is moved from
 * there and back keeps its meaning.
 *
 * <pre>
 * 0                   stays
 * 0x8000000000000000  container
 * 0xff0000tttttttttt  goes after t milliseconds, 40 bits
 * any other           the id of the owning session
 * </pre>
 */
final class Lifetime {
    static final long STAYS = 0;
    static final long CONTAINER = Long.MIN_VALUE;

    private static final long TTL_MARK = 0xff00L << 48;
    private static final long TTL_MASK = 0xffL << 56;
    private static final long TTL_BITS = (1L << 40) - 1;

    private Lifetime() {}

    /** That of a znode of this kind. */
    static long of(CreateMode mode, long session, long ttlMillis) {
        if (mode.isEphemeral()) {
            return session;
        }
        if (mode == CreateMode.CONTAINER) {
            return CONTAINER;
        }
        return mode.hasTtl() ? TTL_MARK | (ttlMillis & TTL_BITS) : STAYS;
    }

    /** Whether it ends with a session, whose id it then is. */
    static boolean isSession(long lifetime) {
        return lifetime != STAYS && !isLapsing(lifetime);
    }

    /** Whether the servers themselves may remove the znode: a container, or one with a time to live. */
    static boolean isLapsing(long lifetime) {
        return lifetime == CONTAINER || (lifetime & TTL_MASK) == TTL_MASK;
    }

    /** What clients see as the owner: a session or 0. */
    static long owner(long lifetime) {
        return isSession(lifetime) ? lifetime : 0;
    }

    /** How long a znode with a time to live outlasts its last write, in milliseconds; not for others. */
    static long ttlMillis(long lifetime) {
        return lifetime & TTL_BITS;
    }
}
