package synod.sim.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Decides every ten simulated milliseconds who is struck by what.
 *
 * <p>Damage to disks goes to certain nodes only, so few that the others are a quorum: whatever is chosen, a quorum's worth
 * of copies is intact, and the ensemble has to come through (the fault atlas of TigerBeetle, in its simplest form).
 */
final class Fates {
    private static final long MILLISECOND = 1_000_000L;
    private static final int MILLION = 1_000_000;

    private final World world;
    private final FaultPlan plan;
    private final SplittableRandom random;
    private final int nodes;
    private boolean isOver;
    private boolean isFormed;
    private boolean isCut;
    private long cutUntilTick;
    private long tick;

    Fates(World world, SplittableRandom random) {
        this.world = world;
        this.plan = world.plan();
        this.random = random;
        this.nodes = world.nodes().size();
        chooseDamageable();
    }

    private void chooseDamageable() {
        List<SimNode> left = new ArrayList<>(world.nodes());
        for (int i = 0; i < plan.damageable(); i++) {
            left.remove(random.nextInt(left.size())).mayBeDamaged(true);
        }
    }

    void begin() {
        if (plan.driftPpm() > 0) {
            world.faults().add(FaultKind.CLOCK_DRIFT);
        }
        world.calm(false);
        world.queue().at(world.queue().now() + FaultPlan.TICK_NANOS, this::strike);
    }

    /** The ensemble exists: from now on a disk may be lost. */
    void formed() {
        isFormed = true;
    }

    void end() {
        isOver = true;
    }

    private void strike() {
        if (isOver) {
            return;
        }
        tick++;
        world.queue().at(world.queue().now() + FaultPlan.TICK_NANOS, this::strike);
        cutOrMend();
        clog();
        for (SimNode node : world.nodes()) {
            if (node.isUp()) {
                strikeProcess(node);
                strikeDisk(node);
            } else if (happens(plan.restartPpm())) {
                restart(node);
            }
        }
    }

    // The network.

    private void cutOrMend() {
        if (isCut && tick >= cutUntilTick && happens(plan.healPpm())) {
            isCut = false;
            world.network().mend();
            line("the network is whole again");
        } else if (!isCut && nodes > 1 && happens(plan.partitionPpm())) {
            isCut = true;
            cutUntilTick = tick + plan.partitionMinTicks();
            cut();
        }
    }

    private void cut() {
        boolean isOneWay =
                plan.has(FaultKind.ONE_WAY_PARTITION) && (!plan.has(FaultKind.PARTITION) || random.nextBoolean());
        world.faults().add(isOneWay ? FaultKind.ONE_WAY_PARTITION : FaultKind.PARTITION);
        boolean[] isAside = new boolean[nodes + 1];
        boolean isByPairs = false;
        int oneEnd = 0;
        int otherEnd = 0;
        switch (random.nextInt(6)) {
            case 0 -> isAside[1 + random.nextInt(nodes)] = true;
            case 1 -> {
                int size = 1 + random.nextInt(nodes - 1);
                while (size > 0) {
                    int node = 1 + random.nextInt(nodes);
                    size -= isAside[node] ? 0 : 1;
                    isAside[node] = true;
                }
            }
            case 2 -> {
                for (int node = 1; node <= nodes; node++) {
                    isAside[node] = random.nextBoolean();
                }
            }
            case 3 -> isByPairs = true;
            default -> {
                // Two that cannot talk, and others that hear both: the hardest cut for who leads.
                oneEnd = 1 + random.nextInt(nodes);
                otherEnd = 1 + random.nextInt(nodes - 1);
                otherEnd += otherEnd >= oneEnd ? 1 : 0;
            }
        }
        StringBuilder cuts = new StringBuilder();
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                boolean isLink = (from == oneEnd && to == otherEnd) || (from == otherEnd && to == oneEnd && !isOneWay);
                boolean isBetween = isByPairs ? random.nextInt(3) == 0 : isAside[from] != isAside[to];
                boolean isAcross = from != to && isBetween && (!isOneWay || isByPairs || isAside[from]);
                if (isLink || isAcross) {
                    world.network().cut(from, to, true);
                    cuts.append(" n").append(from).append(">n").append(to);
                }
            }
        }
        line("the network is cut:" + cuts);
    }

    private void clog() {
        if (happens(plan.clogPpm()) && nodes > 1) {
            int from = 1 + random.nextInt(nodes);
            int to = 1 + random.nextInt(nodes);
            world.faults().add(FaultKind.CLOG);
            world.network().clog(from, to, Network.exponential(random, plan.clogMeanNanos()));
        }
    }

    // Processes.

    private void strikeProcess(SimNode node) {
        if (happens(plan.crashPpm())) {
            strikeDown(node);
        } else if (happens(plan.pausePpm()) && !node.isPaused()) {
            world.faults().add(FaultKind.PAUSE);
            world.note(node, "stands still");
            node.pause();
            int life = node.life();
            world.queue().at(world.queue().now() + Network.exponential(random, plan.pauseMeanNanos()), () -> {
                if (node.life() == life) {
                    node.resume();
                }
            });
        }
    }

    private void strikeDown(SimNode node) {
        boolean kills = plan.has(FaultKind.KILL);
        boolean cutsPower = plan.has(FaultKind.POWER_LOSS);
        if (plan.has(FaultKind.HAND_OVER) && (random.nextInt(3) == 0 || !(kills || cutsPower))) {
            handOver(node);
            return;
        }
        if (random.nextInt(3) == 0) {
            boolean isPowerLoss = cutsPower && (!kills || random.nextBoolean());
            world.faults().add(isPowerLoss ? FaultKind.POWER_LOSS : FaultKind.KILL);
            world.note(node, isPowerLoss ? "loses power" : "is killed");
            node.end(isPowerLoss);
        } else {
            node.endAtEffect(random.nextInt(30));
        }
    }

    private void handOver(SimNode node) {
        world.faults().add(FaultKind.HAND_OVER);
        world.note(node, "is asked to end");
        int life = node.life();
        node.input(node::handOver);
        world.queue().at(world.queue().now() + 1_000 * MILLISECOND, () -> {
            if (node.life() == life && !isOver) {
                node.end(false);
            }
        });
    }

    private void restart(SimNode node) {
        if (isFormed && node.isDamageable() && random.nextInt(100) < plan.reformatPercent()) {
            world.faults().add(FaultKind.LOST_DISK);
            world.note(node, "finds an empty disk");
            node.loseDisk();
        }
        world.note(node, "starts");
        node.start();
    }

    // Disks.

    private void strikeDisk(SimNode node) {
        if (isFormed && node.isDamageable() && happens(plan.rotPpm())) {
            String where = node.rot();
            if (where != null) {
                world.faults().add(FaultKind.BIT_ROT);
                world.note(node, "has a bit turned in " + where);
            }
        }
    }

    private void line(String what) {
        if (world.trace().isRead()) {
            world.trace().line("world", what);
        }
    }

    private boolean happens(int ppm) {
        return ppm > 0 && random.nextInt(MILLION) < ppm;
    }
}
