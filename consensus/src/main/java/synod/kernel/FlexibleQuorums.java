package synod.kernel;

/**
 * Different sizes for the two phases: fewer voters for the frequent accept, more for the rare prepare.
 *
 * @param voters how many voters there are, 1 to 64
 * @param prepareSize how many of them phase 1 needs
 * @param acceptSize how many of them phase 2 needs
 */
public record FlexibleQuorums(int voters, int prepareSize, int acceptSize) implements Quorums {
    /** @throws IllegalArgumentException when a quorum of one phase could miss a quorum of the other */
    public FlexibleQuorums {
        Quorums.checkedVoters(voters);
        if (prepareSize < 1 || prepareSize > voters || acceptSize < 1 || acceptSize > voters) {
            throw new IllegalArgumentException("quorums of " + prepareSize + " (prepare) and " + acceptSize
                    + " (accept) cannot be drawn from " + voters + " voters");
        }
        if (prepareSize + acceptSize <= voters) {
            throw new IllegalArgumentException("quorums need not intersect (ML8 QUORUMS_MEET): " + prepareSize
                    + " (prepare) + " + acceptSize + " (accept) must be more than " + voters + " voters");
        }
    }

    @Override
    public boolean isPrepareQuorum(long set) {
        return Long.bitCount(set & everyone()) >= prepareSize;
    }

    @Override
    public boolean isAcceptQuorum(long set) {
        return Long.bitCount(set & everyone()) >= acceptSize;
    }
}
