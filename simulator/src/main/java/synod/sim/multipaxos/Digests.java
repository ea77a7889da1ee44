package synod.sim.multipaxos;

import java.util.HashMap;
import java.util.Map;

/** Nodes that have applied the same slots have the same state: the same digest, and the same zxid. */
final class Digests {
    private record Seen(int node, long zxid, long digest) {}

    private final Map<Long, Seen> bySlot = new HashMap<>();

    /** A node's state is that of everything up to a slot. */
    void applied(int node, long slot, long zxid, long digest) {
        Seen seen = bySlot.get(slot);
        if (seen == null) {
            bySlot.put(slot, new Seen(node, zxid, digest));
        } else if (seen.digest != digest || seen.zxid != zxid) {
            throw new Violation("at slot " + slot + " n" + node + " has zxid 0x" + Long.toHexString(zxid)
                    + " and digest " + Long.toHexString(digest) + ", n" + seen.node + " had 0x"
                    + Long.toHexString(seen.zxid) + " and " + Long.toHexString(seen.digest));
        }
    }
}
