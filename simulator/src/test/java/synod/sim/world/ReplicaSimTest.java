package synod.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The slice of worlds that every build runs; {@code bin/synod sim replica --seeds N} runs as many as one likes. */
final class ReplicaSimTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int WORLDS = 2_000;
    private static final int TWICE = 10;

    private static final WorldSettings SETTINGS = WorldSettings.usual();

    @Test
    void noRuleIsBrokenAndEveryHealthyCoreComesTogether() {
        List<String> failures = new ArrayList<>();
        TreeMap<String, Integer> worldsWith = new TreeMap<>();
        for (long seed = 1; seed <= WORLDS; seed++) {
            WorldResult result = WorldRun.run(SETTINGS, seed, null);
            result.effects().keySet().forEach(effect -> worldsWith.merge(effect, 1, Integer::sum));
            if (!result.isGood()) {
                failures.add("bin/synod sim replica --seed " + seed + "   # " + result.failure());
            }
        }
        assertThat(failures).isEmpty();
        assertThat(worldsWith.keySet())
                .as("everything that can go wrong has gone wrong somewhere")
                .contains(
                        "crash",
                        "power loss",
                        "pause",
                        "pause inside a batch",
                        "partition",
                        "one-way partition",
                        "message lost",
                        "message repeated",
                        "path clogged",
                        "slow force",
                        "failed force",
                        "disk full",
                        "bit rot",
                        "disk lost",
                        "wall clock jumped",
                        "snapshot",
                        "snapshot fetched",
                        "recovered from a lost disk",
                        "election",
                        "observer",
                        "reads LOCAL",
                        "reads LEASE",
                        "reads QUORUM",
                        "session expired",
                        "local sessions",
                        "told to look again",
                        "watch event");
    }

    @Test
    void theSameSeedTwiceIsTheSameWorld() {
        for (long seed = 1; seed <= TWICE; seed++) {
            List<String> once = new ArrayList<>();
            List<String> again = new ArrayList<>();
            WorldResult first = WorldRun.run(SETTINGS, seed, once::add);
            WorldResult second = WorldRun.run(SETTINGS, seed, again::add);
            assertThat(second).isEqualTo(first);
            assertThat(again).isEqualTo(once);
            assertThat(once).isNotEmpty();
        }
    }

    @Test
    void aTraceChangesNothing() {
        WorldResult silent = WorldRun.run(SETTINGS, 7, null);
        WorldResult told = WorldRun.run(SETTINGS, 7, line -> {});
        assertThat(told).isEqualTo(silent);
    }

    @Test
    void withoutFaultsAllGoesWellForEverySizeOfEnsemble() {
        for (int nodes = 1; nodes <= 7; nodes++) {
            WorldSettings calm = new WorldSettings(nodes, 4, 10 * SECOND, 20 * SECOND, 80, false, true);
            WorldResult result = WorldRun.run(calm, 1, null);
            assertThat(result.failure()).as("%d nodes", nodes).isNull();
            assertThat(result.effects()).doesNotContainKeys("crash", "disk failure");
            if (nodes < 3) {
                // Of three a minority is cut off in the end, and a client may look for a server there for too long.
                assertThat(result.effects()).doesNotContainKey("session expired");
            }
        }
    }
}
