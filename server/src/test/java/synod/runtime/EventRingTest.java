package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EventRingTest {
    @Test
    void keepsTheLastEventsOldestFirst() {
        EventRing ring = new EventRing(4);
        for (int i = 0; i < 10; i++) {
            ring.record(i * 1_000_000L, "durable", i == 9 ? "subject" : null, i, -i);
        }
        assertThat(ring.lines(9_000_000L))
                .containsExactly(
                        "6 -3.0ms durable 6 -6",
                        "7 -2.0ms durable 7 -7",
                        "8 -1.0ms durable 8 -8",
                        "9 -0.0ms durable 9 -9 subject");
    }
}
