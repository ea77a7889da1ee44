package synod.kernel;

/**
 * Which sets of voters are enough. A set is a bit mask: bit {@code i} stands for the voter with index {@code i} in the
 * configuration, so at most 64 voters.
 *
 * <p>The one law: every prepare quorum meets every accept quorum. Howard, Malkhi, Spiegelman, <i>Flexible Paxos:
 * Quorum Intersection Revisited</i> (2016), show that nothing else is needed: two accept quorums may be disjoint. Each
 * kind of quorums refuses, in its constructor, numbers for which the law does not hold.
 *
 * <p>All questions are monotone: a set that contains a quorum is one.
 */
public sealed interface Quorums permits MajorityQuorums, WeightedQuorums, HierarchicalQuorums, FlexibleQuorums {
    /** The most voters a mask can name. */
    int MAX_VOTERS = 64;

    /** How many voters these quorums are drawn from. */
    int voters();

    /** True when these voters are enough for phase 1. */
    boolean isPrepareQuorum(long set);

    /** True when these voters are enough for phase 2, and to confirm that a leader still leads. */
    boolean isAcceptQuorum(long set);

    /** The mask of all voters. */
    default long everyone() {
        return voters() == MAX_VOTERS ? -1L : (1L << voters()) - 1;
    }

    /**
     * True when {@code answered} knows of everything that the voter {@code forgetful} can have taken part in: the set
     * meets every quorum even after that voter is taken away from it, because what remains outside the set contains no
     * quorum. It must also be more than half of the other voters, so that two recoveries of one voter always share a
     * witness. For majorities the first condition implies the second.
     *
     * @param answered voters that answered; must not contain {@code forgetful}
     * @param forgetful the index of the voter that lost what it had promised
     */
    default boolean remembers(long answered, int forgetful) {
        long others = everyone() & ~(1L << forgetful);
        long silent = everyone() & ~answered;
        return (answered & ~others) == 0
                && 2 * Long.bitCount(answered) > voters() - 1
                && !isPrepareQuorum(silent)
                && !isAcceptQuorum(silent);
    }

    /** @throws IllegalArgumentException when {@code voters} is not 1 to 64 */
    static int checkedVoters(int voters) {
        if (voters < 1 || voters > MAX_VOTERS) {
            throw new IllegalArgumentException("there must be 1 to " + MAX_VOTERS + " voters, not " + voters);
        }
        return voters;
    }
}
