package synod.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import synod.cli.shell.Verbs;
import synod.cli.tx.TxVerb;
import synod.server.Release;

/** The command line. Exit codes: 0 done, 1 it went wrong, 2 the words make no sense; a server has more. */
@Command(
        name = "synod",
        description = "A coordination service: ZooKeeper's client protocol on a Multi-Paxos log.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            ServerVerb.class,
            EnsembleVerb.class,
            StatusVerb.class,
            SeedVerb.class,
            SimVerb.class,
            LabVerb.class,
            TxVerb.class,
            BenchVerb.class,
            CompletionVerb.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  synod server                         alone, port 2181, data in ./synod-data",
            "  synod server zoo.cfg                 as the file says",
            "  synod ensemble                       three servers on this machine",
            "  synod status 127.0.0.1:2181          what a server says of itself",
            "  synod seed --from FILE --data-dir D  a new server begins with a snapshot",
            "  synod shell                          all that a client can do, by hand",
            "  synod get /app/config                one thing; also set, create, ls, watch",
            "  synod sim multipaxos --seeds 100     simulated ensembles under faults",
            "  synod lab                            pictures of protocol runs, good and bad",
            "  synod tx demo --crash list           money moves, and a process is killed",
            "",
            "SYNOD_OPTS holds options for Java, JAVA_HOME says which Java."
        })
public final class Main implements Runnable {
    /** Verbs that are run without those of the shell, and on a class path without their libraries. */
    private static final List<String> OTHERS =
            List.of("server", "ensemble", "status", "seed", "sim", "lab", "bench", "tx");

    // Picocli sets it before run() is called.
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    /** Runs one verb and ends with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        // A verb that asks one server one thing should not wait for the others to be made.
        boolean isOne = args.length > 0 && (Verbs.isVerb(args[0]) || OTHERS.contains(args[0]));
        try (Verbs verbs = new Verbs()) {
            return line(verbs, isOne ? args[0]::equals : verb -> true).execute(args);
        } catch (UncheckedIOException e) {
            // Nobody reads any more, as behind "| head".
            System.err.println("synod: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    static CommandLine line() {
        return line(new Verbs(), verb -> true);
    }

    private static CommandLine line(Verbs verbs, Predicate<String> isWanted) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (Verbs.isVerb(command.getCommandName())) {
                return command.getExecutionExceptionHandler().handleExecutionException(failure, command, result);
            }
            PrintWriter err = command.getErr();
            if (failure instanceof UserError) {
                err.println("synod: " + failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            // Not the user's doing: whoever mends it needs the trace.
            failure.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        });
        verbs.addTo(line, isWanted);
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Release release = Release.current();
            return new String[] {
                "synod " + release.version() + ", client protocol of ZooKeeper " + Release.PROTOCOL,
                "Java " + Runtime.version() + " on " + System.getProperty("os.name")
            };
        }
    }
}
