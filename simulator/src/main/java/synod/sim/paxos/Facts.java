package synod.sim.paxos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Ballot;
import synod.paxos.Message;

/**
 * Everything that may become true and then stays true, numbered as it turns up: a message was sent, an acceptor made
 * something durable, a process learnt a value. A message that was sent may arrive at any time, any number of times, or
 * never, so a set of facts is all there is to the network: loss, repetition and reordering need no more.
 */
public final class Facts {
    /** One of them. */
    public sealed interface Fact {
        /** A message is on its way for ever. */
        record Sent(NodeId from, NodeId to, Message message) implements Fact {}

        /** An acceptor's promise is durable, whether or not anybody was told. */
        record Promised(NodeId acceptor, Ballot ballot) implements Fact {}

        /** An acceptor's vote is durable, whether or not anybody was told. */
        record Voted(NodeId acceptor, Ballot ballot, Bytes value) implements Fact {}

        /** Somebody at {@code proposer} wished for {@code value}. */
        record Wished(NodeId proposer, Bytes value) implements Fact {}

        /** A learner delivered {@code value}. */
        record Learnt(NodeId learner, Bytes value) implements Fact {}
    }

    private final Map<Fact, Integer> numbers = new HashMap<>();
    private final List<Fact> facts = new ArrayList<>();

    int number(Fact fact) {
        Integer known = numbers.putIfAbsent(fact, facts.size());
        if (known != null) {
            return known;
        }
        facts.add(fact);
        return facts.size() - 1;
    }

    Fact fact(int number) {
        return facts.get(number);
    }

    int count() {
        return facts.size();
    }
}
