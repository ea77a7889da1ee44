package synod.replica;

/**
 * What an operator chooses about the sessions of one server's clients.
 *
 * @param local whether new sessions are known to this server alone, cost no entry of the log, and end with the server
 * @param upgradesLocal whether such a session becomes one of the ensemble when it creates its first ephemeral znode;
 *     otherwise that is refused
 * @param readOnlyNanos after so long without a leader those are served what this server has who said that they only read;
 *     {@link #NEVER} for not at all
 * @param keptChanges how many changes of the tree this server keeps for persistent watches that are set again; 0 for none
 */
public record SessionRules(boolean local, boolean upgradesLocal, long readOnlyNanos, int keptChanges) {
    /** For {@link #readOnlyNanos}: not at all. */
    public static final long NEVER = Long.MAX_VALUE;

    /** How many changes are kept unless an operator says otherwise. */
    public static final int DEFAULT_KEPT_CHANGES = 65_536;

    /** What a server does when nothing is configured. */
    public static final SessionRules DEFAULTS = new SessionRules(false, false, NEVER, DEFAULT_KEPT_CHANGES);

    /** @throws IllegalArgumentException when a value is out of range */
    public SessionRules {
        if (readOnlyNanos < 1 || keptChanges < 0 || keptChanges > 1 << 24) {
            throw new IllegalArgumentException("read-only after " + readOnlyNanos + " ns, " + keptChanges
                    + " changes kept: the first must be positive, the second from 0 to " + (1 << 24));
        }
    }
}
