package synod.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import synod.bench.load.BareServer;
import synod.bench.load.GeneratorProcess;
import synod.bench.load.LoadPlan;
import synod.bench.load.LoadResult;
import synod.bench.load.Scenario;
import synod.bench.load.Spread;
import synod.bench.system.BlockDevice;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;

/**
 * Two systems in turn, A B, B A, round after round. In each round each system gets fresh processes and folders, is warmed up with
 * reads and writes, and runs all scenarios; then comes the other one's turn. So a slow minute of the machine hits both.
 *
 * <p>Where latency is measured, a slow second must hit both: there both systems are up at once, and slices of a second
 * alternate between them and, where there is one server that writes, a {@link BareServer}. The one that waits costs nothing but its ticks.
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
     * One scenario of one system in one round, or in one slice of it.
     *
     * @param contender place of the system in the order of turns, or {@link #BARE}
     * @param round counted from 1; slices are counted on through all rounds
     * @param forcesPerOperation forced writes of all servers per operation; not a number when the system does not count
     */
    record Entry(int contender, int size, Scenario scenario, int round, LoadResult result, double forcesPerOperation) {}

    /** Everything measured. The values of two systems belong together, place by place. */
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

    /** In the place of a contender: the server that only writes, forces and answers. */
    static final int BARE = 2;

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
                    comparison.slices(generator, size, round);
                }
            }
        }
        return new Outcome(comparison.entries);
    }

    private void turn(GeneratorProcess generator, int contender, int size, int round)
            throws IOException, InterruptedException {
        List<Scenario> wanted = wanted(size, false);
        if (wanted.isEmpty()) {
            return;
        }
        try (Ensemble ensemble = start(contender, size)) {
            warmUp(generator, ensemble.servers());
            for (Scenario scenario : wanted) {
                Entry entry = measure(generator, ensemble, contender, scenario, round, settings.seconds * MILLIS);
                entries.add(entry);
                tell("round " + round, settings.contenders.get(contender).title, size, scenario, entry.result);
            }
        }
    }

    /** Everybody is up, and each second is somebody else's. */
    private void slices(GeneratorProcess generator, int size, int round) throws IOException, InterruptedException {
        List<Scenario> wanted = wanted(size, true);
        if (wanted.isEmpty()) {
            return;
        }
        try (Ensemble first = start(0, size);
                Ensemble second = start(1, size);
                BareServer bare = BareServer.start(Main.class.getName(), settings.folder, settings.javaOptions)) {
            warmUp(generator, first.servers());
            warmUp(generator, second.servers());
            // What lone requests take is code of its own, which Java has not compiled yet.
            for (List<InetSocketAddress> servers :
                    List.of(first.servers(), second.servers(), List.of(bare.address()))) {
                generator.run(plan(servers, List.of(), Scenario.ONE, settings.warmUpSeconds * MILLIS / 2, MILLIS));
            }
            for (Scenario scenario : wanted) {
                int before = entries.size();
                for (int i = 1; i <= settings.seconds; i++) {
                    int slice = (round - 1) * settings.seconds + i;
                    boolean isTurned = i % 2 == 0;
                    Entry one =
                            measure(generator, isTurned ? second : first, isTurned ? 1 : 0, scenario, slice, MILLIS);
                    Entry other =
                            measure(generator, isTurned ? first : second, isTurned ? 0 : 1, scenario, slice, MILLIS);
                    entries.add(isTurned ? other : one);
                    entries.add(isTurned ? one : other);
                    if (size == 1 && scenario.readPercent == 0) {
                        LoadPlan plan =
                                plan(List.of(bare.address()), List.of(bare.pid()), scenario, MILLIS / 4, MILLIS);
                        entries.add(new Entry(BARE, size, scenario, slice, generator.run(plan), Double.NaN));
                    }
                }
                tellSlices(round, size, scenario, entries.subList(before, entries.size()));
            }
        }
    }

    private Entry measure(
            GeneratorProcess generator, Ensemble ensemble, int contender, Scenario scenario, int round, long millis)
            throws IOException {
        OptionalLong before = ensemble.forcedWrites();
        LoadResult result = generator.run(plan(ensemble.servers(), ensemble.pids(), scenario, millis / 4, millis));
        OptionalLong after = ensemble.forcedWrites();
        double forces = before.isPresent() && after.isPresent()
                ? (double) (after.getAsLong() - before.getAsLong()) / result.allOperations()
                : Double.NaN;
        return new Entry(contender, ensemble.size(), scenario, round, result, forces);
    }

    private Ensemble start(int contender, int size) throws IOException, InterruptedException {
        return Ensemble.start(
                settings.contenders.get(contender), size, settings.home, settings.folder, settings.javaOptions);
    }

    /** What is run with that many servers, in turns or in slices. */
    private List<Scenario> wanted(int size, boolean isLatency) {
        return settings.scenarios.stream()
                .filter(each -> each.leastServers <= size && each.isLatency() == isLatency)
                .toList();
    }

    private void tell(String when, String title, int size, Scenario scenario, LoadResult result) {
        progress.printf(
                Locale.ROOT,
                "%s  %-16s  %d node%s  %-6s  %s%n",
                when,
                title,
                size,
                size == 1 ? " " : "s",
                scenario.id,
                result.summary());
    }

    private void tellSlices(int round, int size, Scenario scenario, List<Entry> slices) {
        for (int contender = 0; contender <= BARE; contender++) {
            int place = contender;
            double[] p50 = slices.stream()
                    .filter(each -> each.contender == place)
                    .mapToDouble(each -> each.result.p50Micros())
                    .toArray();
            if (p50.length > 0) {
                progress.printf(
                        Locale.ROOT,
                        "round %d  %-16s  %d node%s  %-6s  p50 of %d slices: %s us%n",
                        round,
                        place == BARE ? "bare server" : settings.contenders.get(place).title,
                        size,
                        size == 1 ? " " : "s",
                        scenario.id,
                        p50.length,
                        Measure.P50.show(Spread.of(p50)));
            }
        }
    }

    private void warmUp(GeneratorProcess generator, List<InetSocketAddress> servers) throws IOException {
        long millis = settings.warmUpSeconds * MILLIS;
        for (Scenario scenario : List.of(Scenario.SET, Scenario.GET)) {
            generator.run(plan(servers, List.of(), scenario, millis * 3 / 8, Math.max(millis / 8, 1)));
        }
    }

    private LoadPlan plan(
            List<InetSocketAddress> servers,
            List<Long> pids,
            Scenario scenario,
            long warmUpMillis,
            long measureMillis) {
        return new LoadPlan(
                servers,
                scenario,
                "run" + entries.size(),
                settings.keys,
                settings.connections,
                settings.payloadBytes,
                warmUpMillis,
                measureMillis,
                pids,
                device);
    }
}
