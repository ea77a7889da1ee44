package synod.sim.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import synod.sim.paxos.SmallWorld.Bound;
import synod.sim.paxos.SmallWorld.Result;

/**
 * The single decree to its last state. The numbers of states are part of the expectation: the core and the search are
 * both deterministic, so a change in either shows here and has to be meant.
 */
final class SmallWorldTest {
    private static Result searched(Bound bound) {
        Result result = SmallWorld.search(bound);
        assertThat(result.broken()).as(String.join("\n", result.trace())).isNull();
        assertThat(result.isComplete()).isTrue();
        assertThat(result.learnt()).isPositive();
        return result;
    }

    /** One round each: the smallest world in which two proposers can be in each other's way. */
    @Test
    void oneRoundEachWithRefusalsAndCrashes() {
        assertThat(searched(new Bound(3, 1, 1, true, true, 1_000_000)).states()).isEqualTo(112_022);
    }

    /** The first proposer comes back above the second one: the world in which P2c has something to do twice. */
    @Test
    void theFirstProposerComesBackWithCrashes() {
        assertThat(searched(new Bound(3, 2, 1, false, true, 2_000_000)).states())
                .isEqualTo(882_505);
    }

    @Test
    void theSecondProposerComesBack() {
        assertThat(searched(new Bound(3, 1, 2, false, false, 1_000_000)).states())
                .isEqualTo(99_345);
    }

    /** Even numbers: a majority of four is three. */
    @Test
    void fourAcceptors() {
        assertThat(searched(new Bound(4, 1, 1, false, false, 1_000_000)).states())
                .isPositive();
    }

    /** A search that was cut short does not claim to be complete. */
    @Test
    void saysWhenItDidNotSeeEverything() {
        assertThat(SmallWorld.search(new Bound(3, 2, 2, true, true, 1_000)).isComplete())
                .isFalse();
    }
}
