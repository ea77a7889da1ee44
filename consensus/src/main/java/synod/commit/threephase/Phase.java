package synod.commit.threephase;

/** Where a participant stands, as it tells others. */
public enum Phase {
    /** It has not voted. */
    WORKING,
    /** It voted yes. Skeen's w. */
    UNCERTAIN,
    /** It knows that all voted yes. Skeen's p. */
    PRE_COMMITTED,
    /** It takes part in an attempt to abort. */
    PRE_ABORTED,
    /** It has committed. */
    COMMITTED,
    /** It has aborted. */
    ABORTED
}
