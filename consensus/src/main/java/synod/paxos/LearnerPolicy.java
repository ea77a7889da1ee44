package synod.paxos;

import java.util.List;
import synod.kernel.NodeId;

/**
 * Whom the acceptors tell about what they accept (Paxos Made Simple, 2.3). The learners who are told tell the rest.
 *
 * <p>With <i>a</i> acceptors, <i>l</i> learners and <i>d</i> of them distinguished, learning one value costs
 * <i>a·d + d·(l - d)</i> messages: all to all is one hop and <i>a·l</i> messages; one distinguished learner is two hops,
 * <i>a + l - 1</i> messages and a single point of delay; several are in between.
 */
public sealed interface LearnerPolicy {
    /** Those of {@code learners} that hear from the acceptors. */
    List<NodeId> distinguished(List<NodeId> learners);

    /** Those of {@code learners} that {@code learner} tells when it has learnt something from the acceptors. */
    default List<NodeId> toldBy(NodeId learner, List<NodeId> learners) {
        List<NodeId> distinguished = distinguished(learners);
        if (!distinguished.contains(learner)) {
            return List.of();
        }
        return learners.stream().filter(other -> !distinguished.contains(other)).toList();
    }

    /** Every acceptor tells every learner. */
    record Everyone() implements LearnerPolicy {
        @Override
        public List<NodeId> distinguished(List<NodeId> learners) {
            return learners;
        }
    }

    /** Every acceptor tells one learner, which tells the rest. */
    record One(NodeId learner) implements LearnerPolicy {
        @Override
        public List<NodeId> distinguished(List<NodeId> learners) {
            return List.of(learner);
        }
    }

    /** Every acceptor tells some learners, each of which tells the rest. */
    record Several(List<NodeId> some) implements LearnerPolicy {
        @Override
        public List<NodeId> distinguished(List<NodeId> learners) {
            return some;
        }
    }
}
