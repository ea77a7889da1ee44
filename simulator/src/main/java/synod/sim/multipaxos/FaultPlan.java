package synod.sim.multipaxos;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How one run is plagued: which kinds of faults there are, and how much of each. Drawn once, from the run's seed. The
 * ranges are those of TigerBeetle's simulator (reliability spec, 1.1); that whole kinds are missing from most runs, and
 * that weights are wild, is swarm testing (Groce et al., 2012).
 *
 * @param kinds the kinds that occur
 * @param lossPpm how many of a million messages are lost; up to 30 %
 * @param repeatPpm how many come twice; up to 50 %
 * @param pathCapacity how many messages fit on a path; 2 to 20
 * @param clogPpm how often per tick a path is clogged; up to 2 %
 * @param clogMeanNanos for how long; up to 5 s
 * @param delayMinNanos the shortest way
 * @param delayMeanNanos the usual one; up to 100 ms
 * @param partitionPpm how often per tick the network is cut; up to 3 %
 * @param healPpm how often per tick it heals
 * @param partitionMinTicks how long it stays cut at least
 * @param crashPpm how often per tick a node goes
 * @param restartPpm how often per tick one that went comes back; up to always, as where a supervisor starts it at once
 * @param pausePpm how often per tick a process stands still
 * @param pauseMeanNanos for how long
 * @param reformatPercent how many restarts of a node that may lose its disk find it empty; up to 30
 * @param rotPpm how often per tick a bit turns on a disk that may rot
 * @param failedForcePpm how many of a million forces fail
 * @param forceMinNanos the fastest force
 * @param forceMeanNanos the usual one; up to 1 s
 * @param driftPpm by how much a clock may be off in speed, in millionths
 * @param coldStart whether all this begins before the ensemble is formed
 * @param damageable how many nodes' disks may be damaged; never so many that the rest is no quorum
 */
record FaultPlan(
        Set<FaultKind> kinds,
        int lossPpm,
        int repeatPpm,
        int pathCapacity,
        int clogPpm,
        long clogMeanNanos,
        long delayMinNanos,
        long delayMeanNanos,
        int partitionPpm,
        int healPpm,
        int partitionMinTicks,
        int crashPpm,
        int restartPpm,
        int pausePpm,
        long pauseMeanNanos,
        int reformatPercent,
        int rotPpm,
        int failedForcePpm,
        long forceMinNanos,
        long forceMeanNanos,
        int driftPpm,
        boolean coldStart,
        int damageable) {
    private static final long MILLISECOND = 1_000_000L;
    private static final int MILLION = 1_000_000;

    /** How often the fates are asked. */
    static final long TICK_NANOS = 10 * MILLISECOND;

    /**
     * Draws a plan.
     *
     * @param spare how many nodes are more than a quorum
     */
    static FaultPlan draw(SplittableRandom random, int spare) {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            if (random.nextBoolean()) {
                kinds.add(kind);
            }
        }
        boolean isSlow = kinds.contains(FaultKind.DELAY);
        boolean isDiskSlow = kinds.contains(FaultKind.SLOW_DISK);
        long delayMin = isSlow ? wild(random, MILLISECOND, 15 * MILLISECOND) : wild(random, 20_000, MILLISECOND);
        long delayMean = delayMin + (isSlow ? wild(random, 2 * MILLISECOND, 85 * MILLISECOND) : 200_000);
        long forceMin = wild(random, 50_000, isDiskSlow ? 20 * MILLISECOND : 2 * MILLISECOND);
        long forceMean = forceMin + (isDiskSlow ? wild(random, MILLISECOND, 1_000 * MILLISECOND) : 500_000);
        return new FaultPlan(
                kinds,
                ifAny(kinds, FaultKind.LOSS, wild(random, 1_000, 300_000)),
                ifAny(kinds, FaultKind.REPETITION, wild(random, 1_000, 500_000)),
                kinds.contains(FaultKind.OVERFLOW) ? 2 + random.nextInt(19) : MILLION,
                ifAny(kinds, FaultKind.CLOG, wild(random, 200, 20_000)),
                wild(random, 10 * MILLISECOND, 5_000 * MILLISECOND),
                delayMin,
                delayMean,
                isCut(kinds) ? (int) wild(random, 1_000, 30_000) : 0,
                (int) wild(random, 5_000, 100_000),
                (int) wild(random, 5, 300),
                ends(kinds) ? (int) wild(random, 500, 20_000) : 0,
                (int) wild(random, 3_000, MILLION),
                ifAny(kinds, FaultKind.PAUSE, wild(random, 500, 20_000)),
                wild(random, 10 * MILLISECOND, 2_000 * MILLISECOND),
                ifAny(kinds, FaultKind.LOST_DISK, 30),
                ifAny(kinds, FaultKind.BIT_ROT, wild(random, 200, 20_000)),
                ifAny(kinds, FaultKind.FAILED_FORCE, wild(random, 50, 20_000)),
                forceMin,
                forceMean,
                ifAny(kinds, FaultKind.CLOCK_DRIFT, 4_500),
                random.nextInt(4) == 0,
                spare == 0 ? 0 : random.nextInt(spare + 1));
    }

    /** A kind world. */
    static FaultPlan none() {
        return new FaultPlan(
                EnumSet.noneOf(FaultKind.class),
                0,
                0,
                MILLION,
                0,
                0,
                100_000,
                300_000,
                0,
                MILLION,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                100_000,
                300_000,
                0,
                false,
                0);
    }

    boolean has(FaultKind kind) {
        return kinds.contains(kind);
    }

    private static boolean isCut(Set<FaultKind> kinds) {
        return kinds.contains(FaultKind.PARTITION) || kinds.contains(FaultKind.ONE_WAY_PARTITION);
    }

    private static boolean ends(Set<FaultKind> kinds) {
        return kinds.contains(FaultKind.KILL)
                || kinds.contains(FaultKind.POWER_LOSS)
                || kinds.contains(FaultKind.HAND_OVER);
    }

    private static int ifAny(Set<FaultKind> kinds, FaultKind kind, long amount) {
        return kinds.contains(kind) ? (int) amount : 0;
    }

    /** Between two bounds, with small and large amounts equally likely. */
    private static long wild(SplittableRandom random, long least, long most) {
        double exponent = random.nextDouble();
        return (long) (least * StrictMath.pow((double) most / least, exponent));
    }
}
