package synod.sim.multipaxos;

import java.util.SplittableRandom;
import synod.sim.time.EventQueue;

/**
 * The paths between nodes. Each direction of each pair is a path of its own, with its own jam and its own cut; on each,
 * messages overtake each other.
 */
final class Network {
    /** Where messages come out. */
    interface Receiver {
        void receive(int from, int to, Object message);
    }

    private static final long CALM_DELAY_NANOS = 500_000;

    private static final class Path {
        private boolean isCut;
        private long clogEnds;
        private int underWay;
    }

    private final EventQueue queue;
    private final FaultPlan plan;
    private final SplittableRandom random;
    private final FaultCount faults;
    private final Receiver receiver;
    private final int nodes;
    private final Path[] paths;
    private boolean isCalm = true;
    private long sent;

    Network(
            EventQueue queue,
            FaultPlan plan,
            SplittableRandom random,
            FaultCount faults,
            int nodes,
            Receiver receiver) {
        this.queue = queue;
        this.plan = plan;
        this.random = random;
        this.faults = faults;
        this.receiver = receiver;
        this.nodes = nodes;
        this.paths = new Path[(nodes + 1) * (nodes + 1)];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = new Path();
        }
    }

    /** Whether the network behaves. */
    void calm(boolean on) {
        isCalm = on;
        if (on) {
            for (Path path : paths) {
                path.clogEnds = 0;
            }
        }
    }

    long sent() {
        return sent;
    }

    void send(int from, int to, Object message) {
        sent++;
        Path path = path(from, to);
        if (path.isCut) {
            return;
        }
        if (isCalm) {
            deliverAfter(CALM_DELAY_NANOS, from, to, path, message);
            return;
        }
        if (happens(plan.lossPpm())) {
            faults.add(FaultKind.LOSS);
            return;
        }
        if (path.underWay >= plan.pathCapacity()) {
            faults.add(FaultKind.OVERFLOW);
            return;
        }
        deliverAfter(delay(path), from, to, path, message);
        if (happens(plan.repeatPpm())) {
            faults.add(FaultKind.REPETITION);
            deliverAfter(delay(path), from, to, path, message);
        }
    }

    private void deliverAfter(long delay, int from, int to, Path path, Object message) {
        path.underWay++;
        queue.at(queue.now() + delay, () -> {
            path.underWay--;
            if (!path.isCut) {
                receiver.receive(from, to, message);
            }
        });
    }

    private long delay(Path path) {
        long jam = Math.max(0, path.clogEnds - queue.now());
        return jam + plan.delayMinNanos() + exponential(random, plan.delayMeanNanos() - plan.delayMinNanos());
    }

    /** Jams a path. */
    void clog(int from, int to, long nanos) {
        path(from, to).clogEnds = queue.now() + nanos;
    }

    /** Cuts a path, or mends it. */
    void cut(int from, int to, boolean on) {
        path(from, to).isCut = on;
    }

    boolean isCut(int from, int to) {
        return path(from, to).isCut;
    }

    /** Mends all paths. */
    void mend() {
        for (Path path : paths) {
            path.isCut = false;
        }
    }

    private Path path(int from, int to) {
        return paths[from * (nodes + 1) + to];
    }

    private boolean happens(int ppm) {
        return ppm > 0 && random.nextInt(1_000_000) < ppm;
    }

    /** A length with that mean, most often shorter and sometimes much longer. */
    static long exponential(SplittableRandom random, long mean) {
        return (long) (-StrictMath.log(1.0 - random.nextDouble()) * mean);
    }
}
