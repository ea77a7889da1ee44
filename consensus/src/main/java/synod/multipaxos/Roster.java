package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.NodeId;
import synod.kernel.Quorums;

/** Who is who, as seen by one node, in forms that need no search. */
final class Roster {
    private final NodeId self;
    private final Configuration configuration;
    private final int[] indexes = new int[NodeId.MAX_VALUE + 1];
    private final List<NodeId> voters = new ArrayList<>();
    private final List<NodeId> otherVoters = new ArrayList<>();
    private final List<NodeId> others = new ArrayList<>();

    Roster(NodeId self, Configuration configuration) {
        this.self = self;
        this.configuration = configuration;
        java.util.Arrays.fill(indexes, -1);
        for (Member member : configuration.voters()) {
            indexes[member.id().value()] = voters.size();
            voters.add(member.id());
            if (!member.id().equals(self)) {
                otherVoters.add(member.id());
            }
        }
        others.addAll(otherVoters);
        for (NodeId observer : configuration.observers()) {
            if (!observer.equals(self)) {
                others.add(observer);
            }
        }
    }

    NodeId self() {
        return self;
    }

    Configuration configuration() {
        return configuration;
    }

    Quorums quorums() {
        return configuration.quorums();
    }

    /** The voters, in order of their indexes. */
    List<NodeId> voters() {
        return voters;
    }

    /** The voters but for this node. */
    List<NodeId> otherVoters() {
        return otherVoters;
    }

    /** All voters and observers but for this node; voters first. */
    List<NodeId> others() {
        return others;
    }

    boolean isMember(NodeId node) {
        return node.equals(self) || others.contains(node);
    }

    boolean isVoter(NodeId node) {
        return indexes[node.value()] >= 0;
    }

    /** True when this node is one of the voters. */
    boolean isVoter() {
        return isVoter(self);
    }

    /** The index of a voter, -1 for anyone else. */
    int indexOf(NodeId node) {
        return indexes[node.value()];
    }

    /** The bit of a voter in a mask, none for anyone else. */
    long bit(NodeId node) {
        int index = indexes[node.value()];
        return index < 0 ? 0 : 1L << index;
    }

    /** True when this node is the only voter. */
    boolean isAlone() {
        return voters.size() == 1 && isVoter();
    }

    /** True when this node needs nobody else's promise, though others may vote, too. */
    boolean isPrepareQuorumAlone() {
        return quorums().isPrepareQuorum(bit(self));
    }

    /** How many different priorities among the voters are above this node's own. */
    int rank() {
        int index = indexOf(self);
        if (index < 0) {
            return 0;
        }
        int own = configuration.voters().get(index).priority();
        return (int) configuration.voters().stream()
                .mapToInt(Member::priority)
                .filter(priority -> priority > own)
                .distinct()
                .count();
    }
}
