package synod.commit.threephase;

/** What a participant does that voted yes and hears nothing more. */
public enum Form {
    /**
     * It commits if it is pre-committed, and aborts if it is not. <b>For study only</b>: one lost message makes two
     * outcomes.
     */
    TEXTBOOK,
    /**
     * The first of those that are up finds the outcome from their states (Skeen 1981). Right as long as failures are
     * detected without error: a network that is cut, or a process that is only slow, makes two outcomes.
     */
    SKEEN,
    /**
     * Whoever has a quorum finishes, towards commit or towards abort, and a participant that has gone one way never goes
     * the other (Skeen 1982). Never two outcomes; after a second failure even a connected quorum may have to wait.
     */
    QUORUM,
    /**
     * The same with two counters that tell newer attempts from older ones (Keidar, Dolev 1998). Never two outcomes, and a
     * connected quorum never waits. It is single-decree Paxos in other clothes: {@code lastElected} is the promised
     * ballot, {@code lastAttempt} the accepted one, pre-committed and pre-aborted are the values.
     */
    E3PC;

    /** Whether an attempt needs a quorum of the participants. */
    boolean needsQuorum() {
        return this == QUORUM || this == E3PC;
    }
}
