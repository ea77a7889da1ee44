package synod.replica;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;

/**
 * Whom this node serves: every client, when there is a leader and the state is as new as the ensemble was when that leader
 * was found; those who only read, when there has been none for long and the operator allows it; otherwise nobody.
 */
final class Service {
    private final ReplicaSettings settings;
    private final Ports ports;
    private final Consumer<CloseReason> sendAway;
    private boolean serving;
    private boolean isAsked;
    private boolean isReadOnly;
    private boolean isOver;
    private long leaderSeenAtNanos;

    /** @param sendAway closes the connection of every client */
    Service(ReplicaSettings settings, Ports ports, Consumer<CloseReason> sendAway, long now) {
        this.settings = settings;
        this.ports = ports;
        this.sendAway = sendAway;
        this.leaderSeenAtNanos = now;
    }

    boolean isServing() {
        return serving;
    }

    boolean isReadOnly() {
        return isReadOnly;
    }

    /** A leader is in reach; whether it has to be asked how far the log stands before clients are served. */
    boolean onLeaderReachable(long now) {
        leaderSeenAtNanos = now;
        boolean asks = !serving && !isAsked;
        isAsked = isAsked || asks;
        return asks;
    }

    /** The state is as new as the ensemble was when this node found its leader. */
    void begin(@Nullable NodeId leader) {
        isAsked = false;
        if (serving || leader == null || isOver) {
            return;
        }
        if (isReadOnly) {
            isReadOnly = false;
            sendAway.accept(CloseReason.READ_ONLY_ENDED);
        }
        serving = true;
        ports.note(new ReplicaNote.Serving(leader));
    }

    /** Time has passed. */
    void check(@Nullable NodeId leader, long now) {
        if (leader != null) {
            leaderSeenAtNanos = now;
            return;
        }
        long nanos = now - leaderSeenAtNanos;
        if (serving && nanos >= settings.leaderlessNanos()) {
            serving = false;
            ports.note(new ReplicaNote.NotServing(nanos));
            sendAway.accept(CloseReason.NOT_SERVING);
        }
        if (!serving && !isReadOnly && !isOver && nanos >= settings.sessions().readOnlyNanos()) {
            isReadOnly = true;
            ports.note(new ReplicaNote.ReadOnly(nanos));
        }
    }

    /** For good: the state is not to be believed. */
    void end() {
        serving = false;
        isReadOnly = false;
        isOver = true;
        sendAway.accept(CloseReason.NOT_SERVING);
    }
}
