package synod.sim.multipaxos;

import java.util.EnumMap;
import java.util.Map;

/** How many faults of each kind there were. */
final class FaultCount {
    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);

    void add(FaultKind kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    Map<FaultKind, Long> byKind() {
        return new EnumMap<>(counts);
    }
}
