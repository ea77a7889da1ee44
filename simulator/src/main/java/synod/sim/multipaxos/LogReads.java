package synod.sim.multipaxos;

import java.util.HashMap;
import java.util.Map;

/**
 * The reads that a bare log can have: from which slot on may one that arrived now be answered? Whatever was delivered
 * anywhere when the question was asked must be part of the answer, or it would be stale.
 */
final class LogReads {
    private final World world;
    private final Map<Long, Long> deliveredWhenAsked = new HashMap<>();
    private long lastToken;
    private long delivered;
    private long answered;

    LogReads(World world) {
        this.world = world;
    }

    long ask() {
        deliveredWhenAsked.put(++lastToken, delivered);
        return lastToken;
    }

    long answered() {
        return answered;
    }

    void delivered(long slot) {
        delivered = Math.max(delivered, slot);
    }

    void ready(LogNode node, long token, long slot) {
        Long least = deliveredWhenAsked.remove(token);
        if (least != null) {
            answered++;
            if (slot < least) {
                throw new Violation("READ: n" + node.number + " would answer from slot " + slot
                        + " a read that arrived when slot " + least + " had been delivered");
            }
        }
    }

    /** Two leaders never both believe in their leases at one moment. */
    void checkLeases(LogNode node) {
        if (!node.isLeaseValid()) {
            return;
        }
        for (SimNode other : world.nodes()) {
            if (other.number != node.number && other.isUp() && ((LogNode) other).isLeaseValid()) {
                throw new Violation("LEASE: n" + node.number + " and n" + other.number + " both hold a valid lease");
            }
        }
    }
}
