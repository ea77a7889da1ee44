package synod.commit.paxos;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitRule;
import synod.commit.Outcome;
import synod.commit.paxos.Message.Held;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * Counts what acceptors accepted in the instances of one transaction. P5: a value is chosen when a quorum accepted it
 * under one ballot; committed when all instances chose <i>prepared</i>, aborted when one chose <i>aborted</i>.
 */
final class Tally {
    private final List<NodeId> members;
    private final int quorum;
    private final TreeMap<NodeId, TreeMap<Ballot, TreeSet<NodeId>>> accepted = new TreeMap<>();
    private final TreeMap<NodeId, Boolean> chosen = new TreeMap<>();

    Tally(List<NodeId> members, int quorum) {
        this.members = members;
        this.quorum = quorum;
    }

    void count(NodeId acceptor, List<Held> held) {
        for (Held one : held) {
            if (!members.contains(one.member())) {
                throw CommitRule.P5.broken(acceptor + " has an instance of " + one.member() + ", not of " + members);
            }
            TreeSet<NodeId> acceptors = accepted.computeIfAbsent(one.member(), member -> new TreeMap<>())
                    .computeIfAbsent(one.ballot(), ballot -> new TreeSet<>());
            acceptors.add(acceptor);
            if (acceptors.size() >= quorum) {
                Boolean former = chosen.put(one.member(), one.isPrepared());
                if (former != null && former != one.isPrepared()) {
                    throw CommitRule.P5.broken("two values are chosen in the instance of " + one.member());
                }
            }
        }
    }

    /** The outcome, or null as long as it does not follow from what was counted. */
    @Nullable
    Outcome outcome() {
        if (chosen.containsValue(false)) {
            return Outcome.ABORTED;
        }
        return chosen.size() == members.size() ? Outcome.COMMITTED : null;
    }

    @Override
    public String toString() {
        return "chosen " + chosen;
    }
}
