package synod.replica;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Identity;
import synod.wire.Output;
import synod.wire.zookeeper.ClientRequest;

/**
 * What this server knows of one client's connection. Requests are answered in the order in which they came: a write goes
 * into the log at once, and what came behind it waits for its answer.
 */
final class ClientConnection {
    /** How far the connection has come. */
    enum State {
        /** Nothing was received yet. */
        GREETING,
        /** Its session is being created or taken up again. */
        JOINING,
        /** It serves its session. */
        OPEN,
        /** What its client said to log in is being judged. */
        LOGGING_IN,
        /** It will be closed; what still comes is ignored. */
        CLOSING
    }

    /**
     * A request that is answered here once its turn has come.
     *
     * @param writesBefore how many writes of this connection have to be answered first
     * @param barrier the confirmation it needs as well, or null
     */
    record Deferred(
            long writesBefore,
            int xid,
            ClientRequest request,
            @Nullable Barrier barrier) {}

    final long id;
    State state = State.GREETING;
    long session;
    long attachment;

    /** Writes brought on their way, and answered. */
    long submitted;

    long answered;

    /** Whether the client gave a sign of life since the leader was last told. */
    boolean touched;

    /** Whether its session is known to this server alone. */
    boolean isLocal;

    /** Whether it was told that this server cannot write at present. */
    boolean isReadOnly;

    /** Whether the gateway was asked to stop reading. */
    boolean readingStopped;

    /** Whether it is closed, or about to be: nothing is sent to it any more. */
    boolean gone;

    /** Frames to be written at the end of the batch; null while there are none. */
    @Nullable
    Output out;

    /** Requests whose turn has not come; made with the first, for most clients never have one. */
    private @Nullable ArrayDeque<Deferred> deferred;

    private Claims claims;

    ClientConnection(long id, Claims claims) {
        this.id = id;
        this.claims = claims;
    }

    boolean hasDeferred() {
        return deferred != null && !deferred.isEmpty();
    }

    /** The next whose turn comes, or null. */
    @Nullable
    Deferred firstDeferred() {
        return deferred == null ? null : deferred.peekFirst();
    }

    void removeFirstDeferred() {
        if (deferred != null) {
            deferred.removeFirst();
        }
    }

    void defer(Deferred request) {
        if (deferred == null) {
            deferred = new ArrayDeque<>();
        }
        deferred.addLast(request);
    }

    void forgetDeferred() {
        deferred = null;
    }

    /** Whether something has to happen before anything that it sends is looked at. */
    boolean isWaiting() {
        return state == State.JOINING || state == State.LOGGING_IN;
    }

    List<Identity> identities() {
        return claims.identities();
    }

    Bytes encodedIdentities() {
        return claims.encoded();
    }

    /** Adds what the client has proved to be; the same twice counts once. False when there are too many. */
    boolean addIdentity(Identity identity) {
        Claims more = claims.with(identity);
        if (more == null) {
            return false;
        }
        claims = more;
        return true;
    }

    /** Whether the client has proved to be somebody in a scheme. */
    boolean hasIdentityOf(Bytes scheme) {
        for (Identity identity : claims.identities()) {
            if (identity.scheme().equals(scheme)) {
                return true;
            }
        }
        return false;
    }

    /** How many requests were received and not answered. */
    long outstanding() {
        return submitted - answered + (deferred == null ? 0 : deferred.size());
    }
}
