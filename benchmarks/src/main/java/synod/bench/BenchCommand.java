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
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks as a command, for {@code bin/synod bench}. */
public final class BenchCommand {
    private static final String USAGE = """
            Usage: bin/synod bench compare [--quick] [OPTIONS] [SCENARIO...]
                   bin/synod bench load [NAME=VALUE...]
                   bin/synod bench micro [--quick] [PATTERN]

            compare   Apache ZooKeeper and Synod in turn, on this machine; about 20 minutes, 3 with --quick.
                      Scenarios: set, get, mix, one, far, create. All of them without --quick or any option
                      also rewrites the results in docs/benchmarks.md.
              --rounds N          interleaved rounds (5; quick 1)
              --seconds N         measured time of each scenario and round (6; quick 3)
              --warm-up N         seconds of load after each start (15; quick 6)
              --nodes N[,N]       ensemble sizes (1,3)
              --systems A,B       apache and synod; the same twice shows the method's noise (apache,synod)
              --java-options S    flags of the servers (-Xms1g -Xmx1g -XX:+UseG1GC)
              --folder DIR        where servers write (target/bench); must not be in memory
              --output FILE       write tables to FILE and charts beside it
            load      One run of the generator against servers that are up. Names: servers=HOST:PORT[,...]
                      scenario= keys= payload= warm-up=MILLIS measure=MILLIS pids=PID[,...] device=/sys/dev/block/M:N/stat run=
            micro     JMH on the hot pieces, with bytes allocated per operation. PATTERN picks some.

            Examples: bin/synod bench compare --quick set
                      bin/synod bench load servers=127.0.0.1:2181 scenario=mix measure=10000
            """;

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
        try {
            return switch (words.isEmpty() ? "" : words.get(0)) {
                case "compare" -> compare(rest, out);
                case "load" -> load(rest, out);
                case "micro" -> micro(rest, out);
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

    private static int compare(List<String> words, PrintStream out) throws IOException, InterruptedException {
        Options options = Options.parse(
                words,
                Set.of(
                        "--rounds",
                        "--seconds",
                        "--warm-up",
                        "--nodes",
                        "--systems",
                        "--java-options",
                        "--folder",
                        "--output",
                        "--home"),
                Set.of("--quick"));
        Comparison.Settings settings = settings(options);
        Files.createDirectories(settings.folder());
        Machine machine = Machine.describe(settings.home(), settings.folder());
        if (machine.fileSystem().equals("tmpfs")) {
            out.println("Note: " + settings.folder() + " is in memory, so forced writes cost nothing here.");
        }
        Comparison.Outcome outcome = Comparison.run(settings, out);
        String command = "bin/synod bench compare" + (words.isEmpty() ? "" : " " + String.join(" ", words));
        Report report = new Report(
                settings,
                outcome,
                machine,
                command,
                LocalDate.now(ZoneOffset.UTC).toString());
        out.println();
        out.print(report.markdown());
        String output = options.text("--output", words.isEmpty() ? "docs/benchmarks.md" : "");
        if (!output.isEmpty()) {
            Path file = settings.home().resolve(output);
            report.writeTo(file);
            out.println("\nWritten to " + file + ", charts beside it.");
        }
        return OK;
    }

    private static Comparison.Settings settings(Options options) {
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
        List<Scenario> scenarios = new ArrayList<>();
        for (String id : options.words()) {
            scenarios.add(Scenario.of(id)
                    .orElseThrow(() ->
                            new IllegalArgumentException("no scenario \"" + id + "\"; there are " + Scenario.ids())));
        }
        return new Comparison.Settings(
                contenders,
                sizes,
                scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios,
                options.count("--rounds", isQuick ? 1 : 5),
                options.count("--warm-up", isQuick ? 6 : 15),
                options.count("--seconds", isQuick ? 3 : 6),
                List.of(options.text("--java-options", "-Xms1g -Xmx1g -XX:+UseG1GC")
                        .strip()
                        .split("\\s+", -1)),
                home,
                home.resolve(options.text("--folder", "target/bench")));
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
