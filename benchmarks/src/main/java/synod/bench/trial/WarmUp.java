package synod.bench.trial;

import java.io.IOException;
import java.util.List;
import synod.bench.load.LoadGenerator;
import synod.bench.load.LoadPlan;
import synod.bench.load.Scenario;
import synod.bench.system.Ensemble;

/** Load before a trial, so that servers are not measured while they are still being compiled. */
final class WarmUp {
    private static final long MILLIS = 5_000;
    private static final int KEYS = 1_000;

    private WarmUp() {}

    static void run(Ensemble ensemble) throws IOException {
        LoadGenerator.run(new LoadPlan(
                ensemble.servers(), Scenario.SET, "warm-up", KEYS, 0, LargeTree.DATA_BYTES, MILLIS, 1, List.of(), ""));
    }
}
