package synod.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import synod.replica.Seed;
import synod.server.Seeding;

/** {@code synod seed}: a snapshot into the folder of a server that never ran. */
@Command(
        name = "seed",
        description = "Prepares the empty data folder of a new server, so that it begins with a snapshot.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A snapshot is what a server gives over HTTP: /commands/snapshot, with an",
            "Authorization header. All of the file is checked first. Every voter of the new",
            "ensemble is seeded with the same snapshot before any is started; one that was",
            "not, or with another, forms no ensemble with them. Observers need no seed.",
            "Servers of an ensemble that exists need none either: they learn from it.",
            "",
            "Exit codes: 0 prepared, 1 the file is damaged or the folder is not empty,",
            "            2 wrong usage.",
            "",
            "Examples:",
            "  curl -fH 'Authorization: digest admin:secret' -o backup \\",
            "      http://a:8080/commands/snapshot",
            "  synod seed --from backup --data-dir /var/lib/synod",
            "  synod seed --from backup --data-dir /data/synod --data-log-dir /log/synod"
        })
final class SeedVerb implements Callable<Integer> {
    // Picocli sets these before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The snapshot.")
    @SuppressWarnings("NullAway.Init")
    private Path from;

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "The new server's dataDir.")
    @SuppressWarnings("NullAway.Init")
    private Path dataDirectory;

    @Option(names = "--data-log-dir", paramLabel = "DIR", description = "Its dataLogDir, where it has one of its own.")
    private @Nullable Path journalDirectory;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path journal = journalDirectory == null ? dataDirectory : journalDirectory;
        try {
            Seed seed = Seeding.seed(from, dataDirectory, journal);
            out.printf(
                    "%s begins with %d znodes and %d sessions at zxid 0x%x (seed %016x)%n",
                    dataDirectory, seed.znodes(), seed.sessions(), seed.zxid(), seed.identity());
            out.println("Seed every other voter with the same file before you start any.");
            return ExitCode.OK;
        } catch (Seeding.Problem e) {
            spec.commandLine().getErr().println("synod: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }
}
