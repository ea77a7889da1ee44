package synod.replica;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.multipaxos.Event;
import synod.multipaxos.MultiPaxos;

/** What barriers ask of the ordering protocol. A question to it is an event, and waits its turn like any other. */
final class LeaderDesk implements Barriers.Leader {
    private final MultiPaxos core;
    private final Consumer<Event> events;
    private final boolean isLeaseEnough;

    /** @param isLeaseEnough whether a leader may answer from its lease, without a round to a quorum */
    LeaderDesk(MultiPaxos core, Consumer<Event> events, boolean isLeaseEnough) {
        this.core = core;
        this.events = events;
        this.isLeaseEnough = isLeaseEnough;
    }

    @Override
    public @Nullable NodeId leader() {
        return core.leader();
    }

    @Override
    public boolean isLeading() {
        return core.isLeading();
    }

    @Override
    public void readIndex(long token) {
        events.accept(new Event.ReadIndex(token, isLeaseEnough));
    }
}
