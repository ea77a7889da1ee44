package synod.tree;

import java.util.List;

/**
 * On whose behalf a request is made. That the session is alive was checked before; a request of a dead one is
 * {@link Txn#refused}.
 *
 * @param session the session's id, the owner of the ephemerals it creates
 * @param identities the identities its connection had when the request arrived
 * @param isBounded whether hard limits of quotas are enforced
 */
public record Caller(long session, List<Identity> identities, boolean isBounded) {
    /** A caller whom no quota stops. */
    public Caller(long session, List<Identity> identities) {
        this(session, identities, false);
    }
}
