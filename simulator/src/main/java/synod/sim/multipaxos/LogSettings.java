package synod.sim.multipaxos;

/**
 * What a run is about; everything else comes from its seed.
 *
 * @param nodes how many nodes, 1 to 7, or 0 to draw
 * @param operationsPerSecond how many commands and reads are asked for in a second
 * @param safetySeconds for how long the world does its worst, in simulated seconds
 * @param livenessSeconds within what time those who are left must get going afterwards, in simulated seconds
 * @param faults whether there are any
 */
public record LogSettings(int nodes, int operationsPerSecond, int safetySeconds, int livenessSeconds, boolean faults) {
    /** @throws IllegalArgumentException when a number is out of its range */
    public LogSettings {
        if (nodes < 0 || nodes > 7) {
            throw new IllegalArgumentException("at most 7 nodes, not " + nodes);
        }
        if (operationsPerSecond < 1 || safetySeconds < 1 || livenessSeconds < 1) {
            throw new IllegalArgumentException("rates and times must be positive");
        }
    }

    /** What CI runs. */
    public static LogSettings defaults() {
        return new LogSettings(0, 100, 30, 60, true);
    }

    /** The same with that many nodes. */
    public LogSettings withNodes(int number) {
        return new LogSettings(number, operationsPerSecond, safetySeconds, livenessSeconds, faults);
    }
}
