package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Item 50 of the conformance list: E3PC is Paxos in other clothes. */
final class PaxosShadowTest {
    private static final int SEEDS = 40;

    @Test
    void c50_e3pcDecidesAsPaxosDoesOnTheSameSchedule() {
        PaxosShadow shadow = new PaxosShadow();
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(CommitWorld.run(CommitWorld.Settings.usual(), shadow, seed, StageListener.NOBODY))
                    .isNull();
        }
        assertThat(shadow.promised).isGreaterThan(1_000);
        assertThat(shadow.refused).isGreaterThan(100);
        assertThat(shadow.attemptsToCommit).isGreaterThan(100);
        assertThat(shadow.attemptsToAbort).isGreaterThan(100);
        assertThat(shadow.chosenToCommit).isGreaterThan(100);
        assertThat(shadow.chosenToAbort).isGreaterThan(100);
    }
}
