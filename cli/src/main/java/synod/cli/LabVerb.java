package synod.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.lab.Lab;
import synod.lab.Lab.Format;
import synod.lab.Library;
import synod.lab.play.Cast;
import synod.lab.play.Scenario;
import synod.lab.play.ScenarioError;
import synod.lab.trace.Trace;

/** {@code synod lab}: pictures of protocol runs. */
@Command(
        name = "lab",
        description = {
            "Plays a protocol run and draws it: who said what to whom, what was lost, who knew what when, and which rules"
                    + " held.",
            "Without a scenario it lists those that come along. A scenario may also be a file of your own; docs/lab.md"
                    + " describes the format."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 0 when everything came as the scenario expects, 1 when not, 2 when",
            "the scenario cannot be played.",
            "",
            "Examples:",
            "  synod lab                                        what there is",
            "  synod lab 2pc-coordinator-crash-blocks           a page in the present folder",
            "  synod lab 3pc-partition-inconsistent --protocol 3pc-e3pc --out e3pc.html",
            "  synod lab paxos-basic --format text              the same in words",
            "  synod lab --random --seed 7 --protocol paxos-commit",
            "  synod lab 2pc-abort --source > mine.lab          a scenario to change",
            "  synod lab mine.lab --out mine.svg"
        })
final class LabVerb implements Callable<Integer> {
    /** What completes the first word. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Library.names().iterator();
        }
    }

    /** What completes {@code --protocol}. */
    static final class Protocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Lab.protocols().iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "The name of a scenario that comes along, or a file.",
            completionCandidates = Names.class)
    private @Nullable String name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what the scenario leaves open: how long messages take, how timers spread"
                    + " (${DEFAULT-VALUE}: all messages take equally long).",
            defaultValue = "0")
    private long seed = 0;

    @Option(
            names = "--protocol",
            paramLabel = "P",
            description = "Plays it with another protocol: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Protocols.class)
    private @Nullable String protocol;

    @Option(names = "--random", description = "Plays what nobody planned: everything comes from the seed.")
    private boolean isRandom;

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "html, svg, text or json; otherwise what the ending of --out says, or html.")
    private @Nullable String format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to write it; otherwise a page goes to a file named like the scenario, and anything else"
                            + " to standard output. - is standard output.")
    private @Nullable String out;

    @Option(names = "--source", description = "Prints the scenario itself and plays nothing.")
    private boolean isSource;

    @Override
    public Integer call() {
        if (name == null && !isRandom) {
            list(System.out);
            return CommandLine.ExitCode.OK;
        }
        Cast cast = castOf(protocol);
        String text = isRandom ? Lab.improvise(cast == null ? Cast.PAXOS_COMMIT : cast, seed) : textOf(name);
        if (isSource) {
            System.out.print(text);
            return CommandLine.ExitCode.OK;
        }
        Trace trace;
        try {
            trace = Lab.play(Scenario.parse(text), isRandom ? null : cast, seed);
        } catch (ScenarioError e) {
            throw new UserError((isRandom ? "" : name + ", ") + e.getMessage());
        }
        write(trace, formatOf());
        return trace.isAsExpected() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void list(PrintStream to) {
        for (String each : Library.names()) {
            to.println("  " + each + " ".repeat(Math.max(1, 34 - each.length()))
                    + Library.scenario(each).title());
        }
        to.println();
        to.println("synod lab NAME draws one; synod lab --help says what else there is.");
    }

    private static @Nullable Cast castOf(@Nullable String word) {
        try {
            return word == null ? null : Cast.of(word);
        } catch (IllegalArgumentException e) {
            throw new UserError("--protocol: " + e.getMessage());
        }
    }

    private String textOf(@Nullable String wanted) {
        if (wanted == null) {
            throw new UserError("which scenario? synod lab lists them");
        }
        String known = Library.text(wanted);
        if (known != null) {
            return known;
        }
        try {
            return Files.readString(Path.of(wanted));
        } catch (IOException e) {
            throw new UserError("\"" + wanted + "\" is neither a scenario that comes along (synod lab lists them) nor a"
                    + " file that can be read");
        }
    }

    private Format formatOf() {
        String word = format;
        if (word == null && out != null && out.indexOf('.') >= 0) {
            String ending = out.substring(out.lastIndexOf('.') + 1);
            word = ending.equals("txt") ? "text" : ending;
        }
        for (Format each : Format.values()) {
            if (each.word().equals(word == null ? "html" : word.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new UserError("\"" + word + "\" is no format: choose html, svg, text or json");
    }

    private void write(Trace trace, Format chosen) {
        String shown = Lab.show(trace, chosen);
        String file = out;
        if (file == null && chosen == Format.HTML) {
            String base = isRandom || name == null
                    ? "random-" + seed
                    : String.valueOf(Path.of(name).getFileName());
            file = (base.endsWith(".lab") ? base.substring(0, base.length() - 4) : base) + ".html";
        }
        if (file == null || file.equals("-")) {
            byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
            return;
        }
        try {
            Files.writeString(Path.of(file), shown);
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + e.getMessage());
        }
        System.err.println("synod: wrote " + file + (trace.isAsExpected() ? "" : "; not everything came as expected"));
    }
}
