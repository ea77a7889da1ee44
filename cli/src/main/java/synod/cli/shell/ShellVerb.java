package synod.cli.shell;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import synod.cli.client.Client;
import synod.cli.client.LoginFailed;
import synod.cli.client.NotConnected;
import synod.cli.client.Refused;

/** {@code shell}: all verbs in one session. */
@Command(
        name = "shell",
        description = "Opens a session and carries out what is typed, or piped in, a command on each line.",
        footer = {
            "",
            "Tab completes verbs, options and paths; help lists the verbs, help VERB shows",
            "examples.",
            "Ctrl-C cancels the line or the command, Ctrl-D leaves. A # begins a comment.",
            "Lines are remembered, but for those that begin with a blank and for addauth.",
            "",
            "Examples:",
            "  synod shell",
            "  synod shell --server a:2181,b:2181 --auth digest:bob:secret",
            "  printf 'create /a\\nset /a 1\\n' | synod shell"
        })
final class ShellVerb implements Callable<Integer> {
    private final boolean isTyped;
    private final boolean isForEyes;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--keep-going",
            description = "With piped commands: goes on after one that failed; the last failure's exit code remains.")
    private boolean isGoingOn;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where lines are remembered; without, synod/history below XDG_STATE_HOME or ~/.local/state.")
    private @Nullable Path history;

    @Option(names = "--no-history", description = "Remembers nothing on disk.")
    private boolean isForgetting;

    ShellVerb(boolean isTyped, boolean isForEyes) {
        this.isTyped = isTyped;
        this.isForEyes = isForEyes && isTyped;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Printer out = new Printer(new FileOutputStream(FileDescriptor.out));
        Printer err = new Printer(new FileOutputStream(FileDescriptor.err));
        Shell shell = new Shell(out, err, isForEyes);
        try (Client client = connection.connect(shell);
                Lines lines = lines(shell, client, out)) {
            int code = shell.run(lines, client, isTyped || isGoingOn);
            // A person has seen what failed, and leaving is no failure.
            return isTyped ? 0 : code;
        } catch (NotConnected e) {
            return tell(err, Failures.NOT_CONNECTED, String.valueOf(e.getMessage()));
        } catch (Refused e) {
            // Before the first line there is nothing to refuse but credentials.
            String reason = Explanation.ofCredentials(e.code());
            return tell(err, Failures.REFUSED, reason == null ? String.valueOf(e.getMessage()) : reason);
        } catch (LoginFailed e) {
            return tell(err, Failures.REFUSED, String.valueOf(e.getMessage()));
        } catch (WrongUsage e) {
            return tell(err, CommandLine.ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static int tell(Printer err, int code, String message) {
        err.line("synod: " + message);
        err.flush();
        return code;
    }

    private Lines lines(Shell shell, Client client, Printer out) throws IOException {
        if (!isTyped) {
            return new PipedLines(new FileInputStream(FileDescriptor.in), out);
        }
        Completion completion = new Completion(shell.verbs(), new ServerTree(client));
        return TypedLines.open(completion, isForgetting ? null : historyFile());
    }

    private Path historyFile() {
        Path chosen = history;
        return chosen == null ? usualHistory(System.getenv("XDG_STATE_HOME"), System.getProperty("user.home")) : chosen;
    }

    static Path usualHistory(@Nullable String state, String home) {
        Path folder = state == null || state.isBlank() ? Path.of(home, ".local", "state") : Path.of(state);
        return folder.resolve("synod").resolve("history");
    }
}
