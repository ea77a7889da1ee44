package synod.transactions.record;

import synod.kernel.InvariantViolation;

/** The rules of a participant's journal and locks, each asserted where one process can see it. */
public enum StoreRule {
    /** Write-ahead logging. */
    W1("W1", "A change is durable in the journal before it can reach the stored image.", "ARIES, 1.1"),
    /** What a vote and an acknowledgement rest on. */
    W2(
            "W2",
            "Prepared is durable before the yes leaves, committed before the acknowledgement leaves or a lock is let go.",
            "Gray 1978, 5.8.3.3"),
    /** Restart. */
    W3(
            "W3",
            "A restart repeats history, each change once, and undoes the losers, each change once.",
            "ARIES, 1.2 and 6"),
    /** What is in doubt is nobody's to touch. */
    W4("W4", "Prepared transactions have their locks back before anything is served.", "ARIES, 6.4"),
    /** What cannot be read is not guessed. */
    W5("W5", "A torn tail is cut; anything else that is bad ends the start.", "Gray, Reuter, 9.3"),
    /** Nobody knows what a disk holds that failed. */
    W6("W6", "After a failed force nothing leaves any more.", "Rebello et al. 2020"),
    /** Serializability without deadlock. */
    W7(
            "W7",
            "Locks are held to the end; the older wounds the younger, but never one that is prepared.",
            "Rosenkrantz, Stearns, Lewis 1978"),
    /** Checkpoints cost little and take nothing away. */
    W8("W8", "The journal is not cut before the oldest transaction that is not ended.", "ARIES, 5.4"),
    /** Forgetting everything is not the same as being new. */
    W9("W9", "One that lost its journal answers nothing.", "Gray, Reuter, 10.5");

    private final String id;
    private final String sentence;
    private final String source;

    StoreRule(String id, String sentence, String source) {
        this.id = id;
        this.sentence = sentence;
        this.source = source;
    }

    /** The name under which the reports know the rule. */
    public String id() {
        return id;
    }

    /** The rule. */
    public String sentence() {
        return sentence;
    }

    /** Paper or book, and section. */
    public String source() {
        return source;
    }

    /** The violation to throw where this rule does not hold. */
    public InvariantViolation broken(String how) {
        return new InvariantViolation(id + " does not hold (" + sentence + ") " + how);
    }
}
