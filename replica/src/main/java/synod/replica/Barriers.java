package synod.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.LongMap;
import synod.kernel.NodeId;
import synod.wire.peer.PeerMessage;

/**
 * The questions of this server to the leader, and, at the leader, those of the others.
 *
 * <p>A barrier is put to the leader at the end of the batch of inputs that opened it, at a time read after those inputs:
 * so an answer that rests on a lease was true at a moment after every request behind it had arrived.
 */
final class Barriers {
    /** How a question is asked. */
    interface Leader {
        /** Who leads, as far as is known. */
        @Nullable
        NodeId leader();

        /** Whether this node itself leads and is established. */
        boolean isLeading();

        /** Asks this node's own log. */
        void readIndex(long token);
    }

    private record Remote(NodeId peer, long token) {}

    /** The most questions of others that are kept at once; beyond it they are refused and come again. */
    private static final int MAX_REMOTES = 10_000;

    private static final long REFUSED = -1;

    private final NodeId self;
    private final Ports ports;
    private final Leader leader;
    private final List<Barrier> unconfirmed = new ArrayList<>();
    /** Questions of others that arrived in this batch. */
    private final List<Long> arrived = new ArrayList<>();

    private final ArrayDeque<Barrier> confirmed = new ArrayDeque<>();
    private final LongMap<Barrier> asked = new LongMap<>();
    private final LongMap<Remote> remotes = new LongMap<>();
    private @Nullable Barrier open;
    private long lastToken;

    Barriers(NodeId self, Ports ports, Leader leader) {
        this.self = self;
        this.ports = ports;
        this.leader = leader;
    }

    /** The barrier of this batch of inputs. */
    Barrier open() {
        Barrier barrier = open;
        if (barrier == null) {
            barrier = new Barrier();
            open = barrier;
        }
        return barrier;
    }

    /** Puts this batch's barrier to the leader. */
    void endOfBatch(long now) {
        Barrier barrier = open;
        if (barrier != null) {
            open = null;
            unconfirmed.add(barrier);
            ask(barrier, now);
        }
        for (long token : arrived) {
            leader.readIndex(token);
        }
        arrived.clear();
    }

    /** Another leader, or a new link to it: what is unanswered is asked again. */
    void askAgain(long now) {
        asked.clear();
        for (Barrier barrier : unconfirmed) {
            ask(barrier, now);
        }
    }

    /** What was asked too long ago is asked again. */
    void onTick(long now, long retransmitNanos) {
        for (Barrier barrier : unconfirmed) {
            if (now - barrier.askedAtNanos >= retransmitNanos) {
                ask(barrier, now);
            }
        }
    }

    boolean isIdle() {
        return unconfirmed.isEmpty();
    }

    private void ask(Barrier barrier, long now) {
        barrier.askedAtNanos = now;
        NodeId current = leader.leader();
        if (leader.isLeading()) {
            asked.put(++lastToken, barrier);
            leader.readIndex(lastToken);
        } else if (current != null && !current.equals(self)) {
            asked.put(++lastToken, barrier);
            ports.send(current, new PeerMessage.Barrier(lastToken));
        }
    }

    /** Another server asks. */
    void onAsked(NodeId peer, long token) {
        if (!leader.isLeading() || remotes.size() >= MAX_REMOTES) {
            ports.send(peer, new PeerMessage.BarrierReply(token, REFUSED));
            return;
        }
        remotes.put(++lastToken, new Remote(peer, token));
        arrived.add(lastToken);
    }

    /** The leader has answered; a refusal is asked again when its time has come. */
    void onAnswered(long token, long slot) {
        if (slot >= 0) {
            confirm(asked.remove(token), slot);
        }
    }

    /** This node's own log has answered. */
    void onReadReady(long token, long slot) {
        Remote remote = remotes.remove(token);
        if (remote != null) {
            ports.send(remote.peer, new PeerMessage.BarrierReply(remote.token, slot));
        } else {
            confirm(asked.remove(token), slot);
        }
    }

    /** This node's own log cannot answer. */
    void onReadRefused(long token) {
        Remote remote = remotes.remove(token);
        if (remote != null) {
            ports.send(remote.peer, new PeerMessage.BarrierReply(remote.token, REFUSED));
        } else {
            asked.remove(token);
        }
    }

    private void confirm(@Nullable Barrier barrier, long slot) {
        if (barrier != null && !barrier.isConfirmed()) {
            barrier.confirm(slot);
            unconfirmed.remove(barrier);
            confirmed.addLast(barrier);
        }
    }

    /** Lets through what waits behind barriers that the applied state has passed. */
    void release(long appliedSlot, Consumer<ClientConnection> proceed, LongConsumer opensService) {
        for (int i = confirmed.size(); i > 0; i--) {
            Barrier barrier = confirmed.removeFirst();
            if (!barrier.isPassedBy(appliedSlot)) {
                confirmed.addLast(barrier);
                continue;
            }
            if (barrier.opensService) {
                opensService.accept(barrier.slot());
            }
            for (ClientConnection connection : barrier.waiting) {
                if (!connection.gone) {
                    proceed.accept(connection);
                }
            }
        }
    }
}
