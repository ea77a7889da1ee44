package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** From where on an image of the state still needs the journal. */
final class AcceptedPositionsTest {
    private final AcceptedPositions positions = new AcceptedPositions();

    @Test
    void whatIsAcceptedAndNotAppliedIsNeeded() {
        positions.add(7, 100);
        positions.add(8, 101);
        positions.onApplied(6);
        assertThat(positions.first(102)).isEqualTo(100);
        positions.onApplied(7);
        assertThat(positions.first(102)).isEqualTo(101);
    }

    @Test
    void whatIsAppliedIsNot() {
        positions.add(7, 100);
        positions.onApplied(7);
        assertThat(positions.first(102)).isEqualTo(102);
    }

    /** A slot that is still open holds back everything written after it, applied or not. */
    @Test
    void anOpenSlotHoldsBackWhatWasWrittenAfterIt() {
        positions.add(9, 100);
        positions.add(7, 101);
        positions.onApplied(8);
        assertThat(positions.first(102)).isEqualTo(100);
    }

    @Test
    void growsAndKeepsItsOrder() {
        for (int i = 1; i <= 1_000; i++) {
            positions.add(i, 10_000 + i);
            if (i % 3 == 0) {
                positions.onApplied(i / 3);
            }
        }
        assertThat(positions.first(0)).isEqualTo(10_334);
        positions.onApplied(1_000);
        assertThat(positions.first(0)).isZero();
    }
}
