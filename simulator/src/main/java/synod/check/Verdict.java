package synod.check;

/** What a checker found. */
public sealed interface Verdict {
    /** Whether there is nothing to complain about. */
    default boolean isGood() {
        return this instanceof Good;
    }

    /** What was promised was kept. */
    record Good() implements Verdict {}

    /** A promise was broken. */
    record Broken(String how) implements Verdict {}

    /** It could not be found out within the steps allowed, which counts as a failure. */
    record Undecided(String where, long steps) implements Verdict {}
}
