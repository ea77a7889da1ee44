package synod.cli.client;

/** The watches a client can hold, as it has to name them after a reconnect. */
public enum WatchKind {
    /** Left by a read of data, or of a Stat that was there; fires once. */
    DATA,
    /** Left by a look for a znode that was not there; fires once. */
    EXISTS,
    /** Left by a read of children; fires once. */
    CHILDREN,
    /** Stays, for one path. */
    PERSISTENT,
    /** Stays, for a path and everything below it. */
    RECURSIVE
}
