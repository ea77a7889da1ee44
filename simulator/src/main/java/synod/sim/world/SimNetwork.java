package synod.sim.world;

import java.util.SplittableRandom;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.peer.PeerCodec;
import synod.wire.peer.PeerMessage;

/** What carries messages between nodes, as badly as the plan says. */
final class SimNetwork {
    /** Every so many messages one goes through its bytes, as on a real link. */
    private static final int THROUGH_BYTES = 8;

    private final World world;
    private final SplittableRandom random;
    private final int nodes;
    private final boolean[][] cut;
    private final int[][] inFlight;
    private final long[][] clear;
    private final long[][] lastArrival;
    private long carried;

    SimNetwork(World world, SplittableRandom random, int nodes) {
        this.world = world;
        this.random = random;
        this.nodes = nodes;
        this.cut = new boolean[nodes + 1][nodes + 1];
        this.inFlight = new int[nodes + 1][nodes + 1];
        this.clear = new long[nodes + 1][nodes + 1];
        this.lastArrival = new long[nodes + 1][nodes + 1];
    }

    boolean isCut(NodeId from, NodeId to) {
        return cut[from.value()][to.value()];
    }

    void send(NodeId from, NodeId to, PeerMessage message) {
        FaultPlan plan = world.plan();
        int a = from.value();
        int b = to.value();
        if (cut[a][b] || inFlight[a][b] >= plan.pathCapacity()) {
            return;
        }
        if (plan.lossPerMille() > 0 && random.nextInt(1_000) < plan.lossPerMille()) {
            world.count("message lost");
            return;
        }
        PeerMessage carriedMessage = ++carried % THROUGH_BYTES == 0 ? throughBytes(message) : message;
        carry(a, b, from, to, carriedMessage, plan);
        if (plan.repeatPerMille() > 0 && random.nextInt(1_000) < plan.repeatPerMille()) {
            world.count("message repeated");
            carry(a, b, from, to, carriedMessage, plan);
        }
    }

    private void carry(int a, int b, NodeId from, NodeId to, PeerMessage message, FaultPlan plan) {
        long now = world.now();
        long delay = plan.delayNanos();
        if (plan.delaySpread() > 0) {
            delay = (long) (delay * (0.5 + random.nextDouble() * plan.delaySpread()));
        }
        if (plan.clogMeanNanos() > 0 && random.nextInt(5_000) == 0) {
            clear[a][b] = now + random.nextLong(2 * plan.clogMeanNanos() + 1);
            world.count("path clogged");
        }
        long at = Math.max(now + delay, clear[a][b]);
        if (!plan.reorders()) {
            at = Math.max(at, lastArrival[a][b]);
        }
        lastArrival[a][b] = at;
        inFlight[a][b]++;
        world.timeline().after(at - now, () -> {
            inFlight[a][b]--;
            if (!cut[a][b]) {
                world.node(to).receive(from, message);
            }
        });
    }

    private static PeerMessage throughBytes(PeerMessage message) {
        Output out = new Output(256);
        PeerCodec.encode(message, out);
        try {
            return PeerCodec.decode(Bytes.wrap(out.array(), 0, out.length()));
        } catch (Malformed e) {
            throw new Violation("what one node encodes another cannot decode: " + message + ": " + e.getMessage());
        }
    }

    /** Cuts the paths between two groups of nodes, or those of one direction. */
    void partition(long group, boolean oneWay, boolean silent) {
        for (int a = 1; a <= nodes; a++) {
            for (int b = 1; b <= nodes; b++) {
                boolean crosses = isIn(group, a) != isIn(group, b);
                if (a != b && crosses && (!oneWay || isIn(group, a))) {
                    setCut(a, b, true, silent);
                }
            }
        }
    }

    /** Cuts a node off from everything, for good. */
    void isolate(NodeId node) {
        for (int other = 1; other <= nodes; other++) {
            if (other != node.value()) {
                setCut(node.value(), other, true, false);
                setCut(other, node.value(), true, false);
            }
        }
    }

    /** Every path is whole again. */
    void heal() {
        for (int a = 1; a <= nodes; a++) {
            for (int b = 1; b <= nodes; b++) {
                clear[a][b] = 0;
                if (cut[a][b]) {
                    setCut(a, b, false, false);
                }
            }
        }
    }

    private void setCut(int a, int b, boolean isCut, boolean silent) {
        if (cut[a][b] == isCut) {
            return;
        }
        cut[a][b] = isCut;
        if (!silent) {
            SimNode node = world.node(NodeId.of(b));
            node.link(NodeId.of(a), !isCut);
        }
    }

    private static boolean isIn(long group, int node) {
        return (group & (1L << node)) != 0;
    }
}
