package synod.sim.run;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.sim.multipaxos.LogRun;
import synod.sim.multipaxos.LogSettings;
import synod.sim.multipaxos.LogSimulation;
import synod.sim.multipaxos.TraceSink;
import synod.sim.paxos.SmallWorld;
import synod.sim.world.WorldResult;
import synod.sim.world.WorldRun;
import synod.sim.world.WorldSettings;

/** What {@code bin/synod sim} does: campaigns of many seeds, one seed with its trace, and the search of the small world. */
public final class SimMain {
    /** What is simulated. */
    public enum Subject {
        /** The single decree, searched to its last state. It has no seeds. */
        PAXOS,
        /** The ordering core alone. */
        LOG,
        /** Whole replicas with their disks and clients. */
        REPLICA,
        /** Each seed once for the core and once for whole replicas. */
        MULTIPAXOS,
        /** The protocols of atomic commitment. */
        COMMIT;

        /** The word on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What to run.
     *
     * @param subject what is simulated
     * @param firstSeed the first seed
     * @param seeds how many from there on
     * @param nodes how many nodes, or 0 for whatever each seed wants
     * @param trace whether everything that happens is told
     */
    public record Options(Subject subject, long firstSeed, int seeds, int nodes, boolean trace) {
        /** @throws IllegalArgumentException when a number is out of its range */
        public Options {
            if (seeds < 1 || nodes < 0 || nodes > 7) {
                throw new IllegalArgumentException(
                        "at least one seed and at most 7 nodes, not " + seeds + " and " + nodes);
            }
            if (subject == Subject.COMMIT && nodes > 0) {
                throw new IllegalArgumentException("worlds of commit protocols choose their processes themselves");
            }
        }
    }

    private final Options options;
    private final PrintStream out;
    private final Map<String, Long> faults = new TreeMap<>();
    private final List<String> reproductions = new ArrayList<>();
    private long events;
    private long simulatedNanos;

    private SimMain(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs and prints.
     *
     * @return the exit code: 0 when every promise was kept, else 1
     */
    public static int run(Options options, PrintStream out) {
        if (options.subject == Subject.COMMIT) {
            return CommitCampaign.run(options.firstSeed, options.seeds, options.trace, out);
        }
        SimMain main = new SimMain(options, out);
        return options.subject == Subject.PAXOS ? main.search() : main.campaign();
    }

    // The small world.

    private int search() {
        boolean isGood = search(
                "one round each, with refusals and crashes", new SmallWorld.Bound(3, 1, 1, true, true, 5_000_000));
        isGood &= search(
                "the first proposer comes back, with crashes", new SmallWorld.Bound(3, 2, 1, false, true, 5_000_000));
        isGood &= search("the second proposer comes back", new SmallWorld.Bound(3, 1, 2, false, false, 5_000_000));
        isGood &= search("two rounds each", new SmallWorld.Bound(3, 2, 2, false, false, 5_000_000));
        return isGood ? 0 : 1;
    }

    private boolean search(String what, SmallWorld.Bound bound) {
        long began = System.nanoTime();
        SmallWorld.Result result = SmallWorld.search(bound);
        boolean isGood = result.broken() == null && result.isComplete();
        out.printf(
                Locale.ROOT,
                "%s: %s, %,d states, %,d steps, %.1f s%n",
                what,
                isGood
                        ? "every state is good"
                        : result.broken() == null ? "NOT COMPLETE" : "BROKEN: " + result.broken(),
                result.states(),
                result.steps(),
                (System.nanoTime() - began) / 1e9);
        if (!isGood) {
            result.trace().forEach(line -> out.println("  " + line));
        }
        return isGood;
    }

    // Seeds.

    private int campaign() {
        long began = System.nanoTime();
        long cpuBegan = cpuNanos();
        for (long seed = options.firstSeed; seed < options.firstSeed + options.seeds; seed++) {
            if (options.subject != Subject.REPLICA) {
                runLog(seed);
            }
            if (options.subject != Subject.LOG) {
                runReplica(seed);
            }
        }
        double cpuSeconds = Math.max(1, cpuNanos() - cpuBegan) / 1e9;
        out.printf(
                Locale.ROOT,
                "%d seeds, %d failures in %.1f s; %,d events, %,.0f per second of one core; %.2f simulated hours, %.0f times"
                        + " as fast as real time%n",
                options.seeds,
                reproductions.size(),
                (System.nanoTime() - began) / 1e9,
                events,
                events / cpuSeconds,
                simulatedNanos / 3.6e12,
                simulatedNanos / 1e9 / cpuSeconds);
        out.println("faults: " + faults);
        reproductions.forEach(line -> out.println("to see it again: " + line));
        return reproductions.isEmpty() ? 0 : 1;
    }

    private void runLog(long seed) {
        TraceSink sink = options.trace
                ? (nanos, who, what) -> out.printf(Locale.ROOT, "%12.6f %-5s %s%n", nanos / 1e9, who, what)
                : TraceSink.NONE;
        LogRun run = LogSimulation.run(LogSettings.defaults().withNodes(options.nodes), seed, sink);
        run.faults().forEach((kind, count) -> faults.merge(kind.toString(), count, Long::sum));
        String did = run.nodes() + " nodes, " + run.chosen() + " slots";
        told(Subject.LOG, seed, did, run.events(), run.simulatedNanos(), run.traceHash(), text(run.failure()));
    }

    private void runReplica(long seed) {
        WorldSettings settings = WorldSettings.usual().withNodes(options.nodes);
        WorldResult run = WorldRun.run(settings, seed, options.trace ? out::println : null);
        run.effects().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
        String did = run.operations() + " operations";
        told(Subject.REPLICA, seed, did, run.events(), run.simulatedNanos(), run.fingerprint(), run.failure());
    }

    private void told(
            Subject subject, long seed, String did, long happened, long nanos, long hash, @Nullable String failure) {
        events += happened;
        simulatedNanos += nanos;
        out.printf(
                Locale.ROOT,
                "%s seed %d: %s; %s, %,d events, %.1f s simulated, trace %016x%n",
                subject.word(),
                seed,
                failure == null ? "good" : "FAILED",
                did,
                happened,
                nanos / 1e9,
                hash);
        if (failure != null) {
            failure.lines().forEach(line -> out.println("  " + line));
            String ofNodes = options.nodes == 0 ? "" : " --nodes " + options.nodes;
            reproductions.add("bin/synod sim " + subject.word() + " --seed " + seed + ofNodes);
        }
    }

    /** A violation says all in its message; anything else is known by where it came from. */
    private static @Nullable String text(@Nullable Throwable failure) {
        if (failure == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(failure.toString());
        for (StackTraceElement place : failure.getStackTrace()) {
            text.append("\n  at ").append(place);
        }
        return text.toString();
    }

    /** The simulator has one thread, and it is this one. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
