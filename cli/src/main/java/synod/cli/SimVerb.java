package synod.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** placeholder */
@Command(name = "sim", description = "Simulates ensembles under faults, from a seed.")
final class SimVerb implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UserError("not here yet");
    }
}
