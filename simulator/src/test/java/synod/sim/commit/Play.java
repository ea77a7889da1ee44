package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.NodeId;

/**
 * One transaction on a stage: process 1 coordinates and has no part in it, 2, 3 ... are the participants.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
final class Play<M, R> {
    static final NodeId COORDINATOR = NodeId.of(1);
    static final NodeId A = NodeId.of(2);
    static final NodeId B = NodeId.of(3);
    static final NodeId C = NodeId.of(4);

    final Stage<M, R> stage;
    final TransactionId id = new TransactionId(COORDINATOR, 1, 1);
    final List<NodeId> members = new ArrayList<>();
    private final Map<NodeId, Vote> votes = new HashMap<>();

    Play(Protocol<M, R> protocol, int participants) {
        this(protocol, participants, participants + 1);
    }

    Play(Protocol<M, R> protocol, int participants, int processes) {
        for (int i = 0; i < participants; i++) {
            members.add(NodeId.of(2 + i));
        }
        stage = new Stage<>(
                protocol,
                processes,
                (member, transaction) -> votes.getOrDefault(member, Vote.YES),
                StageListener.NOBODY);
    }

    Play<M, R> voting(NodeId member, Vote vote) {
        votes.put(member, vote);
        return this;
    }

    /** All have done their work, and the application asks to commit. */
    Play<M, R> begun() {
        joined();
        stage.begin(COORDINATOR, id, members);
        return this;
    }

    Play<M, R> joined() {
        for (NodeId member : members) {
            stage.join(member, id);
        }
        return this;
    }

    /** Delivers what is on its way of these kinds, and what of them comes of it. */
    final Play<M, R> deliver(Class<?>... kinds) {
        List<Class<?>> some = List.of(kinds);
        stage.deliverAll(envelope -> isOneOf(envelope.message(), some));
        return this;
    }

    /** Delivers what is on its way of a kind to one receiver only. */
    Play<M, R> deliverTo(NodeId receiver, Class<?> kind) {
        stage.deliverAll(envelope -> envelope.to().equals(receiver) && kind.isInstance(envelope.message()));
        return this;
    }

    /** Loses what is on its way of these kinds. */
    final Play<M, R> lose(Class<?>... kinds) {
        List<Class<?>> some = List.of(kinds);
        stage.lose(envelope -> isOneOf(envelope.message(), some));
        return this;
    }

    private boolean isOneOf(M message, List<Class<?>> kinds) {
        for (Class<?> kind : kinds) {
            if (kind.isInstance(message)) {
                return true;
            }
        }
        return false;
    }

    void crash(NodeId... nodes) {
        for (NodeId node : nodes) {
            stage.crash(node, 0);
        }
    }

    void crashEverybody() {
        crash(stage.nodes().toArray(NodeId[]::new));
    }

    /** Everything is mended, and all end with {@code outcome}. */
    void endsEverywhere(Outcome outcome) {
        assertThat(stage.calm(60)).as("nobody is in doubt in the end").isTrue();
        for (NodeId member : members) {
            assertThat(stage.locked(member)).as("locks of %s", member).isEmpty();
        }
        assertThat(stage.facts().outcomes(id)).isSubsetOf(outcome);
        if (outcome == Outcome.COMMITTED) {
            for (NodeId member : members) {
                assertThat(stage.facts().outcome(id, member)).as("%s", member).isEqualTo(outcome);
            }
        }
    }

    boolean isInDoubt(NodeId node) {
        return stage.inDoubt(node).contains(id);
    }
}
