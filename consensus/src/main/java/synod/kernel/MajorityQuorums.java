package synod.kernel;

/**
 * More than half of the voters, for both phases.
 *
 * @param voters how many voters there are, 1 to 64
 */
public record MajorityQuorums(int voters) implements Quorums {
    /** @throws IllegalArgumentException when {@code voters} is not 1 to 64 */
    public MajorityQuorums {
        Quorums.checkedVoters(voters);
    }

    @Override
    public boolean isPrepareQuorum(long set) {
        return 2 * Long.bitCount(set & everyone()) > voters;
    }

    @Override
    public boolean isAcceptQuorum(long set) {
        return isPrepareQuorum(set);
    }
}
