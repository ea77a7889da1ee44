package synod.paxos;

import java.util.List;
import java.util.TreeSet;
import synod.kernel.NodeId;

/**
 * Who plays which role. A process may play all three, and usually does.
 *
 * @param proposers who may propose; each must be a learner too, or it would not know when to stop
 * @param acceptors who promises and accepts; more than half of them are a majority
 * @param learners who wants to know
 * @param policy how the learners come to know
 * @param retryNanos how long to wait for an answer before trying again, in nanoseconds, above 0; up to as much again is
 *     added at random
 */
public record Roster(
        List<NodeId> proposers, List<NodeId> acceptors, List<NodeId> learners, LearnerPolicy policy, long retryNanos) {
    /** @throws IllegalArgumentException when no one can play this cast */
    public Roster {
        require(!acceptors.isEmpty(), "there must be acceptors");
        require(new TreeSet<>(acceptors).size() == acceptors.size(), "an acceptor is named twice: " + acceptors);
        require(learners.containsAll(proposers), "every proposer must be a learner");
        require(learners.containsAll(policy.distinguished(learners)), "every distinguished learner must be a learner");
        require(learners.isEmpty() || !policy.distinguished(learners).isEmpty(), "no learner would hear anything");
        require(retryNanos > 0, "the time to the next try must be above 0");
    }

    /** Everyone plays every role, and everyone is told at once. */
    public static Roster ofPeers(List<NodeId> everyone, long retryNanos) {
        return new Roster(everyone, everyone, everyone, new LearnerPolicy.Everyone(), retryNanos);
    }

    /** The smallest number of acceptors such that any two sets of that size have one in common. */
    static int majority(List<NodeId> acceptors) {
        return acceptors.size() / 2 + 1;
    }

    /** All who take part, in order. */
    List<NodeId> everyone() {
        TreeSet<NodeId> all = new TreeSet<>(acceptors);
        all.addAll(learners);
        return List.copyOf(all);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
