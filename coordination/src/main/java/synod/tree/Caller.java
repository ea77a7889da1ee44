package synod.tree;

import java.util.List;

/**
 * On whose behalf a request is made. That the session is alive was checked before; a request of a dead one is
 * {@link Txn#refused}.
 *
 * @param session the session's id, the owner of the ephemerals it creates; {@link #NO_SESSION} for one that only its own
 *     server knows, which cannot own any
 * @param identities the identities its connection had when the request arrived
 * @param isBounded whether hard limits of quotas are enforced
 */
public record Caller(long session, List<Identity> identities, boolean isBounded) {
    /** No session that the ensemble knows. */
    public static final long NO_SESSION = 0;

    /** A caller whom no quota stops. */
    public Caller(long session, List<Identity> identities) {
        this(session, identities, false);
    }
}
