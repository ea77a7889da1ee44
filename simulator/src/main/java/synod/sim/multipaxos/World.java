package synod.sim.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import synod.multipaxos.Configuration;
import synod.sim.time.EventQueue;

/** Everything there is in one run: time, nodes, network, disks, clients, fates, and what watches over the promises. */
final class World {
    private static final long MILLISECOND = 1_000_000L;
    private static final int MILLION = 1_000_000;
    private static final long SLOW_FORCE_NANOS = 100 * MILLISECOND;
    private static final long SLOWEST_FORCE_NANOS = 3_000 * MILLISECOND;

    private final EventQueue queue = new EventQueue();
    private final Trace trace;
    private final FaultCount faults = new FaultCount();
    private final FaultPlan plan;
    private final Network network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Streams streams;
    private final int size;
    private final Ledger ledger;
    private final Digests digests = new Digests();
    private final SplittableRandom coins;
    private final SplittableRandom diskRandom;
    private final SplittableRandom moments;
    private final boolean isBatchOfOne;
    private boolean isCalm = true;

    World(LogSettings settings, long seed, TraceSink sink) {
        this.streams = new Streams(seed);
        SplittableRandom setup = streams.named("world");
        this.trace = new Trace(sink, queue);
        this.size = settings.nodes() > 0 ? settings.nodes() : drawSize(setup);
        this.plan = settings.faults() ? FaultPlan.draw(streams.named("plan"), (size - 1) / 2) : FaultPlan.none();
        this.coins = streams.named("coins");
        this.diskRandom = streams.named("disk");
        this.moments = streams.named("moments");
        this.isBatchOfOne = settings.faults() && setup.nextInt(4) == 0;
        this.ledger = new Ledger(size, size);
        this.network = new Network(queue, plan, streams.named("network"), faults, size, this::arrived);
    }

    private static int drawSize(SplittableRandom setup) {
        int[] sizes = {1, 2, 3, 3, 3, 4, 5, 5, 5, 7};
        return sizes[setup.nextInt(sizes.length)];
    }

    private void arrived(int from, int to, Object message) {
        nodes.get(to - 1).receive(from, message);
    }

    /** Puts the next node into it. */
    void add(SimNode node) {
        nodes.add(node);
    }

    /** A clock for the next node, as wrong as the plan has it. */
    NodeClock newClock(SplittableRandom random) {
        int drift = plan.driftPpm() == 0 ? 0 : random.nextInt(2 * plan.driftPpm() + 1) - plan.driftPpm();
        return new NodeClock(1 + random.nextLong(1_000_000_000_000L), drift);
    }

    /** The voters are all its nodes. */
    Configuration configuration() {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i + 1;
        }
        return Configuration.ofVoters(numbers);
    }

    // What is in it.

    EventQueue queue() {
        return queue;
    }

    Trace trace() {
        return trace;
    }

    FaultPlan plan() {
        return plan;
    }

    FaultCount faults() {
        return faults;
    }

    Network network() {
        return network;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    Ledger ledger() {
        return ledger;
    }

    Streams streams() {
        return streams;
    }

    int size() {
        return size;
    }

    boolean isBatchOfOne() {
        return isBatchOfOne;
    }

    SplittableRandom diskRandom() {
        return diskRandom.split();
    }

    /** Whether the world leaves everybody alone for now. */
    void calm(boolean on) {
        isCalm = on;
        network.calm(on);
    }

    // What it decides when asked.

    long coin(SimNode node) {
        return coins.nextLong();
    }

    /** How long the next force of a node takes. */
    long forceNanos(SimNode node) {
        if (isCalm) {
            return 200_000;
        }
        long nanos = plan.forceMinNanos() + Network.exponential(moments, plan.forceMeanNanos() - plan.forceMinNanos());
        if (nanos > SLOW_FORCE_NANOS) {
            faults.add(FaultKind.SLOW_DISK);
        }
        return Math.min(nanos, SLOWEST_FORCE_NANOS);
    }

    /** How long a process stands still in the middle of this turn; mostly not at all. */
    long standstillNanos(SimNode node) {
        if (isCalm || plan.pausePpm() == 0 || moments.nextInt(MILLION) >= plan.pausePpm() / 20) {
            return 0;
        }
        faults.add(FaultKind.PAUSE);
        return 1 + Network.exponential(moments, plan.pauseMeanNanos());
    }

    // What it is told.

    void note(SimNode node, String what) {
        if (trace.isRead()) {
            trace.line("n" + node.number, what);
        }
    }

    void crashed(SimNode node, int life) {
        boolean isPowerLoss = plan.has(FaultKind.POWER_LOSS) && (!plan.has(FaultKind.KILL) || moments.nextBoolean());
        faults.add(isPowerLoss ? FaultKind.POWER_LOSS : FaultKind.KILL);
        ended(
                node,
                life,
                isPowerLoss ? "loses power between two effects" : "is killed between two effects",
                isPowerLoss);
    }

    /** Whether the next force fails. The process ends with it: nobody knows what was written. */
    boolean doesForceFail(SimNode node) {
        boolean fails = !isCalm && plan.failedForcePpm() > 0 && moments.nextInt(MILLION) < plan.failedForcePpm();
        if (fails) {
            faults.add(FaultKind.FAILED_FORCE);
            note(node, "ends because a force failed");
        }
        return fails;
    }

    private void ended(SimNode node, int life, String why, boolean isPowerLoss) {
        if (node.life() == life) {
            note(node, why);
            node.end(isPowerLoss);
        }
    }

    void nodeEnded(SimNode node) {
        trace.mix(node.number, node.life());
    }

    /** A node gives up its memory for its disk's. */
    void reopen(SimNode node) {
        node.end(false);
        node.start();
    }

    // What it watches over.

    /** A node's state includes everything up to a slot. */
    void applied(SimNode node, long slot, long zxid, long digest) {
        ledger.applied(node.number, slot);
        digests.applied(node.number, slot, zxid, digest);
        trace.mix(slot, digest);
    }

    /** Lets things happen until a time, or until something is so. */
    boolean run(long until, @Nullable Condition condition) {
        long look = queue.now();
        while (queue.next() <= until) {
            queue.step();
            if (condition != null && queue.now() >= look) {
                if (condition.isSo()) {
                    return true;
                }
                look = queue.now() + 10 * MILLISECOND;
            }
        }
        queue.advanceTo(until);
        return condition != null && condition.isSo();
    }

    /** Something that may be so. */
    interface Condition {
        boolean isSo();
    }
}
