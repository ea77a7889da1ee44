package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static synod.multipaxos.Stage.ballot;
import static synod.multipaxos.Stage.command;
import static synod.multipaxos.Stage.entry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.kernel.InvariantViolation;
import synod.kernel.MajorityQuorums;
import synod.kernel.Quorums;
import synod.paxos.Ballot;

/** What a new leader must propose, with and without lost bytes: scenes, and then every small history there is. */
class InheritanceTest {
    private static final Quorums THREE = new MajorityQuorums(3);

    private static Inheritance.Bequest of(long answered, @Nullable Entry... reports) {
        return Inheritance.of(reports, answered, THREE);
    }

    @Test
    void theHighestBallotDecides() {
        assertThat(of(0b011, entry(1, ballot(1, 1), command("a")), entry(1, ballot(2, 2), command("b")), null)
                        .value())
                .isEqualTo(command("b"));
    }

    @Test
    void nothingReportedLeavesTheSlotFree() {
        assertThat(of(0b011, null, null, null).value()).isEqualTo(Value.NO_OP);
    }

    @Test
    void aCopyUnderTheSameBallotHealsDamage() {
        assertThat(of(0b011, entry(1, ballot(2, 2), Value.DAMAGED), entry(1, ballot(2, 2), command("b")), null)
                        .value())
                .isEqualTo(command("b"));
    }

    @Test
    void aLostHighestValueWaitsForMoreAnswers() {
        Inheritance.Bequest bequest =
                of(0b011, entry(1, ballot(2, 2), Value.DAMAGED), entry(1, ballot(1, 1), command("a")), null);
        assertThat(bequest.value()).isNull();
        assertThat(bequest.lost()).isEqualTo(ballot(2, 2));
    }

    @Test
    void aLostValueThatTooFewCanHaveAcceptedIsPassedOver() {
        assertThat(of(0b111, entry(1, ballot(2, 2), Value.DAMAGED), entry(1, ballot(1, 1), command("a")), null)
                        .value())
                .isEqualTo(command("a"));
        assertThat(of(0b111, entry(1, ballot(2, 2), Value.DAMAGED), null, null).value())
                .isEqualTo(Value.NO_OP);
    }

    @Test
    void aLostValueThatMayBeChosenIsNeverPassedOver() {
        assertThat(of(
                                0b111,
                                entry(1, ballot(2, 2), Value.DAMAGED),
                                entry(1, ballot(2, 2), Value.DAMAGED),
                                entry(1, ballot(1, 1), command("a")))
                        .value())
                .isNull();
        // Whoever accepted the higher ballot may have accepted the lower one before, and that may have been a quorum.
        assertThat(of(0b111, entry(1, ballot(3, 2), Value.DAMAGED), entry(1, ballot(2, 2), Value.DAMAGED), null)
                        .value())
                .isNull();
    }

    @Test
    void twoValuesUnderOneBallotAreAViolation() {
        assertThatThrownBy(() ->
                        of(0b011, entry(1, ballot(2, 2), command("a")), entry(1, ballot(2, 2), command("b")), null))
                .isInstanceOf(InvariantViolation.class);
    }

    /**
     * Every history of one slot with three acceptors and up to three ballots, played by the rules: each ballot is
     * prepared at some majority, proposes what P2c demands, and is accepted by some subset of those that have not
     * promised a later one. Then any copies are lost, any majority or all answer, and the decision must never
     * contradict what was chosen.
     */
    @Test
    void noHistoryOfThreeBallotsIsContradicted() {
        int[] checked = new int[1];
        play(new ArrayList<>(), new Entry[3], checked);
        assertThat(checked[0]).isGreaterThan(10_000);
    }

    /** One accepted proposal: who accepted it. */
    private record Round(Ballot ballot, Value value, long acceptors) {}

    private static void play(List<Round> rounds, @Nullable Entry[] state, int[] checked) {
        decide(rounds, state, checked);
        if (rounds.size() == 3) {
            return;
        }
        Ballot ballot = ballot(rounds.size() + 1, 1);
        for (long prepared = 0; prepared < 8; prepared++) {
            if (THREE.isPrepareQuorum(prepared)) {
                Value value = demanded(state, prepared, "v" + rounds.size());
                for (long acceptors = 0; acceptors < 8; acceptors++) {
                    @Nullable Entry[] next = state.clone();
                    for (int i = 0; i < 3; i++) {
                        next[i] = (acceptors & (1L << i)) == 0 ? next[i] : entry(1, ballot, value);
                    }
                    List<Round> longer = new ArrayList<>(rounds);
                    longer.add(new Round(ballot, value, acceptors));
                    play(longer, next, checked);
                }
            }
        }
    }

    private static Value demanded(@Nullable Entry[] state, long prepared, String own) {
        Entry highest = null;
        for (int i = 0; i < 3; i++) {
            Entry entry = (prepared & (1L << i)) == 0 ? null : state[i];
            if (entry != null && (highest == null || entry.ballot().isAbove(highest.ballot()))) {
                highest = entry;
            }
        }
        return highest == null ? command(own) : highest.value();
    }

    private static void decide(List<Round> rounds, @Nullable Entry[] state, int[] checked) {
        for (long lost = 0; lost < 8; lost++) {
            for (long answered = 0; answered < 8; answered++) {
                if (!THREE.isPrepareQuorum(answered)) {
                    continue;
                }
                @Nullable Entry[] reports = new Entry[3];
                for (int i = 0; i < 3; i++) {
                    Entry entry = (answered & (1L << i)) == 0 ? null : state[i];
                    boolean isLost = (lost & (1L << i)) != 0;
                    reports[i] = entry == null || !isLost ? entry : entry(1, entry.ballot(), Value.DAMAGED);
                }
                Value decision = Inheritance.of(reports, answered, THREE).value();
                for (Round round : rounds) {
                    if (decision != null && THREE.isAcceptQuorum(round.acceptors)) {
                        assertThat(decision)
                                .as("%s lost %s answered %s", rounds, lost, answered)
                                .isEqualTo(round.value);
                    }
                }
                checked[0]++;
            }
        }
    }
}
