package synod.commit;

/** How a transaction ends. There is nothing between, and nothing after. */
public enum Outcome {
    /** Everything it did stays. */
    COMMITTED,
    /** Nothing it did stays. */
    ABORTED
}
