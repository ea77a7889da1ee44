package synod.replica;

import java.util.List;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.wire.peer.PeerMessage;

/**
 * Compares the states of the servers: every so many slots each tells the others the digest of what it has applied. Equal
 * slots with unequal digests cannot be; when it happens all the same, a majority says who is wrong.
 */
final class Digests {
    private static final int KEPT = 8;

    private final ReplicaSettings settings;
    private final Ports ports;
    private final long[][] slots = new long[NodeId.MAX_VALUE + 1][];
    private final long[][] digests = new long[NodeId.MAX_VALUE + 1][];

    Digests(ReplicaSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
    }

    /** Everything up to {@code slot} is applied. Returns false when a majority has another state than this node. */
    boolean onApplied(long slot, long digest, Configuration configuration) {
        keep(settings.self(), slot, digest);
        for (NodeId member : members(configuration)) {
            if (!member.equals(settings.self())) {
                ports.send(member, new PeerMessage.StateDigest(slot, digest));
            }
        }
        return agrees(slot, digest, configuration);
    }

    /** A peer tells its own. Returns false when a majority has another state than this node. */
    boolean onTold(NodeId peer, long slot, long digest, Configuration configuration) {
        keep(peer, slot, digest);
        long own = find(settings.self(), slot, digest);
        return agrees(slot, own, configuration);
    }

    private boolean agrees(long slot, long own, Configuration configuration) {
        int voters = configuration.voters().size();
        for (NodeId peer : members(configuration)) {
            long theirs = find(peer, slot, own);
            if (theirs == own) {
                continue;
            }
            int same = 0;
            for (var voter : configuration.voters()) {
                if (!voter.id().equals(settings.self()) && find(voter.id(), slot, own) == theirs) {
                    same++;
                }
            }
            if (same > voters / 2) {
                ports.note(new ReplicaNote.Diverged(slot, own, theirs, peer));
                return false;
            }
            ports.note(new ReplicaNote.DigestsDiffer(peer, slot, own, theirs));
        }
        return true;
    }

    private static List<NodeId> members(Configuration configuration) {
        List<NodeId> members = new java.util.ArrayList<>();
        configuration.voters().forEach(voter -> members.add(voter.id()));
        members.addAll(configuration.observers());
        return members;
    }

    private void keep(NodeId node, long slot, long digest) {
        int at = node.value();
        if (slots[at] == null) {
            slots[at] = new long[KEPT];
            digests[at] = new long[KEPT];
        }
        int place = (int) (slot / settings.digestSlots() % KEPT);
        slots[at][place] = slot;
        digests[at][place] = digest;
    }

    /** What the node said of that slot, or {@code otherwise} when it said nothing. */
    private long find(NodeId node, long slot, long otherwise) {
        int at = node.value();
        if (slots[at] == null) {
            return otherwise;
        }
        int place = (int) (slot / settings.digestSlots() % KEPT);
        return slots[at][place] == slot ? digests[at][place] : otherwise;
    }
}
