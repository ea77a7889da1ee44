package synod.bench.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much to try.
 *
 * @param trials what to measure, in the order of the report
 * @param rounds interleaved rounds
 * @param znodes of the large tree; at least one thousand
 * @param sessions idle and watching ones
 * @param faults how often the leader is killed, and how often it is stopped, over all rounds
 * @param javaOptions flags of all servers; those with a large tree or many sessions get a larger heap
 * @param home the built project
 * @param folder where server folders are made
 */
public record TrialSettings(
        List<Trial> trials,
        int rounds,
        int znodes,
        int sessions,
        int faults,
        List<String> javaOptions,
        Path home,
        Path folder) {

    private static final int LEAST_LARGE_HEAP_GIB = 4;
    private static final int ZNODES_FOR_EACH_GIB = 1_000_000;
    private static final int LEAST_ZNODES = 1_000;

    /** Checks the numbers. */
    public TrialSettings {
        if (znodes < LEAST_ZNODES || sessions < 1 || rounds < 1 || faults < 1) {
            throw new IllegalArgumentException(
                    "trials need " + LEAST_ZNODES + " znodes or more, and one or more sessions, rounds and faults");
        }
        trials = List.copyOf(trials);
        javaOptions = List.copyOf(javaOptions);
    }

    /** The flags with a heap in which both systems have room for the tree: a GiB for each million znodes, at least four. */
    List<String> javaOptionsWithLargeHeap() {
        List<String> options = new ArrayList<>(javaOptions);
        options.removeIf(each -> each.startsWith("-Xms") || each.startsWith("-Xmx"));
        options.add("-Xmx" + Math.max(LEAST_LARGE_HEAP_GIB, znodes / ZNODES_FOR_EACH_GIB) + "g");
        return options;
    }

    /** Faults of one round, so that all rounds together have the number asked for. */
    int faultsOfRound(int round) {
        return (int) ((long) faults * round / rounds - (long) faults * (round - 1) / rounds);
    }
}
