package synod.cli.tx;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import synod.kernel.NodeId;

/** {@code synod tx demo}: money moves between three processes, and one is killed. */
@Command(
        name = "demo",
        description = "Moves money between three processes with a commit protocol, kills one, and counts the money.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each store is a process with a journal and an image of its own; 4 is the",
            "coordinator. With Paxos Commit 4, 5 and 6 are the acceptors. The victim is",
            "started again a while after it was killed.",
            "",
            "With more than one at a time some wait for each other's locks; where they",
            "would wait in a circle, the younger one is wounded and counts as aborted.",
            "There are four accounts in each store for each transfer at a time.",
            "",
            "Exit code 0 when the sum is kept and the crash point was reached, 1 when not.",
            "",
            "Examples:",
            "  synod tx demo",
            "  synod tx demo --protocol 2pc --crash coordinator@forced-decision",
            "  synod tx demo --protocol paxos --crash coordinator@before-decided --down 3000",
            "  synod tx demo --protocol 3pc-textbook --crash coordinator@after-pre-commit",
            "  synod tx demo --protocol e3pc --crash list",
            "  synod tx demo --protocol 2pc --transfers 5000 --concurrency 16"
        })
final class DemoVerb implements Callable<Integer> {
    private static final int MOST_TRANSFERS = 1_000_000;
    private static final int MOST_AT_ONCE = 64;

    /** What {@code --protocol} can be, for completion. */
    static final class Words implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return DemoProtocol.words().iterator();
        }
    }

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).",
            completionCandidates = Words.class,
            defaultValue = "2pc")
    private String protocol = "2pc";

    @Option(
            names = "--crash",
            paramLabel = "WHO@POINT",
            description =
                    "Kills process WHO (a number, or coordinator) at that point, half-way; \"list\" tells the points.")
    private @Nullable String crash;

    @Option(
            names = "--transfers",
            paramLabel = "N",
            description = "How many transfers (${DEFAULT-VALUE}).",
            defaultValue = "100")
    private int transfers = 100;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many transfers are under way at once, 1 to " + MOST_AT_ONCE + " (${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int concurrency = 1;

    @Option(
            names = "--down",
            paramLabel = "MILLIS",
            description = "How long the victim stays down (${DEFAULT-VALUE}).",
            defaultValue = "1500")
    private int downMillis = 1500;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the processes have their folders; must be new or empty. A temporary one without.")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Prints one JSON object instead of the story.")
    private boolean isJson;

    // Picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        DemoProtocol chosen = chosen();
        if ("list".equals(crash)) {
            chosen.crashPoints().forEach(out::println);
            return CommandLine.ExitCode.OK;
        }
        NodeId victim = null;
        String point = "";
        if (crash != null) {
            int at = crash.indexOf('@');
            victim = victim(chosen, at < 0 ? "" : crash.substring(0, at));
            point = crash.substring(at + 1);
            if (!chosen.crashPoints().contains(point)) {
                throw wrong("no crash point \"" + point + "\" with " + protocol + "; --crash list tells them");
            }
        }
        if (transfers < 1 || transfers > MOST_TRANSFERS || downMillis < 0) {
            throw wrong("--transfers must be 1 to " + MOST_TRANSFERS + " and --down not negative");
        }
        if (concurrency < 1 || concurrency > MOST_AT_ONCE) {
            throw wrong("--concurrency must be 1 to " + MOST_AT_ONCE);
        }
        Path place = place();
        PrintWriter story = isJson ? new PrintWriter(new StringWriter()) : out;
        try (Demo demo =
                new Demo(new Demo.Options(chosen, victim, point, transfers, concurrency, place, downMillis), story)) {
            DemoResult result = demo.run();
            (isJson ? List.of(result.json()) : result.lines()).forEach(out::println);
            boolean isShown = victim == null || result.isReached;
            return result.isKept() && isShown ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            out.flush();
            if (folder == null) {
                remove(place);
            }
        }
    }

    private DemoProtocol chosen() {
        try {
            return DemoProtocol.of(protocol);
        } catch (IllegalArgumentException unknown) {
            throw wrong(String.valueOf(unknown.getMessage()));
        }
    }

    private NodeId victim(DemoProtocol chosen, String who) {
        if (who.equals("coordinator")) {
            return DemoProtocol.COORDINATOR;
        }
        if (who.matches("[1-9]") && Integer.parseInt(who) <= chosen.processes()) {
            return NodeId.of(Integer.parseInt(who));
        }
        throw wrong("--crash is WHO@POINT, and WHO is 1 to " + chosen.processes() + " or coordinator");
    }

    private Path place() throws IOException {
        Path chosen = folder;
        if (chosen == null) {
            return Files.createTempDirectory("synod-tx-");
        }
        if (Files.exists(chosen)) {
            try (Stream<Path> inside = Files.list(chosen)) {
                if (inside.findAny().isPresent()) {
                    throw wrong(chosen + " is not empty");
                }
            }
        }
        return Files.createDirectories(chosen);
    }

    private static void remove(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
