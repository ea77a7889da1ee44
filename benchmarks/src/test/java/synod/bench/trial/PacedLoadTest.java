package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import synod.bench.load.ScriptedServer;

class PacedLoadTest {
    private static final int PER_SECOND = 500;

    @Test
    void keepsItsPaceAndAnswersAreCountedInTheSecondOfTheirWrite() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            List<Histogram> seconds = PacedLoad.run(server.address(), 2, PER_SECOND, LargeTree::path, each -> each < 2);
            assertThat(seconds).hasSize(2);
            assertThat(seconds.stream().mapToLong(Histogram::getTotalCount).sum())
                    .isEqualTo(2 * PER_SECOND);
        }
    }

    @Test
    void whatWaitsWhileAServerPausesIsChargedFromWhenItWasDue() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.PAUSE)) {
            List<Histogram> seconds = PacedLoad.run(server.address(), 1, PER_SECOND, LargeTree::path, each -> false);
            Histogram only = seconds.get(0);
            long half = ScriptedServer.PAUSE_MILLIS * 1_000_000L / 2;
            // Half of the writes that were due in the pause had to wait for half of it or longer.
            assertThat(only.getTotalCount() - only.getCountBetweenValues(0, half))
                    .isGreaterThanOrEqualTo(PER_SECOND * ScriptedServer.PAUSE_MILLIS / 1_000 / 2 - 5);
            assertThat(PacedLoad.longestMillis(seconds)).isGreaterThan(ScriptedServer.PAUSE_MILLIS * 0.9);
            assertThat(PacedLoad.p99Millis(seconds)[0]).isGreaterThan(ScriptedServer.PAUSE_MILLIS * 0.5);
        }
    }
}
