package synod.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.sim.run.SimMain;
import synod.sim.run.SimMain.Options;
import synod.sim.run.SimMain.Subject;

/** {@code synod sim}: simulated ensembles under faults, everything decided by a seed. */
@Command(
        name = "sim",
        description = "Simulates ensembles under faults and checks every promise after every event.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Subjects:",
            "  paxos        the single decree, two proposers and three acceptors, searched",
            "               to the last state",
            "  log          the ordering core alone",
            "  replica      whole replicas with disks, sessions and clients",
            "  multipaxos   each seed for both",
            "  commit       two-phase, three-phase and Paxos Commit, 60 small worlds for",
            "               each seed and protocol",
            "",
            "A build of the project runs a slice: 25 seeds of commit, 1,500 worlds of each",
            "protocol. The 100,000 of the conformance list's item 49 are --seeds 1700, and",
            "are run by hand.",
            "",
            "Exit code 0 when every promise was kept, 1 when one was broken.",
            "",
            "Examples:",
            "  synod sim paxos",
            "  synod sim multipaxos --seeds 1000",
            "  synod sim replica --seed 42 --trace",
            "  synod sim commit --seeds 1700"
        })
final class SimVerb implements Callable<Integer> {
    @Parameters(paramLabel = "SUBJECT", description = "paxos, log, replica, multipaxos or commit.")
    private String subject = "";

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds to run (${DEFAULT-VALUE}).",
            defaultValue = "100")
    private int seeds = 100;

    @Option(
            names = "--from",
            paramLabel = "S",
            description = "The first of them (${DEFAULT-VALUE}).",
            defaultValue = "1")
    private long from = 1;

    @Option(names = "--seed", paramLabel = "S", description = "Replays this one seed exactly, with its trace.")
    private @Nullable Long seed;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes; 0 for whatever each seed wants (${DEFAULT-VALUE}).",
            defaultValue = "0")
    private int nodes = 0;

    @Option(names = "--trace", negatable = true, description = "Tells everything that happens; on for a single seed.")
    private @Nullable Boolean isTraced;

    @Override
    public Integer call() {
        Long single = seed;
        Boolean traced = isTraced;
        boolean isTelling = traced == null ? single != null : traced;
        Options options;
        try {
            options = new Options(
                    subjectOf(subject), single == null ? from : single, single == null ? seeds : 1, nodes, isTelling);
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
        return SimMain.run(options, System.out);
    }

    private static Subject subjectOf(String word) {
        for (Subject each : Subject.values()) {
            if (each.word().equals(word.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new UserError(
                "\"" + word + "\" cannot be simulated: choose paxos, log, replica, multipaxos or" + " commit");
    }
}
