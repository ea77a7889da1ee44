package synod.paxos;

import synod.kernel.InvariantViolation;

/**
 * The rules of the single decree, as the literature numbers them. Each is asserted in this package as far as one process
 * can see it, checked by the simulator from a view of everything, and has tests named after it.
 */
public enum PaxosRule {
    /** Nothing comes from nowhere. */
    S1("S1", "Only a value that was proposed may be chosen.", "Paxos Made Simple, 2.1"),
    /** The reason for everything else. */
    S2("S2", "Only a single value is chosen.", "Paxos Made Simple, 2.1"),
    /** Learners tell no lies. */
    S3("S3", "A process never learns that a value is chosen unless it is.", "Paxos Made Simple, 2.1"),
    /** What makes one proposal suffice when nothing fails. */
    P1("P1", "An acceptor accepts the first proposal that it receives.", "Paxos Made Simple, 2.2"),
    /** The acceptor's side of safety. */
    P1A(
            "P1a",
            "An acceptor accepts ballot n if and only if it has not answered a prepare of a ballot above n.",
            "Paxos Made Simple, 2.2"),
    /** What S2 means for those who choose. */
    P2("P2", "Every proposal chosen above a chosen one carries its value.", "Paxos Made Simple, 2.2"),
    /** P2, strengthened to what one acceptor does. */
    P2A("P2a", "Every proposal accepted above a chosen one carries its value.", "Paxos Made Simple, 2.2"),
    /** P2a, strengthened to what one proposer does. */
    P2B("P2b", "Every proposal issued above a chosen one carries its value.", "Paxos Made Simple, 2.2"),
    /** P2b, as something a proposer can see to. */
    P2C(
            "P2c",
            "For a proposal of v under n a majority either accepted nothing below n, or the highest it did accept is v.",
            "Paxos Made Simple, 2.2"),
    /** One ballot, one value. */
    BALLOT("BALLOT", "No two proposals share a ballot, not even across a restart.", "Paxos Made Simple, 2.2 and 2.5"),
    /** Why a crash takes no word back. */
    DURABLE(
            "DURABLE",
            "An acceptor records its answer in stable storage before it sends it.",
            "Paxos Made Simple, 2.5");

    private final String id;
    private final String sentence;
    private final String source;

    PaxosRule(String id, String sentence, String source) {
        this.id = id;
        this.sentence = sentence;
        this.source = source;
    }

    /** The name under which the literature, the checkers and the reports know the rule. */
    public String id() {
        return id;
    }

    /** The rule. */
    public String sentence() {
        return sentence;
    }

    /** Paper and section. */
    public String source() {
        return source;
    }

    /** The violation to throw where this rule does not hold. */
    public InvariantViolation broken(String how) {
        return new InvariantViolation(id + " does not hold (" + sentence + ") " + how);
    }
}
