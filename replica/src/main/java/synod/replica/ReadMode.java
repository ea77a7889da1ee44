package synod.replica;

/** What a read of a client promises, beyond never going back and never missing its own session's writes. */
public enum ReadMode {
    /** Answered from this server's applied state at once, as ZooKeeper does. May be behind other servers. */
    LOCAL,
    /** Linearizable: the leader answers while it holds its lease, other servers ask it where the log stands. */
    LEASE,
    /** Linearizable without trusting clocks: each batch of reads is confirmed by a quorum first. */
    QUORUM
}
