package synod.sim.world;

import java.util.SplittableRandom;
import synod.sim.disk.DiskFaults;

/**
 * What goes wrong in one world, and how often. Each kind of fault is off in about half of the worlds, so that each is
 * sometimes seen without the others; the ranges are those under which the strictest of our peers tests itself.
 *
 * @param delayNanos the mean one-way delay of a message
 * @param delaySpread how much delays differ: 0 for not at all
 * @param lossPerMille messages that get lost
 * @param repeatPerMille messages that arrive twice
 * @param reorders whether a message may overtake an earlier one
 * @param pathCapacity how many messages one path holds
 * @param clogMeanNanos how long a path is clogged when it is, 0 for never
 * @param partitionMeanNanos between two partitions on average, 0 for no partitions
 * @param asymmetric whether a cut may be one-way
 * @param silentCuts whether nobody is told that a connection broke
 * @param crashMeanNanos between two crashes on average, 0 for none
 * @param powerLossPerMille crashes that take away what was not forced
 * @param pauseMeanNanos between two pauses of a process on average, 0 for none
 * @param longestPauseNanos of one pause
 * @param driftPerMille how much the nodes' clocks differ in speed, at most
 * @param wallJumps whether wall clocks jump by up to a day
 * @param forceNanos how long a force takes on average
 * @param slowDiskPerMille forces that take a hundred times as long
 * @param failedForcePerMillion forces that fail
 * @param badDisks how many nodes may lose what they had forced: bits rot, sectors vanish, writes go astray
 * @param wrongs how often such a disk does wrong by itself
 * @param reformatPerMille restarts of such a node that find an empty disk
 * @param fullDisks whether disks become full for a while
 */
record FaultPlan(
        long delayNanos,
        int delaySpread,
        int lossPerMille,
        int repeatPerMille,
        boolean reorders,
        int pathCapacity,
        long clogMeanNanos,
        long partitionMeanNanos,
        boolean asymmetric,
        boolean silentCuts,
        long crashMeanNanos,
        int powerLossPerMille,
        long pauseMeanNanos,
        long longestPauseNanos,
        int driftPerMille,
        boolean wallJumps,
        long forceNanos,
        int slowDiskPerMille,
        int failedForcePerMillion,
        int badDisks,
        DiskFaults wrongs,
        int reformatPerMille,
        boolean fullDisks) {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;

    static FaultPlan draw(SplittableRandom random, int nodes) {
        long crashMean = often(random, SECOND, 20 * SECOND);
        int mayFail = (nodes - 1) / 2;
        int badDisks = mayFail > 0 && random.nextInt(2) == 0 ? 1 + random.nextInt(mayFail) : 0;
        return new FaultPlan(
                (long) (MILLISECOND / 10 * Math.pow(2, random.nextDouble() * 9)),
                random.nextInt(4),
                random.nextBoolean() ? random.nextInt(301) : 0,
                random.nextBoolean() ? random.nextInt(501) : 0,
                random.nextBoolean(),
                random.nextBoolean() ? 2 + random.nextInt(19) : 10_000,
                random.nextBoolean() ? random.nextLong(5 * SECOND) : 0,
                often(random, SECOND, 20 * SECOND),
                random.nextBoolean(),
                random.nextBoolean(),
                crashMean,
                random.nextBoolean() ? 500 : 0,
                often(random, SECOND, 20 * SECOND),
                random.nextLong(100 * MILLISECOND, 12 * SECOND),
                random.nextBoolean() ? random.nextInt(10) : 0,
                random.nextBoolean(),
                (long) (MILLISECOND / 10 * Math.pow(2, random.nextDouble() * 7)),
                random.nextBoolean() ? random.nextInt(20) : 0,
                random.nextInt(4) == 0 ? random.nextInt(3_000) : 0,
                badDisks,
                drawWrongs(random),
                random.nextBoolean() ? 300 : 0,
                random.nextInt(4) == 0);
    }

    /** Up to a tenth of all calls of each kind; each kind is off in half of the worlds. */
    private static DiskFaults drawWrongs(SplittableRandom random) {
        int[] perMillion = new int[5];
        for (int i = 0; i < perMillion.length; i++) {
            perMillion[i] = random.nextBoolean() ? (int) Math.pow(10, 2 + 3 * random.nextDouble()) : 0;
        }
        return new DiskFaults(perMillion[0], perMillion[1], perMillion[2], perMillion[3], perMillion[4], 0, 0);
    }

    /** Nothing goes wrong, and everything takes its time. */
    static FaultPlan none() {
        return new FaultPlan(
                MILLISECOND / 2,
                1,
                0,
                0,
                false,
                100_000,
                0,
                0,
                false,
                false,
                0,
                0,
                0,
                MILLISECOND,
                0,
                false,
                MILLISECOND / 2,
                0,
                0,
                0,
                DiskFaults.NONE,
                0,
                false);
    }

    private static long often(SplittableRandom random, long least, long most) {
        return random.nextBoolean() ? random.nextLong(least, most) : 0;
    }
}
