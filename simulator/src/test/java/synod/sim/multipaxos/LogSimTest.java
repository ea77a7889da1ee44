package synod.sim.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The slice of all seeds that every change has to pass, and that a seed decides everything. */
final class LogSimTest {
    private static final LogSettings SETTINGS = LogSettings.defaults();

    private static LogRun run(LogSettings settings, long seed) {
        return LogSimulation.run(settings, seed, TraceSink.NONE);
    }

    private static void assertGood(LogRun run) {
        assertThat(run.failure())
                .as("to see it again: bin/synod sim log --seed " + run.seed())
                .isNull();
    }

    @Test
    void everySeedOfTheSliceIsGood() {
        Map<FaultKind, Integer> seen = new EnumMap<>(FaultKind.class);
        long chosen = 0;
        for (long seed = 1; seed <= 1_000; seed++) {
            LogRun run = run(SETTINGS, seed);
            assertGood(run);
            chosen += run.chosen();
            run.faults().keySet().forEach(kind -> seen.merge(kind, 1, Integer::sum));
        }
        // A simulation in which nothing happens proves nothing.
        assertThat(chosen).isGreaterThan(300_000);
        for (FaultKind kind : FaultKind.values()) {
            if (kind != FaultKind.DELAY) {
                assertThat(seen.getOrDefault(kind, 0)).as("seeds with " + kind).isGreaterThan(30);
            }
        }
    }

    @Test
    void theSameSeedTwiceIsTheSameRun() {
        for (long seed = 1001; seed <= 1050; seed++) {
            LogRun once = run(SETTINGS, seed);
            LogRun again = run(SETTINGS, seed);
            assertThat(again.traceHash()).as("seed %d", seed).isEqualTo(once.traceHash());
            assertThat(again.events()).isEqualTo(once.events());
        }
    }

    /** Reading the trace changes nothing, and the same seed writes the same lines. */
    @Test
    void theSameSeedTwiceTellsTheSameStory() {
        List<String> once = new ArrayList<>();
        LogRun read = LogSimulation.run(SETTINGS, 7, (nanos, who, what) -> once.add(nanos + " " + who + " " + what));
        List<String> again = new ArrayList<>();
        LogSimulation.run(SETTINGS, 7, (nanos, who, what) -> again.add(nanos + " " + who + " " + what));
        assertThat(again).isEqualTo(once).hasSizeGreaterThan(1000);
        assertThat(run(SETTINGS, 7).traceHash()).isEqualTo(read.traceHash());
    }

    @Test
    void differentSeedsAreDifferentRuns() {
        assertThat(run(SETTINGS, 8).traceHash()).isNotEqualTo(run(SETTINGS, 9).traceHash());
    }

    /** Where nothing goes wrong, work gets done at about the speed at which it is asked for. */
    @Test
    void aKindWorldIsFast() {
        LogSettings kind = new LogSettings(5, 100, 20, 60, false);
        for (long seed = 1; seed <= 3; seed++) {
            LogRun run = run(kind, seed);
            assertGood(run);
            assertThat(run.faults()).isEmpty();
            assertThat(run.chosen()).isGreaterThan(1_000);
        }
    }
}
