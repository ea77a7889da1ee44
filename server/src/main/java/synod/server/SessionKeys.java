package synod.server;

import java.util.concurrent.TimeUnit;
import synod.replica.SessionRules;

/** Reads the keys that say what sessions of clients may be. */
final class SessionKeys {
    /** What ZooKeeper waits at least before it serves without a quorum. */
    private static final int LEAST_READ_ONLY_MILLIS = 2_000;

    private final Assignments assignments;

    SessionKeys(Assignments assignments) {
        this.assignments = assignments;
    }

    /**
     * Problems go to the assignments.
     *
     * @param isAlone whether this server has no peers, so that there is nothing to be spared and nobody to be missed
     */
    SessionRules sessions(boolean isAlone, int tickMillis) {
        boolean isLocal = assignments.flag("localSessionsEnabled", false);
        boolean upgrades = assignments.flag("localSessionsUpgradingEnabled", false);
        boolean isReadOnly = assignments.flag("readonlymode.enabled", false);
        int kept = assignments.number("synod.keptChanges", SessionRules.DEFAULT_KEPT_CHANGES, 0, 1 << 24);
        if (upgrades && !isLocal) {
            assignments.warn("localSessionsUpgradingEnabled has no effect without localSessionsEnabled");
        }
        if (isAlone && (isLocal || isReadOnly)) {
            // As in ZooKeeper, where these are for the servers of an ensemble.
            assignments.warn((isLocal ? "localSessionsEnabled" : "readonlymode.enabled")
                    + " has no effect on a server without others");
        }
        return new SessionRules(
                isLocal && !isAlone,
                upgrades,
                isReadOnly && !isAlone
                        ? TimeUnit.MILLISECONDS.toNanos(Math.max(LEAST_READ_ONLY_MILLIS, tickMillis))
                        : SessionRules.NEVER,
                kept);
    }
}
