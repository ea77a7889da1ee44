package synod.sim.world;

/**
 * The size of a world.
 *
 * @param nodes how many voters, 1 to 7; 0 to let the seed decide
 * @param clients how many clients
 * @param safetyNanos how long faults go on
 * @param livenessNanos within which time the healthy core must come together afterwards
 * @param operationsPerSecond of all clients together, about
 * @param faults whether anything goes wrong at all
 * @param tiny whether the nodes have limits so small that every corner is reached, or, for measuring, those of a server
 */
public record WorldSettings(
        int nodes,
        int clients,
        long safetyNanos,
        long livenessNanos,
        int operationsPerSecond,
        boolean faults,
        boolean tiny) {
    private static final long SECOND = 1_000_000_000L;

    /** What the command and every build run: a seed means the same world in both. */
    public static WorldSettings usual() {
        return new WorldSettings(0, 4, 30 * SECOND, 60 * SECOND, 50, true, true);
    }

    /** Five nodes without faults under a load of 100 operations a second: what the simulator's speed is measured with. */
    public static WorldSettings steady(long seconds) {
        return new WorldSettings(5, 8, seconds * SECOND, 60 * SECOND, 100, false, false);
    }

    /** The same with so many voters. */
    public WorldSettings withNodes(int count) {
        return new WorldSettings(count, clients, safetyNanos, livenessNanos, operationsPerSecond, faults, tiny);
    }
}
