package synod.commit;

import synod.kernel.InvariantViolation;

/**
 * The rules of atomic commitment, numbered as the literature's are ordered: AC of the problem, T of two phases,
 * H of three, P of Paxos Commit, F of forgetting. Each is
 * asserted as far as one process can see it, checked by the simulator from a view of everything, and has tests named
 * after it.
 */
public enum CommitRule {
    /** Agreement. */
    AC1("AC1", "No two participants reach different outcomes.", "Bernstein, Hadzilacos, Goodman, 7.2"),
    /** Stability. */
    AC2("AC2", "An outcome, once reached, does not change.", "Bernstein, Hadzilacos, Goodman, 7.2"),
    /** An abort vote is a veto. */
    AC3("AC3", "Committed only if every participant voted yes.", "Bernstein, Hadzilacos, Goodman, 7.2"),
    /** Aborting everything is no solution. */
    AC4("AC4", "If all vote yes and nothing fails, the outcome is committed.", "Bernstein, Hadzilacos, Goodman, 7.2"),
    /** The end of waiting. */
    AC5(
            "AC5",
            "When every failure is mended for long enough, every participant reaches an outcome.",
            "Bernstein, Hadzilacos, Goodman, 7.2"),
    /** Why a yes can be relied upon. */
    T1("T1", "Undo, redo and the prepared record are durable before a yes leaves.", "Gray 1978, 5.8.3.3"),
    /** What a vote gives away. */
    T2("T2", "A participant may abort alone before it voted yes, never after.", "Gray 1978, 5.8.3.3"),
    /** What a decision rests on. */
    T3("T3", "Commit is decided only with the votes of all members, cast in this attempt.", "Gray 1978, 5.8.3.3"),
    /** The commit point. */
    T4("T4", "The decision to commit is durable before the first commit leaves.", "Gray 1978, 5.8.3.3"),
    /** Why a commit is never taken for an abort. */
    T5("T5", "A commit is forgotten only when all have acknowledged it, durably.", "Mohan, Lindsay, Obermarck, 3"),
    /** What silence means. */
    T6("T6", "A transaction unknown to its coordinator has the presumed outcome.", "Mohan, Lindsay, Obermarck, 3"),
    /** Duplicates and latecomers. */
    T7("T7", "A repeated message has the same answer, a late vote no effect.", "Gray 1978, 5.8.3.3"),
    /** Evidence that everything above is broken. */
    T8("T8", "Whoever sees two outcomes of one transaction stops.", "Gray, Reuter, 10.5"),
    /** Why three phases do not block. */
    H0(
            "H0",
            "No state has both outcomes beside it, and none that may abort lies beside a committed one.",
            "Skeen 1981, 5"),
    /** What replaces knowledge about failures. */
    H4("H4", "An attempt to commit and one to abort cannot both have a quorum.", "Skeen 1982; Keidar, Dolev, 4"),
    /** The fast path of Paxos Commit. */
    P1(
            "P1",
            "A participant's yes is phase 2a of ballot 0, which is its own, in its own instance.",
            "Gray, Lamport, 4.1"),
    /** A veto needs no consensus. */
    P2("P2", "A participant that does not vote yes proposes nothing as prepared, ever.", "Gray, Lamport, 4.1"),
    /** What a leader may say for others. */
    P3(
            "P3",
            "A leader proposes what a quorum reports under the highest ballot, and aborted where none reports anything.",
            "Gray, Lamport, 4.1"),
    /** Why it costs no more than one forced write for each acceptor. */
    P4("P4", "An acceptor records all instances of a transaction at once.", "Gray, Lamport, 4.2"),
    /** What is chosen. */
    P5("P5", "Committed when all instances chose prepared, aborted when one chose aborted.", "Gray, Lamport, 4.1"),
    /** Why nobody waits for one process. */
    P6("P6", "The outcome can be found wherever F + 1 acceptors can be reached.", "Gray, Lamport, 4.3"),
    /** When nobody will ask any more. */
    P7("P7", "Acceptors forget only what all participants have acknowledged.", "Gray, Lamport, 4.2"),
    /** Why nobody misses what is forgotten. */
    F1(
            "F1",
            "A transaction is forgotten when every process has ended it, durably, and none will begin it any more.",
            "T5 and P7, for all roles of all protocols at once");

    private final String id;
    private final String sentence;
    private final String source;

    CommitRule(String id, String sentence, String source) {
        this.id = id;
        this.sentence = sentence;
        this.source = source;
    }

    /** The name under which the checkers and the reports know the rule. */
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
