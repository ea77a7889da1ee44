package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class GapKeeperTest {
    private static final Optional<String> GAP = Optional.of("not built");

    private static void fail() {
        throw new IllegalStateException("as expected");
    }

    @Test
    void namesTellTheirItem() {
        assertThat(GapKeeper.item("item005WrongPassword")).contains(5);
        assertThat(GapKeeper.item("item230Last")).contains(230);
        assertThat(GapKeeper.item("item5WrongPassword")).isEmpty();
        assertThat(GapKeeper.item("item0050WrongPassword")).isEmpty();
        assertThat(GapKeeper.item("wrongPassword")).isEmpty();
    }

    @Test
    void withoutAGapTheTestDecides() {
        assertThatCode(() -> GapKeeper.judge(1, Optional.empty(), () -> {})).doesNotThrowAnyException();
        assertThatThrownBy(() -> GapKeeper.judge(1, Optional.empty(), GapKeeperTest::fail))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aGapThatFailsIsSkippedWithItsReason() {
        assertThatThrownBy(() -> GapKeeper.judge(7, GAP, GapKeeperTest::fail))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("item 7")
                .hasMessageContaining("not built");
    }

    @Test
    void aGapThatPassesIsAFailure() {
        assertThatThrownBy(() -> GapKeeper.judge(7, GAP, () -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("take it off");
    }
}
