package synod.multipaxos;

/**
 * What an operator may choose. All but the three sizes of memory must be equal on all nodes of an ensemble.
 *
 * @param heartbeatNanos how often a leader says that it lives
 * @param electionTimeoutNanos the shortest silence of a leader that makes a follower ask for another; each follower
 *     waits a random time between once and twice as long
 * @param leaseNanos how long a follower that answered a heartbeat keeps from promising another ballot; at most the
 *     election timeout
 * @param driftPerMille by how much the clocks of two nodes may differ in speed, in thousandths; a leader uses its lease
 *     for so much less
 * @param retransmitNanos how long an unanswered proposal or question waits before it is repeated
 * @param windowSlots how many slots may be proposed and not yet chosen
 * @param windowBytes how many bytes may be proposed and not yet chosen; one value always fits
 * @param messageBytes about how large one message gets; one value always fits
 * @param retainedBytes how much of the chosen log is kept in memory, for others that lag, beyond what is not yet in a
 *     snapshot
 * @param hintSlots after how many chosen slots the watermark is written down
 */
public record PaxosSettings(
        long heartbeatNanos,
        long electionTimeoutNanos,
        long leaseNanos,
        int driftPerMille,
        long retransmitNanos,
        int windowSlots,
        long windowBytes,
        int messageBytes,
        long retainedBytes,
        int hintSlots) {
    private static final long MILLISECOND = 1_000_000L;

    /** @throws IllegalArgumentException when a value is out of range, or two contradict each other */
    public PaxosSettings {
        positive("heartbeatNanos", heartbeatNanos);
        positive("leaseNanos", leaseNanos);
        positive("retransmitNanos", retransmitNanos);
        positive("windowSlots", windowSlots);
        positive("windowBytes", windowBytes);
        positive("messageBytes", messageBytes);
        positive("retainedBytes", retainedBytes);
        positive("hintSlots", hintSlots);
        if (electionTimeoutNanos < 2 * heartbeatNanos) {
            throw new IllegalArgumentException("electionTimeoutNanos (" + electionTimeoutNanos
                    + ") must be at least twice heartbeatNanos (" + heartbeatNanos + ")");
        }
        if (leaseNanos > electionTimeoutNanos) {
            throw new IllegalArgumentException("leaseNanos (" + leaseNanos
                    + ") must not be longer than electionTimeoutNanos (" + electionTimeoutNanos + ")");
        }
        if (driftPerMille < 0 || driftPerMille >= 1000) {
            throw new IllegalArgumentException("driftPerMille must be 0 to 999, not " + driftPerMille);
        }
    }

    /** What a server uses when nobody says otherwise. */
    public static PaxosSettings defaults() {
        return new PaxosSettings(
                50 * MILLISECOND,
                300 * MILLISECOND,
                200 * MILLISECOND,
                10,
                100 * MILLISECOND,
                1024,
                64L << 20,
                1 << 20,
                64L << 20,
                1024);
    }

    /** Limits so small that tests live in the corners. */
    public static PaxosSettings tiny() {
        return new PaxosSettings(
                50 * MILLISECOND, 300 * MILLISECOND, 300 * MILLISECOND, 10, 100 * MILLISECOND, 4, 256, 96, 256, 3);
    }

    /** For how long a leader trusts an answered heartbeat, from the moment it sent it, on its own clock. */
    public long usableLeaseNanos() {
        return leaseNanos - leaseNanos / 1000 * driftPerMille;
    }

    /**
     * How long a leader goes on that reaches no quorum. Longer than others wait for a leader: as long as none of them has
     * taken over, stepping down helps nobody.
     */
    public long patienceNanos() {
        return 4 * electionTimeoutNanos;
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
