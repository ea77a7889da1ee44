package synod.transactions.record;

/** How a key is locked. */
public enum LockMode {
    /** To read: others may read too. */
    SHARED,
    /** To write: nobody else may do anything. */
    EXCLUSIVE;

    /** Whether two transactions may hold the same key so. */
    public boolean isCompatible(LockMode other) {
        return this == SHARED && other == SHARED;
    }

    /** Whether one that holds a key so needs nothing more for {@code wanted}. */
    public boolean covers(LockMode wanted) {
        return this == EXCLUSIVE || wanted == SHARED;
    }
}
