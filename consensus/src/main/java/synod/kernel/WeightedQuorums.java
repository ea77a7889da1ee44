package synod.kernel;

import java.util.List;

/**
 * Voters with more than half of all weight, for both phases. A voter of weight zero counts for nothing.
 *
 * @param weights the weight of each voter, by its index; none negative, not all zero
 */
public record WeightedQuorums(List<Integer> weights) implements Quorums {
    /** @throws IllegalArgumentException when a weight is negative or all are zero, so that no set could be a quorum */
    public WeightedQuorums {
        weights = List.copyOf(weights);
        Quorums.checkedVoters(weights.size());
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("a weight must not be negative, but is " + weight);
            }
        }
        if (weightOf(weights, -1L) == 0) {
            throw new IllegalArgumentException("all weights are zero, so no set of voters could be a quorum");
        }
    }

    @Override
    public int voters() {
        return weights.size();
    }

    @Override
    public boolean isPrepareQuorum(long set) {
        return 2 * weightOf(weights, set) > weightOf(weights, -1L);
    }

    @Override
    public boolean isAcceptQuorum(long set) {
        return isPrepareQuorum(set);
    }

    private static long weightOf(List<Integer> weights, long set) {
        long sum = 0;
        for (int i = 0; i < weights.size(); i++) {
            if ((set >>> i & 1) != 0) {
                sum += weights.get(i);
            }
        }
        return sum;
    }
}
