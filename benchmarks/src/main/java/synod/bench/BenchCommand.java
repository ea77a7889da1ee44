package synod.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import synod.bench.load.BareServer;
import synod.bench.load.GeneratorProcess;
import synod.bench.load.LoadGenerator;
import synod.bench.load.LoadPlan;
import synod.bench.load.Scenario;
import synod.bench.system.Contender;
import synod.bench.trial.Trial;
import synod.bench.trial.TrialSettings;
import synod.bench.trial.Trials;

/** The benchmarks as a command, for {@code bin/synod bench}. */
public final class BenchCommand {
    private static final String USAGE = """
            Usage: bin/synod bench compare [--quick] [OPTIONS] [SCENARIO|TRIAL...]
                   bin/synod bench grow [OPTIONS] [AXIS...]
                   bin/synod bench load [NAME=VALUE...]
                   bin/synod bench micro [--quick] [PATTERN]

            compare   Apache ZooKeeper and Synod in turn, on this machine; about 50 minutes, 8 with --quick.
                      Scenarios of load: set, get, mix, one, far, peek, create.
                      Trials: heap, restart, snapshot, sessions, watchers, kill, stop.
                      Without any word it runs all of them and rewrites the results in docs/benchmarks.md.
              --rounds N          interleaved rounds (5, of trials 3; quick 1)
              --seconds N         measured time of each scenario and round (6; quick 3)
              --warm-up N         seconds of load after each start (15; quick 6)
              --nodes N[,N]       ensemble sizes of the scenarios (1,3)
              --connections N     of the scenarios (12, or 1 with one outstanding); 256 requests stay outstanding
              --payload BYTES     size of the scenarios' values (100)
              --znodes N          size of the large tree (1000000; quick 100000)
              --sessions N        idle and watching ones (10000; quick 1000)
              --trials N          how often a leader is killed, and stopped, in all rounds (10; quick 2)
              --systems A,B       apache and synod; the same twice shows the method's noise (apache,synod)
              --java-options S    flags of the servers (-Xms1g -Xmx1g -XX:+UseG1GC)
              --folder DIR        where servers write (target/bench); must not be in memory
              --output FILE       write tables to FILE and charts beside it
            grow      The same with one thing larger at a time: servers, connections, values, children (set and get
                      over up to a million children of one directory); about 10 minutes a round. Options as above,
                      but for --java-options (-Xms2g -Xmx2g -XX:+UseG1GC -XX:+AlwaysPreTouch).
                      Without any word it runs all of them and rewrites their tables in docs/benchmarks.md.
            load      One run of the generator against servers that are up. Names: servers=HOST:PORT[,...]
                      scenario= keys= connections= payload= warm-up=MILLIS measure=MILLIS pids=PID[,...] device=/sys/dev/block/M:N/stat run=
            micro     JMH on the hot pieces, with bytes allocated per operation. PATTERN picks some.

            Examples: bin/synod bench compare --quick set
                      bin/synod bench compare --rounds 1 --trials 10 kill stop
                      bin/synod bench load servers=127.0.0.1:2181 scenario=mix measure=10000
            """;

    /** Options that a comparison and its growth have in common. */
    private static final Set<String> SHARED = Set.of(
            "--rounds",
            "--seconds",
            "--warm-up",
            "--payload",
            "--systems",
            "--java-options",
            "--folder",
            "--output",
            "--home");

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private BenchCommand() {}

    /**
     * Runs a benchmark.
     *
     * @param args the words behind {@code bench}
     * @param out where progress and results go
     * @return 0, 1 when a benchmark failed, 2 when the words make no sense
     */
    public static int run(String[] args, PrintStream out) {
        List<String> words = Arrays.asList(args);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            out.print(USAGE);
            return OK;
        }
        try {
            return switch (words.isEmpty() ? "" : words.get(0)) {
                case "compare" -> compare(rest, out);
                case "grow" -> grow(rest, out);
                case "load" -> load(rest, out);
                case "micro" -> micro(rest, out);
                case "bare" -> BareServer.serve(Path.of(rest.get(0)), System.in, out);
                case "generate" -> GeneratorProcess.serve(System.in, out);
                case "--help", "-h", "help" -> {
                    out.print(USAGE);
                    yield OK;
                }
                default -> {
                    out.print(USAGE);
                    yield WRONG_USAGE;
                }
            };
        } catch (IllegalArgumentException e) {
            out.println("synod bench: " + e.getMessage());
            return WRONG_USAGE;
        } catch (IOException e) {
            out.println("synod bench: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.println("synod bench: interrupted");
            return FAILED;
        }
    }

    private static int load(List<String> words, PrintStream out) throws IOException {
        out.println(LoadGenerator.run(LoadPlan.parse(String.join(" ", words))).summary());
        return OK;
    }

    private static int micro(List<String> words, PrintStream out) throws IOException {
        Options options = Options.parse(words, Set.of(), Set.of("--quick"));
        boolean isQuick = options.has("--quick");
        ChainedOptionsBuilder runs = new OptionsBuilder()
                .forks(1)
                .warmupIterations(isQuick ? 3 : 6)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(isQuick ? 1 : 5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");
        for (String pattern : options.words().isEmpty() ? List.of("synod.bench.micro") : options.words()) {
            runs.include(pattern);
        }
        try {
            int done = new Runner(runs.build()).run().size();
            out.println(done + " micro-benchmarks done");
            return OK;
        } catch (RunnerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static int grow(List<String> words, PrintStream out) throws IOException, InterruptedException {
        Options options = Options.parse(words, SHARED, Set.of("--quick"));
        List<Growth.Axis> axes = new ArrayList<>();
        for (String id : options.words()) {
            axes.add(Growth.Axis.of(id)
                    .orElseThrow(() ->
                            new IllegalArgumentException("no axis \"" + id + "\"; there are " + Growth.Axis.ids())));
        }
        Comparison.Settings settings = settings(
                options,
                List.of(Scenario.SET, Scenario.GET),
                options.count("--rounds", 1),
                options.text("--java-options", "-Xms2g -Xmx2g -XX:+UseG1GC -XX:+AlwaysPreTouch"));
        Files.createDirectories(settings.folder());
        Growth growth = Growth.run(settings, axes.isEmpty() ? List.of(Growth.Axis.values()) : axes, out);
        Machine machine = Machine.describe(settings.home(), settings.folder());
        String text = growth.markdown(Report.origin(command("grow", words), today(), machine, settings.javaOptions()));
        out.println();
        out.print(text);
        Optional<Path> output = output(options, settings.home());
        if (output.isPresent()) {
            Growth.write(text, output.get());
            out.println("\nWritten to " + output.get() + ".");
        }
        growth.failure().ifPresent(reason -> out.println("\nsynod bench: a point failed: " + reason));
        return growth.failure().isPresent() ? FAILED : OK;
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    /** What was typed, for the results to say. */
    private static String command(String verb, List<String> words) {
        return "bin/synod bench " + verb + (words.isEmpty() ? "" : " " + String.join(" ", words));
    }

    /** Where results are written: where they were told to go, or without any word into the documents. */
    private static Optional<Path> output(Options options, Path home) {
        String named = options.text("--output", options.isEmpty() ? "docs/benchmarks.md" : "");
        return named.isEmpty() ? Optional.empty() : Optional.of(home.resolve(named));
    }

    private static int compare(List<String> words, PrintStream out) throws IOException, InterruptedException {
        Set<String> names = new HashSet<>(SHARED);
        names.addAll(Set.of("--nodes", "--connections", "--znodes", "--sessions", "--trials"));
        Options options = Options.parse(words, names, Set.of("--quick"));
        for (String id : options.words()) {
            if (Scenario.of(id).isEmpty() && Trial.of(id).isEmpty()) {
                throw new IllegalArgumentException(
                        "no scenario and no trial \"" + id + "\"; there are " + Scenario.ids() + ", " + Trial.ids());
            }
        }
        Comparison.Settings settings = settings(
                options,
                Stream.of(Scenario.values())
                        .filter(each -> isNamed(options, each.id))
                        .toList(),
                options.count("--rounds", options.has("--quick") ? 1 : 5),
                options.text("--java-options", "-Xms1g -Xmx1g -XX:+UseG1GC"));
        TrialSettings trialSettings = trialSettings(options, settings);
        Files.createDirectories(settings.folder());
        Machine machine = Machine.describe(settings.home(), settings.folder());
        if (machine.fileSystem().equals("tmpfs")) {
            out.println("Note: " + settings.folder() + " is in memory, so forced writes cost nothing here.");
        }
        Comparison.Outcome outcome =
                settings.scenarios().isEmpty() ? new Comparison.Outcome(List.of()) : Comparison.run(settings, out);
        Trials.Outcome trials = Trials.run(trialSettings, settings.contenders(), out);
        Report report =
                new Report(settings, outcome, trialSettings, trials, machine, command("compare", words), today());
        out.println();
        out.print(report.markdown());
        Optional<Path> output = output(options, settings.home());
        if (output.isPresent()) {
            report.writeTo(output.get());
            out.println("\nWritten to " + output.get() + ", charts beside it.");
        }
        for (Trials.Failure failure : trials.failures()) {
            out.println("\nsynod bench: a trial failed: " + failure.reason());
        }
        return trials.failures().isEmpty() ? OK : FAILED;
    }

    private static Comparison.Settings settings(
            Options options, List<Scenario> scenarios, int rounds, String javaOptions) {
        boolean isQuick = options.has("--quick");
        Path home = home(options);
        List<Contender> contenders = new ArrayList<>();
        for (String id : options.text("--systems", "apache,synod").split(",", -1)) {
            contenders.add(Contender.of(id)
                    .orElseThrow(() -> new IllegalArgumentException("no system \"" + id + "\"; apache or synod")));
        }
        if (contenders.size() != 2) {
            throw new IllegalArgumentException("--systems takes two systems");
        }
        List<Integer> sizes = new ArrayList<>();
        for (String size : options.text("--nodes", "1,3").split(",", -1)) {
            if (!size.matches("[1-9]")) {
                throw new IllegalArgumentException("--nodes takes sizes from 1 to 9, not \"" + size + "\"");
            }
            sizes.add(Integer.valueOf(size));
        }
        return new Comparison.Settings(
                contenders,
                sizes,
                scenarios,
                rounds,
                options.has("--connections") ? options.count("--connections", 1) : 0,
                Comparison.KEYS,
                options.count("--payload", 100),
                options.count("--warm-up", isQuick ? 6 : 15),
                options.count("--seconds", isQuick ? 3 : 6),
                List.of(javaOptions.strip().split("\\s+", -1)),
                home,
                home.resolve(options.text("--folder", "target/bench")));
    }

    private static TrialSettings trialSettings(Options options, Comparison.Settings settings) {
        boolean isQuick = options.has("--quick");
        return new TrialSettings(
                Stream.of(Trial.values())
                        .filter(each -> isNamed(options, each.id))
                        .toList(),
                options.count("--rounds", isQuick ? 1 : 3),
                options.count("--znodes", isQuick ? 100_000 : 1_000_000),
                options.count("--sessions", isQuick ? 1_000 : 10_000),
                options.count("--trials", isQuick ? 2 : 10),
                settings.javaOptions(),
                settings.home(),
                settings.folder());
    }

    /** Without any word, everything is meant. */
    private static boolean isNamed(Options options, String id) {
        return options.words().isEmpty() || options.words().contains(id);
    }

    /** The project's folder: the one named, or the nearest one above the working folder or above these classes. */
    private static Path home(Options options) {
        String named = options.text("--home", "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath();
        }
        for (Path start : List.of(Path.of("").toAbsolutePath(), ownLocation())) {
            for (Path folder = start; folder != null; folder = folder.getParent()) {
                if (Files.exists(folder.resolve("benchmarks/pom.xml"))) {
                    return folder;
                }
            }
        }
        throw new IllegalArgumentException("this is not run from inside the project; name its folder with --home");
    }

    private static Path ownLocation() {
        try {
            return Path.of(BenchCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("these classes lie at no path of this system; use --home", e);
        }
    }
}
