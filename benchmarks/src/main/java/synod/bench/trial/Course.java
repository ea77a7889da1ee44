package synod.bench.trial;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;

/** What is done with one start of one system: one trial, or several that can share the start. */
interface Course {
    /** What it can measure. */
    List<Trial> trials();

    /** How many servers it takes. */
    int servers();

    /** Flags of the servers' Java machines. */
    List<String> javaOptions(Contender contender) throws IOException, InterruptedException;

    /** How long {@link #run} may take; it is interrupted then. */
    Duration limit();

    /** How it is done and with how much, for the report; one sentence or more. */
    String description(Trial trial);

    /**
     * Runs it.
     *
     * @param ensemble fresh servers, all of them serving
     * @param wanted which of the trials to measure
     * @param round counted from 1
     * @param figures told of each result as it comes
     * @throws IOException when a server does what it should not
     */
    void run(Ensemble ensemble, Set<Trial> wanted, int round, Consumer<Figure> figures)
            throws IOException, InterruptedException;
}
