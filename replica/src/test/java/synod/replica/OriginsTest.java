package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;

final class OriginsTest {
    private static final NodeId ORIGIN = NodeId.of(3);
    private static final Incarnation FIRST = new Incarnation(1, 11);
    private static final Incarnation SECOND = new Incarnation(2, 22);

    private final Origins origins = new Origins();

    @Test
    void takesEachParcelOnceAndInOrder() {
        assertThat(origins.offer(ORIGIN, FIRST, 1)).isEqualTo(Origins.Verdict.NEXT);
        assertThat(origins.offer(ORIGIN, FIRST, 1)).isEqualTo(Origins.Verdict.REPEATED);
        assertThat(origins.offer(ORIGIN, FIRST, 3)).isEqualTo(Origins.Verdict.EARLY);
        assertThat(origins.offer(ORIGIN, FIRST, 2)).isEqualTo(Origins.Verdict.NEXT);
        assertThat(origins.offer(ORIGIN, FIRST, 3)).isEqualTo(Origins.Verdict.NEXT);
    }

    @Test
    void aLaterLifeBeginsAtOneAndEndsTheEarlier() {
        origins.offer(ORIGIN, FIRST, 1);
        assertThat(origins.offer(ORIGIN, SECOND, 2)).isEqualTo(Origins.Verdict.EARLY);
        assertThat(origins.offer(ORIGIN, SECOND, 1)).isEqualTo(Origins.Verdict.NEXT);
        assertThat(origins.offer(ORIGIN, FIRST, 2)).isEqualTo(Origins.Verdict.PAST_LIFE);
        assertThat(origins.offer(ORIGIN, SECOND, 2)).isEqualTo(Origins.Verdict.NEXT);
    }

    @Test
    void twoLivesThatChoseTheSameCounterAreToldApart() {
        origins.offer(ORIGIN, SECOND, 1);
        assertThat(origins.offer(ORIGIN, new Incarnation(2, 23), 1)).isEqualTo(Origins.Verdict.PAST_LIFE);
    }

    @Test
    void streamsOfDifferentServersHaveNothingToDoWithEachOther() {
        origins.offer(ORIGIN, FIRST, 1);
        assertThat(origins.offer(NodeId.of(4), FIRST, 1)).isEqualTo(Origins.Verdict.NEXT);
        assertThat(origins.next(ORIGIN)).isEqualTo(2);
    }
}
