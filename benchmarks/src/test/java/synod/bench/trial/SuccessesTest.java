package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SuccessesTest {
    @Test
    void gapBeginsWithTheLastSuccessBeforeTheFault() {
        assertThat(of(10, 20, 300, 310).longestGap(25, 320)).isEqualTo(280);
    }

    @Test
    void gapsThatEndedBeforeDoNotCount() {
        assertThat(of(10, 900, 910, 930, 940).longestGap(905, 950)).isEqualTo(20);
    }

    @Test
    void gapThatLastsCountsUpToTheEnd() {
        assertThat(of(10, 20, 30).longestGap(25, 530)).isEqualTo(500);
    }

    @Test
    void successesAfterTheEndDoNotCount() {
        assertThat(of(10, 20, 30, 600).longestGap(25, 130)).isEqualTo(100);
    }

    @Test
    void thereMustHaveBeenOne() {
        assertThatThrownBy(() -> of().longestGap(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(20).longestGap(0, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void flowsWhenTheLastOneIsRecent() {
        assertThat(of().isFlowing(10, 5)).isFalse();
        assertThat(of(6).isFlowing(10, 5)).isTrue();
        assertThat(of(4).isFlowing(10, 5)).isFalse();
    }

    @Test
    void manyAreKept() {
        Successes successes = new Successes();
        for (int i = 0; i < 5_000; i++) {
            successes.add(i);
        }
        assertThat(successes.count()).isEqualTo(5_000);
        assertThat(successes.longestGap(0, 5_000)).isEqualTo(1);
    }

    private static Successes of(long... times) {
        Successes successes = new Successes();
        for (long each : times) {
            successes.add(each);
        }
        return successes;
    }
}
