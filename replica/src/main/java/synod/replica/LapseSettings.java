package synod.replica;

/**
 * How a leader removes containers that were left empty and znodes whose time to live has passed.
 *
 * @param checkNanos how long after one look at all of them the next begins
 * @param perMinute how many are removed in a minute at most, evenly spaced; at least 1
 * @param unusedMillis containers that never had a child are removed after this time; 0 for never
 */
public record LapseSettings(long checkNanos, int perMinute, long unusedMillis) {
    /** ZooKeeper's: every minute, ten thousand a minute, unused ones stay. */
    public static final LapseSettings DEFAULTS = new LapseSettings(60_000_000_000L, 10_000, 0);

    /** @throws IllegalArgumentException when a value is out of range */
    public LapseSettings {
        if (checkNanos < 1 || perMinute < 1 || unusedMillis < 0) {
            throw new IllegalArgumentException("looking every " + checkNanos + " ns, removing " + perMinute
                    + " a minute, unused ones after " + unusedMillis + " ms");
        }
    }
}
