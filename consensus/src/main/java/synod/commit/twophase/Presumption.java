package synod.commit.twophase;

import synod.commit.Outcome;

/** What a coordinator says about a transaction it has no record of, and what it therefore need not write. */
public enum Presumption {
    /**
     * Every outcome is recorded and acknowledged. A coordinator that crashed before it decided still has nothing written
     * and says "aborted": there is a presumption hidden even in the protocol that is named for having none.
     */
    NOTHING(Outcome.ABORTED),
    /** Aborts are neither recorded nor acknowledged. The usual form, and that of XA. */
    ABORT(Outcome.ABORTED),
    /**
     * Commits are not acknowledged, and participants do not force them. The members must be recorded before the first
     * prepare, or a crash would turn an abort into a commit.
     */
    COMMIT(Outcome.COMMITTED);

    private final Outcome unknown;

    Presumption(Outcome unknown) {
        this.unknown = unknown;
    }

    /** The outcome of a transaction without a record. */
    public Outcome unknown() {
        return unknown;
    }

    /** Whether a participant has to acknowledge {@code outcome}, and the coordinator to remember it until then. */
    public boolean acknowledges(Outcome outcome) {
        return this == NOTHING || outcome != unknown;
    }
}
