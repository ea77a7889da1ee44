package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;
import synod.kernel.Quorums;

/**
 * Who takes part, and which sets of voters are enough. A configuration is a value in the log.
 *
 * @param voters those that promise, accept and lead, in ascending order of identity; the position in this list is the
 *     index used by {@code quorums}
 * @param observers those that learn only, in ascending order of identity
 * @param quorums which sets of voters are enough, for exactly this number of voters
 */
public record Configuration(List<Member> voters, List<NodeId> observers, Quorums quorums) {
    /** @throws IllegalArgumentException when a node is listed twice, out of order, or the quorums are for another number */
    public Configuration {
        voters = List.copyOf(voters);
        observers = List.copyOf(observers);
        Quorums.checkedVoters(voters.size());
        if (quorums.voters() != voters.size()) {
            throw new IllegalArgumentException(
                    "the quorums are for " + quorums.voters() + " voters, but there are " + voters.size());
        }
        for (int i = 1; i < voters.size(); i++) {
            if (voters.get(i - 1).id().compareTo(voters.get(i).id()) >= 0) {
                throw new IllegalArgumentException("voters must be in ascending order, each once: " + voters);
            }
        }
        for (int i = 0; i < observers.size(); i++) {
            if (i > 0 && observers.get(i - 1).compareTo(observers.get(i)) >= 0) {
                throw new IllegalArgumentException("observers must be in ascending order, each once: " + observers);
            }
            for (Member voter : voters) {
                if (voter.id().equals(observers.get(i))) {
                    throw new IllegalArgumentException(voter.id() + " is both a voter and an observer");
                }
            }
        }
    }

    /** Voters of equal priority under majority quorums, no observers; the numbers in ascending order. */
    public static Configuration ofVoters(int... numbers) {
        List<Member> voters = new ArrayList<>();
        for (int number : numbers) {
            voters.add(new Member(NodeId.of(number), 0));
        }
        return new Configuration(voters, List.of(), new MajorityQuorums(numbers.length));
    }

    /** The index of a voter among the voters, or -1 when the node is not one. Walks the list. */
    public int indexOf(NodeId node) {
        for (int i = 0; i < voters.size(); i++) {
            if (voters.get(i).id().equals(node)) {
                return i;
            }
        }
        return -1;
    }

    /** True when the node votes or observes. */
    public boolean contains(NodeId node) {
        return indexOf(node) >= 0 || observers.contains(node);
    }
}
