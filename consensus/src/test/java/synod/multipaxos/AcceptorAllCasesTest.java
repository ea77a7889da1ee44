package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.Recorded.Persisted;
import synod.multipaxos.Recorded.Sent;
import synod.multipaxos.Recorded.SentAhead;
import synod.paxos.Ballot;

/**
 * Every comparison an acceptor makes, as a table: the ballot that comes in is below, equal to or above the promise; the
 * slot holds nothing, or a value accepted under a ballot below, equal to or at the promise; the value is the same or
 * another, intact or lost.
 */
class AcceptorAllCasesTest {
    private static final List<Ballot> BALLOTS =
            List.of(Stage.ballot(3, 1), Stage.ballot(3, 2), Stage.ballot(3, 3), Stage.ballot(4, 1), Stage.ballot(4, 2));

    private interface Case {
        void check(Ballot promised, Record.@Nullable Accepted held, Ballot incoming);
    }

    private static void forAll(Case each) {
        for (Ballot promised : BALLOTS) {
            List<Record.@Nullable Accepted> states = new ArrayList<>();
            states.add(null);
            for (Ballot accepted : BALLOTS) {
                if (!accepted.isAbove(promised)) {
                    states.add(Stage.accepted(accepted, 1, Stage.command("v" + accepted)));
                    states.add(Stage.accepted(accepted, 1, Value.DAMAGED));
                }
            }
            for (Record.Accepted held : states) {
                for (Ballot incoming : BALLOTS) {
                    if (incoming.node() != 1) {
                        each.check(promised, held, incoming);
                    }
                }
            }
        }
    }

    private static Stage with(Ballot promised, Record.@Nullable Accepted held) {
        Record promise = new Record.Promised(promised);
        return held == null
                ? Stage.voter(promise)
                : Stage.voter(PaxosSettings.defaults(), Damage.BODIES, held, promise);
    }

    @Test
    void prepare() {
        forAll((promised, held, incoming) -> {
            Stage stage = with(promised, held);
            List<Entry> entries = held == null ? List.of() : List.of(Stage.entry(1, held.ballot(), held.value()));
            Message promise = new Message.Promise(incoming, 1, entries, 0, 0, NodeNumbers.NONE);
            List<Object> effects = stage.receive(incoming.node(), new Message.Prepare(incoming, 1, Ballot.ZERO));
            if (incoming.isBelow(promised)) {
                assertThat(effects)
                        .containsExactly(new SentAhead(incoming.node(), new Message.Refused(incoming, promised)));
                assertThat(stage.notes()).containsExactly(Ignored.of(IgnoreReason.STALE_BALLOT));
            } else if (incoming.equals(promised)) {
                assertThat(effects).containsExactly(new Sent(incoming.node(), promise));
            } else {
                assertThat(effects)
                        .containsExactly(
                                new Persisted(new Record.Promised(incoming)), new Sent(incoming.node(), promise));
            }
        });
    }

    @Test
    void accept() {
        forAll((promised, held, incoming) -> {
            Stage stage = with(promised, held);
            // One ballot has one value, so a repetition carries the value that was accepted.
            Value value = Stage.command("v" + incoming);
            List<Object> effects = stage.receive(incoming.node(), new Message.Accept(incoming, 1, List.of(value), 0));
            if (incoming.isBelow(promised)) {
                assertThat(effects)
                        .containsExactly(new SentAhead(incoming.node(), new Message.Refused(incoming, promised)));
                return;
            }
            List<Object> expected = new ArrayList<>();
            if (incoming.isAbove(promised)) {
                expected.add(new Persisted(new Record.Promised(incoming)));
            }
            boolean isRepetition = held != null
                    && held.ballot().equals(incoming)
                    && held.value().equals(value);
            if (!isRepetition) {
                expected.add(new Persisted(Stage.accepted(incoming, 1, value)));
            }
            expected.add(new Sent(incoming.node(), new Message.Accepted(incoming, 1, 1, NodeNumbers.NONE)));
            assertThat(effects).containsExactlyElementsOf(expected);
            boolean wasLost = held != null && held.value() instanceof Value.Damaged;
            assertThat(stage.notes().contains(new ConsensusNote.SlotRepaired(1)))
                    .isEqualTo(wasLost);
        });
    }

    @Test
    void aRestartRestoresThePromiseFromWhateverImpliesIt() {
        forAll((promised, held, incoming) -> {
            Ballot implied = held == null ? Ballot.ZERO : held.ballot();
            Stage stage = held == null ? Stage.voter() : Stage.voter(PaxosSettings.defaults(), Damage.BODIES, held);
            List<Object> effects = stage.receive(incoming.node(), new Message.Prepare(incoming, 1, Ballot.ZERO));
            assertThat(Stage.messages(Message.Refused.class, effects)).hasSize(incoming.isBelow(implied) ? 1 : 0);
        });
    }
}
