package synod.sim.multipaxos;

/** A node's two clocks: one that only runs forward, a little too fast or too slow, and one that may jump. */
final class NodeClock {
    private static final long MILLION = 1_000_000L;
    private static final long WALL_BEGIN_MILLIS = 1_700_000_000_000L;

    private final long beginNanos;
    private final long speed;
    private long jumpMillis;

    /**
     * @param beginNanos what the forward clock showed when the world began
     * @param driftPpm by how many millionths it runs too fast
     */
    NodeClock(long beginNanos, int driftPpm) {
        this.beginNanos = beginNanos;
        this.speed = MILLION + driftPpm;
    }

    /** What the forward clock shows at a time of the world. */
    long nanos(long worldNanos) {
        return beginNanos + worldNanos / MILLION * speed + worldNanos % MILLION * speed / MILLION;
    }

    /** The time of the world at which the forward clock shows at least {@code nodeNanos}. */
    long worldNanos(long nodeNanos) {
        if (nodeNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long since = nodeNanos - beginNanos;
        return since <= 0 ? 0 : since / speed * MILLION + since % speed * MILLION / speed + 1;
    }

    /** What the wall clock shows at a time of the world. */
    long wallMillis(long worldNanos) {
        return WALL_BEGIN_MILLIS + nanos(worldNanos) / MILLION + jumpMillis;
    }

    void jump(long millis) {
        jumpMillis += millis;
    }
}
