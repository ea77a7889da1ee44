package synod.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every kind of quorums against the definition, by trying all sets. */
class QuorumsTest {
    private static List<Quorums> samples() {
        List<Quorums> samples = new ArrayList<>();
        for (int voters = 1; voters <= 7; voters++) {
            samples.add(new MajorityQuorums(voters));
            for (int prepare = 1; prepare <= voters; prepare++) {
                samples.add(new FlexibleQuorums(voters, prepare, voters + 1 - prepare));
            }
        }
        samples.add(new WeightedQuorums(List.of(1, 1, 1)));
        samples.add(new WeightedQuorums(List.of(3, 1, 1, 1)));
        samples.add(new WeightedQuorums(List.of(2, 2, 1, 0, 5)));
        samples.add(new HierarchicalQuorums(List.of(1, 1, 1, 2, 2, 2, 3, 3), List.of(1, 1, 1, 1, 1, 1, 1, 1)));
        samples.add(new HierarchicalQuorums(List.of(4, 4, 9, 9, 9), List.of(1, 2, 0, 0, 0)));
        return samples;
    }

    @Test
    void everyPrepareQuorumMeetsEveryAcceptQuorum() {
        for (Quorums quorums : samples()) {
            for (long prepare = 0; prepare <= quorums.everyone(); prepare++) {
                // By monotony it is enough to try the largest set that misses this one.
                assertThat(quorums.isPrepareQuorum(prepare) && quorums.isAcceptQuorum(quorums.everyone() & ~prepare))
                        .as("%s: %s", quorums, Long.toBinaryString(prepare))
                        .isFalse();
            }
            assertThat(quorums.isPrepareQuorum(quorums.everyone())).isTrue();
            assertThat(quorums.isAcceptQuorum(quorums.everyone())).isTrue();
        }
    }

    @Test
    void aLargerSetIsStillAQuorum() {
        for (Quorums quorums : samples()) {
            for (long set = 0; set <= quorums.everyone(); set++) {
                for (int i = 0; i < quorums.voters(); i++) {
                    long larger = set | (1L << i);
                    assertThat(!quorums.isPrepareQuorum(set) || quorums.isPrepareQuorum(larger))
                            .isTrue();
                    assertThat(!quorums.isAcceptQuorum(set) || quorums.isAcceptQuorum(larger))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void whoeverRemembersMeetsEveryQuorumWithoutTheForgetful() {
        for (Quorums quorums : samples()) {
            for (int forgetful = 0; forgetful < quorums.voters(); forgetful++) {
                long self = 1L << forgetful;
                for (long answered = 0; answered <= quorums.everyone(); answered++) {
                    if (quorums.remembers(answered, forgetful)) {
                        assertThat(answered & self).isZero();
                        for (long quorum = 0; quorum <= quorums.everyone(); quorum++) {
                            if (quorums.isPrepareQuorum(quorum) || quorums.isAcceptQuorum(quorum)) {
                                assertThat(quorum & ~self & answered)
                                        .as("%s: %s misses %s", quorums, answered, quorum)
                                        .isNotZero();
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void twoRecoveriesOfOneVoterShareAWitness() {
        for (Quorums quorums : samples()) {
            for (int forgetful = 0; forgetful < quorums.voters(); forgetful++) {
                for (long answered = 0; answered <= quorums.everyone(); answered++) {
                    long others = quorums.everyone() & ~answered & ~(1L << forgetful);
                    assertThat(quorums.remembers(answered, forgetful) && quorums.remembers(others, forgetful))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void forMajoritiesAMajorityOfAllRemembers() {
        MajorityQuorums five = new MajorityQuorums(5);
        assertThat(five.remembers(0b00111, 4)).isTrue();
        assertThat(five.remembers(0b00011, 4)).isFalse();
        assertThat(five.remembers(0b10011, 4)).isFalse();
        assertThat(new MajorityQuorums(3).remembers(0b011, 2)).isTrue();
        assertThat(new MajorityQuorums(3).remembers(0b001, 2)).isFalse();
        assertThat(new MajorityQuorums(1).remembers(0, 0)).isFalse();
        // Whatever one alone could choose nobody else can remember.
        assertThat(new FlexibleQuorums(3, 3, 1).remembers(0b011, 2)).isFalse();
    }

    @Test
    void hierarchicalNeedsMostGroupsAndMostOfEach() {
        HierarchicalQuorums quorums =
                new HierarchicalQuorums(List.of(1, 1, 1, 2, 2, 2, 3, 3, 3), List.of(1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertThat(quorums.isAcceptQuorum(0b000_011_011)).isTrue();
        assertThat(quorums.isAcceptQuorum(0b111_001_001)).isFalse();
        assertThat(quorums.isAcceptQuorum(0b111_000_001)).isFalse();
        assertThat(quorums.isAcceptQuorum(0b110_101_000)).isTrue();
    }

    @Test
    void weightsDecide() {
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 200; run++) {
            List<Integer> weights = new ArrayList<>();
            int all = 0;
            for (int i = 0; i < 5; i++) {
                weights.add(random.nextInt(4));
                all += weights.get(i);
            }
            if (all == 0) {
                continue;
            }
            long set = random.nextLong(32);
            long sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += ((set >>> i) & 1) * weights.get(i);
            }
            assertThat(new WeightedQuorums(weights).isAcceptQuorum(set)).isEqualTo(sum > all - sum);
        }
    }

    @Test
    void sixtyFourVotersFit() {
        MajorityQuorums quorums = new MajorityQuorums(64);
        assertThat(quorums.everyone()).isEqualTo(-1L);
        assertThat(quorums.isAcceptQuorum(0x1_ffff_ffffL)).isTrue();
        assertThat(quorums.isAcceptQuorum(0xffff_ffffL)).isFalse();
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> new FlexibleQuorums(3, 1, 2))
                .hasMessage(
                        "quorums need not intersect (ML8 QUORUMS_MEET): 1 (prepare) + 2 (accept) must be more than 3 voters");
        assertThatThrownBy(() -> new FlexibleQuorums(3, 4, 2)).hasMessageContaining("cannot be drawn from 3 voters");
        assertThatThrownBy(() -> new MajorityQuorums(0)).hasMessage("there must be 1 to 64 voters, not 0");
        assertThatThrownBy(() -> new MajorityQuorums(65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WeightedQuorums(List.of(0, 0))).hasMessageContaining("all weights are zero");
        assertThatThrownBy(() -> new WeightedQuorums(List.of(1, -1))).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> new HierarchicalQuorums(List.of(1, 1), List.of(1)))
                .hasMessage("there are groups for 2 voters, but weights for 1");
    }
}
