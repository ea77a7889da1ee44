package synod.multipaxos;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Core;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** One replica of the log. */
public final class MultiPaxos implements Core<Event, Message, Record, Value> {
    private final Restored restored;

    private MultiPaxos(Restored restored) {
        this.restored = restored;
    }

    /**
     * A replica as its disk remembers it.
     *
     * @param self this node, a voter or an observer of the configuration
     * @param now monotonic nanoseconds on this node's clock, the same one as for {@link #step}
     * @throws IllegalArgumentException when the node is not in the configuration
     */
    public static MultiPaxos restore(NodeId self, PaxosSettings settings, Restored restored, long now) {
        if (!restored.initial().contains(self)) {
            throw new IllegalArgumentException(self + " is not in the configuration");
        }
        return new MultiPaxos(restored);
    }

    @Override
    public void step(long now, Event event, Effects<Message, Record, Value> out) {
        throw new UnsupportedOperationException("the roles are not wired yet");
    }

    @Override
    public long deadline() {
        return Long.MAX_VALUE;
    }

    /** True when this node leads and is established: every inherited slot and its own first value are chosen. */
    public boolean isLeading() {
        return false;
    }

    /** Who leads as far as this node knows; itself from the moment it may propose; null for nobody known. */
    public @Nullable NodeId leader() {
        return null;
    }

    /** The ballot of {@link #leader()}, or the highest one known. */
    public Ballot ballot() {
        return Ballot.ZERO;
    }

    /** True when this node leads, is established, and no other can have been elected by this time. */
    public boolean isLeaseValid(long now) {
        return false;
    }

    /** Every slot up to this one is chosen, known and delivered (or to be delivered at the first step). */
    public long chosenUpTo() {
        return restored.snapshotSlot();
    }

    /** True when this node leads, is established, and the window takes one more proposal. */
    public boolean hasRoom() {
        return false;
    }

    /** The configuration that governs. */
    public Configuration configuration() {
        return restored.initial();
    }

    /** What tells this ensemble from every other; 0 until it is formed. */
    public long ensembleId() {
        return 0;
    }

    /** False for observers, before the formation, and for a replica that lost what it promised. */
    public boolean isVoting() {
        return false;
    }

    /**
     * What must stand in the journal above any place where it is trimmed, besides the accepted slots above the
     * snapshot: the promise, the identity, the watermark. Writing it again changes nothing.
     */
    public List<Record> standingRecords() {
        return List.of();
    }
}
