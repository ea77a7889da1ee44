package synod.sim.planted;

import org.jspecify.annotations.Nullable;
import synod.kernel.InvariantViolation;
import synod.sim.multipaxos.LogSettings;
import synod.sim.multipaxos.LogSimulation;
import synod.sim.multipaxos.TraceSink;
import synod.sim.paxos.SmallWorld;
import synod.sim.world.WorldResult;
import synod.sim.world.WorldRun;
import synod.sim.world.WorldSettings;

/** What is run among the broken classes: called by reflection, because they are not the caller's. */
public final class Hunt {
    private static final long SECOND = 1_000_000_000L;

    private Hunt() {}

    /** Runs one world of whole replicas; returns what was found to be wrong, or null. */
    public static @Nullable String world(long seed) {
        WorldSettings settings = new WorldSettings(0, 4, 25 * SECOND, 60 * SECOND, 60, true, true);
        WorldResult result = WorldRun.run(settings, seed, null);
        return result.failure();
    }

    /** Runs one world of the ordering core alone; returns what was found to be wrong, or null. */
    public static @Nullable String log(long seed) {
        Throwable failure =
                LogSimulation.run(LogSettings.defaults(), seed, TraceSink.NONE).failure();
        return failure == null ? null : failure.toString();
    }

    /** Searches the small world of the single decree, whatever the seed; returns the rule that is broken, or null. */
    public static @Nullable String decree(long seed) {
        try {
            SmallWorld.Bound[] bounds = {
                new SmallWorld.Bound(3, 1, 1, false, false, 100_000),
                new SmallWorld.Bound(3, 1, 1, false, true, 100_000),
                new SmallWorld.Bound(3, 2, 1, false, false, 100_000),
                new SmallWorld.Bound(3, 2, 1, false, true, 100_000)
            };
            for (SmallWorld.Bound bound : bounds) {
                SmallWorld.Result result = SmallWorld.search(bound);
                if (result.broken() != null) {
                    return result.broken() + " after " + result.trace();
                }
            }
            return null;
        } catch (InvariantViolation broken) {
            return String.valueOf(broken.getMessage());
        }
    }
}
