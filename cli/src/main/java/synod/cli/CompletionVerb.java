package synod.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code synod completion}: what a shell needs to complete our words. */
@Command(
        name = "completion",
        description = "Prints a completion script for a shell.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  source <(synod completion bash)"})
final class CompletionVerb implements Callable<Integer> {
    @Parameters(paramLabel = "SHELL", description = "bash; zsh reads the same script.")
    private String shell = "bash";

    // Picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!"bash".equals(shell) && !"zsh".equals(shell)) {
            throw new UserError("completion is there for bash and zsh, not for " + shell);
        }
        CommandLine root = spec.root().commandLine();
        root.getOut().println(AutoComplete.bash("synod", root));
        return CommandLine.ExitCode.OK;
    }
}
