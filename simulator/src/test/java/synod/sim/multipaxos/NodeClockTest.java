package synod.sim.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeClockTest {
    @Test
    void clocksGoThereAndBack() {
        for (int drift : new int[] {-4_500, 0, 1, 4_500}) {
            NodeClock clock = new NodeClock(123_456_789, drift);
            for (long world : new long[] {0, 1, 999_999, 1_000_000, 3_600_000_000_000L}) {
                long due = clock.nanos(world);
                assertThat(clock.nanos(clock.worldNanos(due))).isBetween(due, due + 3);
            }
            assertThat(clock.worldNanos(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        }
    }
}
