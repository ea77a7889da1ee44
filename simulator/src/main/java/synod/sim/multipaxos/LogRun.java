package synod.sim.multipaxos;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param seed its seed
 * @param failure what was broken, or null when nothing was
 * @param events how much happened
 * @param simulatedNanos how long it was, in simulated nanoseconds
 * @param nodes how many nodes there were
 * @param chosen how many slots were chosen
 * @param faults how many faults of each kind there were
 * @param traceHash the same for two runs only when the same happened in them
 */
public record LogRun(
        long seed,
        @Nullable Throwable failure,
        long events,
        long simulatedNanos,
        int nodes,
        long chosen,
        Map<FaultKind, Long> faults,
        long traceHash) {
    /** Whether every promise was kept. */
    public boolean isGood() {
        return failure == null;
    }
}
