package synod.sim.world;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs worlds. */
public final class WorldRun {
    private WorldRun() {}

    /**
     * Runs one world from its beginning to its end.
     *
     * @param trace gets a line for everything worth reading, in order; null for nobody
     */
    public static WorldResult run(WorldSettings settings, long seed, @Nullable Consumer<String> trace) {
        return new World(settings, seed, trace).run();
    }
}
