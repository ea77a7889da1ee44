package synod.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
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
            SimVerb.class,
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
            "  synod sim multipaxos --seeds 100     simulated ensembles under faults",
            "",
            "SYNOD_OPTS holds options for Java, JAVA_HOME says which Java."
        })
public final class Main implements Runnable {
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
        return line().execute(args);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, result) -> {
            PrintWriter err = command.getErr();
            if (failure instanceof UserError) {
                err.println("synod: " + failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            // Not the user's doing: whoever mends it needs the trace.
            failure.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        });
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
