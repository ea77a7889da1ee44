package synod.sim.paxos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import synod.kernel.NodeId;
import synod.paxos.Message;
import synod.paxos.Roster;
import synod.sim.paxos.Facts.Fact;
import synod.sim.paxos.ProcessTable.Ending;

/**
 * What a learner may come to believe, searched apart from the rest: for a given set of durable votes, every order in
 * which any of them may be announced to it, lost, and announced again.
 */
final class LearnerSearch {
    private final NodeId self;
    private final Facts facts = new Facts();
    private final ProcessTable learner;
    private final Map<Set<Integer>, List<Fact>> known = new HashMap<>();

    LearnerSearch(NodeId self, Roster roster) {
        this.self = self;
        this.learner = new ProcessTable(self, roster, facts, message -> false, false);
    }

    /** Every value that a learner may deliver when at most the votes among {@code relevant} are announced. */
    List<Fact> whatTheyMayLearn(List<Fact> relevant) {
        Set<Integer> announcements = new HashSet<>();
        for (Fact fact : relevant) {
            if (fact instanceof Fact.Voted vote) {
                Message accepted = new Message.Accepted(vote.ballot(), vote.value());
                announcements.add(facts.number(new Fact.Sent(vote.acceptor(), self, accepted)));
            }
        }
        return known.computeIfAbsent(announcements, this::search);
    }

    private List<Fact> search(Set<Integer> announcements) {
        Set<Integer> learnt = new HashSet<>();
        Set<Integer> seen = new HashSet<>(List.of(learner.initial()));
        Deque<Integer> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            int state = open.remove();
            for (int announcement : announcements) {
                for (Ending ending : learner.onMessage(state, announcement)) {
                    for (int fact : ending.facts()) {
                        learnt.add(fact);
                    }
                    if (seen.add(ending.next())) {
                        open.add(ending.next());
                    }
                }
            }
        }
        List<Fact> facts = new ArrayList<>();
        for (int fact : learnt) {
            facts.add(this.facts.fact(fact));
        }
        return facts;
    }
}
