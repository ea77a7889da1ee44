package synod.sim.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.multipaxos.Event;
import synod.multipaxos.PaxosSettings;

/** One run of the ordering core alone: safety, then liveness, as in {@link Simulation}. */
public final class LogSimulation {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final LogSettings settings;
    private final World world;
    private final Fates fates;
    private final LogReads reads;
    private final SplittableRandom work;
    private final long thinkNanos;
    private long proposals;
    private boolean isResting;

    private LogSimulation(LogSettings settings, long seed, TraceSink sink) {
        this.settings = settings;
        this.world = new World(settings, seed, sink);
        this.reads = new LogReads(world);
        this.work = world.streams().named("work");
        this.thinkNanos = SECOND / settings.operationsPerSecond();
        SplittableRandom setup = world.streams().named("cores");
        PaxosSettings paxos = setup.nextInt(3) > 0 ? PaxosSettings.tiny() : PaxosSettings.defaults();
        int snapshotSlots = 3 << setup.nextInt(9);
        for (int number = 1; number <= world.size(); number++) {
            world.add(new LogNode(world, number, world.newClock(setup), paxos, snapshotSlots, reads));
        }
        this.fates = new Fates(world, world.streams().named("fates"));
    }

    /**
     * Runs one seed.
     *
     * @param sink where the readable trace goes; {@link TraceSink#NONE} for speed
     */
    public static LogRun run(LogSettings settings, long seed, TraceSink sink) {
        LogSimulation simulation = new LogSimulation(settings, seed, sink);
        Throwable failure = null;
        try {
            simulation.run();
        } catch (RuntimeException | StackOverflowError e) {
            failure = e;
        }
        World world = simulation.world;
        return new LogRun(
                seed,
                failure,
                world.queue().happened(),
                world.queue().now(),
                world.nodes().size(),
                world.ledger().chosenUpTo(),
                world.faults().byKind(),
                world.trace().hash());
    }

    private void run() {
        boolean isCold = settings.faults() && world.plan().coldStart();
        if (isCold) {
            fates.begin();
        }
        world.nodes().forEach(SimNode::start);
        world.queue().at(SECOND, this::work);
        if (!isCold) {
            if (!world.run(30 * SECOND, () -> leader() != null)) {
                throw new Violation("nobody led within 30 s although nothing was wrong");
            }
            if (!world.run(30 * SECOND, this::isFormed)) {
                throw new Violation("the ensemble was not formed within 30 s although nothing was wrong");
            }
            fates.formed();
            if (settings.faults()) {
                fates.begin();
            }
        }
        world.run(world.queue().now() + settings.safetySeconds() * SECOND, null);
        fates.end();
        survive();
    }

    private boolean isFormed() {
        return world.nodes().stream()
                .allMatch(node -> node.isUp() && ((LogNode) node).core().ensembleId() != 0);
    }

    /** Somebody wants something of somebody. */
    private void work() {
        world.queue().at(world.queue().now() + 1 + Network.exponential(work, thinkNanos), this::work);
        if (isResting) {
            return;
        }
        LogNode node = (LogNode) world.nodes().get(work.nextInt(world.size()));
        int kind = work.nextInt(1000);
        byte[] command = new byte[8 + work.nextInt(40)];
        long name = ++proposals;
        for (int i = 0; i < 8; i++) {
            command[i] = (byte) (name >>> (8 * i));
        }
        LogNode leader = leader();
        LogNode asked = leader != null && work.nextInt(4) > 0 ? leader : node;
        if (kind < 2) {
            asked.input(() -> asked.step(new Event.Transfer(null)));
        } else if (kind < 300) {
            boolean trustsClocks = work.nextInt(4) > 0;
            asked.input(() -> asked.step(new Event.ReadIndex(reads.ask(), trustsClocks)));
        } else {
            asked.input(() -> asked.step(new Event.Propose(Bytes.wrap(command))));
        }
    }

    private @Nullable LogNode leader() {
        for (SimNode node : world.nodes()) {
            if (node.isUp() && ((LogNode) node).core().isLeading()) {
                return (LogNode) node;
            }
        }
        return null;
    }

    // Liveness.

    private void survive() {
        List<LogNode> core = core();
        world.calm(true);
        world.network().mend();
        for (SimNode node : world.nodes()) {
            if (!core.contains((LogNode) node)) {
                world.note(node, "is dead for ever");
                node.end(false);
            }
        }
        for (LogNode node : core) {
            node.endAtEffect(-1);
            if (node.isUp()) {
                node.resume();
            } else {
                world.note(node, "starts");
                node.start();
            }
        }
        long limit = world.queue().now() + settings.livenessSeconds() * SECOND;
        long before = world.ledger().chosenUpTo();
        long read = reads.answered();
        require(world.run(limit, () -> world.ledger().chosenUpTo() > before + 10), "ten more slots are chosen", core);
        require(world.run(limit, () -> reads.answered() > read + 3), "three more reads are answered", core);
        isResting = true;
        require(world.run(limit, () -> isConverged(core)), "all nodes have delivered the same", core);
        world.run(world.queue().now() + 500 * MILLISECOND, null);
    }

    private List<LogNode> core() {
        SplittableRandom random = world.streams().named("core");
        List<LogNode> sound = new ArrayList<>();
        List<LogNode> others = new ArrayList<>();
        for (SimNode node : world.nodes()) {
            (node.isDamageable() ? others : sound).add((LogNode) node);
        }
        if (world.ledger().chosenUpTo() == 0) {
            // Perhaps not formed yet, for which every voter is needed once.
            sound.addAll(others);
            return sound;
        }
        int quorum = world.size() / 2 + 1;
        while (sound.size() > quorum) {
            others.add(sound.remove(random.nextInt(sound.size())));
        }
        for (LogNode other : others) {
            if (random.nextBoolean()) {
                sound.add(other);
            }
        }
        return sound;
    }

    private boolean isConverged(List<LogNode> core) {
        for (LogNode node : core) {
            boolean isThere = node.isUp()
                    && node.core().isVoting()
                    && node.state().slot() == world.ledger().chosenUpTo();
            if (!isThere) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean holds, String what, List<LogNode> core) {
        if (!holds) {
            StringBuilder text = new StringBuilder("not within " + settings.livenessSeconds() + " s of calm: " + what);
            text.append("; chosen up to ").append(world.ledger().chosenUpTo());
            for (LogNode node : core) {
                text.append("\n  n").append(node.number);
                text.append(
                        node.isUp()
                                ? ": delivered " + node.state().slot() + ", voting "
                                        + node.core().isVoting()
                                        + ", leader " + node.core().leader() + ", ballot "
                                        + node.core().ballot()
                                : ": down");
            }
            throw new Violation(text.toString());
        }
    }
}
