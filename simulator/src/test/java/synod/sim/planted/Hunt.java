package synod.sim.planted;

import org.jspecify.annotations.Nullable;
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
}
