package synod.kernel;

import java.util.List;

/**
 * ZooKeeper's {@code group.N} and {@code weight.N}: in more than half of the groups, voters with more than half of the
 * group's weight, for both phases. Groups whose weight is zero do not count. Two such sets share a group, and in it a
 * voter.
 *
 * @param groups the group of each voter, by its index; any numbers
 * @param weights the weight of each voter, by its index; none negative
 */
public record HierarchicalQuorums(List<Integer> groups, List<Integer> weights) implements Quorums {
    /** @throws IllegalArgumentException when the lists differ in length or no set could be a quorum */
    public HierarchicalQuorums {
        groups = List.copyOf(groups);
        weights = List.copyOf(weights);
        Quorums.checkedVoters(groups.size());
        if (groups.size() != weights.size()) {
            throw new IllegalArgumentException(
                    "there are groups for " + groups.size() + " voters, but weights for " + weights.size());
        }
        boolean some = false;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("a weight must not be negative, but is " + weight);
            }
            some |= weight > 0;
        }
        if (!some) {
            throw new IllegalArgumentException("all weights are zero, so no set of voters could be a quorum");
        }
    }

    @Override
    public int voters() {
        return groups.size();
    }

    @Override
    public boolean isPrepareQuorum(long set) {
        int counting = 0;
        int won = 0;
        for (int first = 0; first < groups.size(); first++) {
            if (isFirstOfItsGroup(first)) {
                long all = weightInGroup(groups.get(first), -1L);
                if (all > 0) {
                    counting++;
                    won += 2 * weightInGroup(groups.get(first), set) > all ? 1 : 0;
                }
            }
        }
        return 2 * won > counting;
    }

    @Override
    public boolean isAcceptQuorum(long set) {
        return isPrepareQuorum(set);
    }

    private boolean isFirstOfItsGroup(int index) {
        for (int i = 0; i < index; i++) {
            if (groups.get(i).equals(groups.get(index))) {
                return false;
            }
        }
        return true;
    }

    private long weightInGroup(int group, long set) {
        long sum = 0;
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i) == group && (set >>> i & 1) != 0) {
                sum += weights.get(i);
            }
        }
        return sum;
    }
}
