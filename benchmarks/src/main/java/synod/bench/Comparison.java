package synod.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import synod.bench.load.GeneratorProcess;
import synod.bench.load.LoadPlan;
import synod.bench.load.LoadResult;
import synod.bench.load.Scenario;
import synod.bench.system.BlockDevice;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;

/**
 * Two systems in turn, A B, B A, round after round. In each round each system gets fresh processes and folders, is warmed up with
 * reads and writes, and runs all scenarios; then comes the other one's turn. So a slow minute of the machine hits both.
 */
final class Comparison {
    /**
     * How to compare.
     *
     * @param contenders the two systems, in the order of their turns; twice the same measures the method's own noise
     * @param sizes ensemble sizes
     * @param warmUpSeconds load before the first scenario of each start
     * @param connections of the generator in the measured time; 0 for what each scenario has
     * @param keys how many znodes are read and written, all children of one
     * @param payloadBytes size of every value
     * @param seconds measured time of each scenario; a quarter of it is run before, unmeasured
     * @param javaOptions flags of all servers
     * @param home the built project
     * @param folder where server folders are made
     */
    record Settings(
            List<Contender> contenders,
            List<Integer> sizes,
            List<Scenario> scenarios,
            int rounds,
            int connections,
            int keys,
            int payloadBytes,
            int warmUpSeconds,
            int seconds,
            List<String> javaOptions,
            Path home,
            Path folder) {
        /** The same with other sizes and another load. */
        Settings with(List<Integer> newSizes, int newConnections, int newKeys, int newPayloadBytes) {
            return new Settings(
                    contenders,
                    newSizes,
                    scenarios,
                    rounds,
                    newConnections,
                    newKeys,
                    newPayloadBytes,
                    warmUpSeconds,
                    seconds,
                    javaOptions,
                    home,
                    folder);
        }
    }

    /**
     * One scenario of one system in one round.
     *
     * @param contender place of the system in the order of turns
     * @param forcesPerOperation forced writes of all servers per operation; not a number when the system does not count
     */
    record Entry(int contender, int size, Scenario scenario, int round, LoadResult result, double forcesPerOperation) {}

    /** Everything measured. */
    record Outcome(List<Entry> entries) {
        /** One value per round; empty when that scenario did not run. */
        double[] values(int contender, int size, Scenario scenario, Measure measure) {
            return entries.stream()
                    .filter(each -> each.contender == contender && each.size == size && each.scenario == scenario)
                    .mapToDouble(each -> measure.of(each.result))
                    .toArray();
        }

        double[] forces(int contender, int size, Scenario scenario) {
            return entries.stream()
                    .filter(each -> each.contender == contender && each.size == size && each.scenario == scenario)
                    .mapToDouble(Entry::forcesPerOperation)
                    .filter(each -> !Double.isNaN(each))
                    .toArray();
        }
    }

    /** How many znodes are read and written unless somebody says otherwise. */
    static final int KEYS = 1_000;

    private static final long MILLIS = 1_000;

    private final Settings settings;
    private final PrintStream progress;
    private final String device;
    private final List<Entry> entries = new ArrayList<>();

    private Comparison(Settings settings, PrintStream progress, String device) {
        this.device = device;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs all of it.
     *
     * @param progress told of each result as it comes
     * @throws IOException when a system does not start, or answers what it should not
     */
    static Outcome run(Settings settings, PrintStream progress) throws IOException, InterruptedException {
        String device = BlockDevice.of(settings.folder)
                .map(each -> each.statistics().toString())
                .orElse("");
        Comparison comparison = new Comparison(settings, progress, device);
        try (GeneratorProcess generator = GeneratorProcess.start(Main.class.getName())) {
            for (int round = 1; round <= settings.rounds; round++) {
                for (int size : settings.sizes) {
                    // A B, then B A: whoever goes second finds the machine as the other has left it.
                    int first = (round + 1) % 2;
                    comparison.turn(generator, first, size, round);
                    comparison.turn(generator, 1 - first, size, round);
                }
            }
        }
        return new Outcome(comparison.entries);
    }

    private void turn(GeneratorProcess generator, int contender, int size, int round)
            throws IOException, InterruptedException {
        Contender system = settings.contenders.get(contender);
        try (Ensemble ensemble = Ensemble.start(system, size, settings.home, settings.folder, settings.javaOptions)) {
            warmUp(generator, ensemble);
            for (Scenario scenario : settings.scenarios) {
                if (scenario.leastServers > size) {
                    continue;
                }
                OptionalLong before = ensemble.forcedWrites();
                LoadResult result = generator.run(plan(
                        ensemble,
                        scenario,
                        settings.connections,
                        settings.seconds * MILLIS / 4,
                        settings.seconds * MILLIS));
                OptionalLong after = ensemble.forcedWrites();
                double forces = before.isPresent() && after.isPresent()
                        ? (double) (after.getAsLong() - before.getAsLong()) / result.allOperations()
                        : Double.NaN;
                entries.add(new Entry(contender, size, scenario, round, result, forces));
                progress.printf(
                        Locale.ROOT,
                        "round %d  %-16s  %d node%s  %-6s  %s%n",
                        round,
                        system.title,
                        size,
                        size == 1 ? " " : "s",
                        scenario.id,
                        result.summary());
            }
        }
    }

    private void warmUp(GeneratorProcess generator, Ensemble ensemble) throws IOException {
        long millis = settings.warmUpSeconds * MILLIS;
        for (Scenario scenario : List.of(Scenario.SET, Scenario.GET)) {
            generator.run(plan(ensemble, scenario, 0, millis * 3 / 8, Math.max(millis / 8, 1)));
        }
    }

    private LoadPlan plan(
            Ensemble ensemble, Scenario scenario, int connections, long warmUpMillis, long measureMillis) {
        return new LoadPlan(
                ensemble.servers(),
                scenario,
                "run" + entries.size(),
                settings.keys,
                connections,
                settings.payloadBytes,
                warmUpMillis,
                measureMillis,
                ensemble.pids(),
                device);
    }
}
