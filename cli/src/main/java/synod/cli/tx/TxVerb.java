package synod.cli.tx;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code synod tx}: what there is to see of transactions. */
@Command(
        name = "tx",
        description = "Transactions over several processes.",
        mixinStandardHelpOptions = true,
        subcommands = DemoVerb.class,
        footer = {"", "Example:", "  synod tx demo --help"})
public final class TxVerb implements Runnable {
    // Picocli sets it before run().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
