package synod.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import synod.bench.Main;

class BareServerTest {
    @TempDir
    Path folder;

    @Test
    void answersTheGeneratorOneConnectionAfterTheOtherAndLeavesNothingBehind() throws Exception {
        try (BareServer server = BareServer.start(Main.class.getName(), folder, List.of("-Xmx64m"))) {
            for (int run = 0; run < 2; run++) {
                LoadResult result = LoadGenerator.run(LoadPlan.parse("servers=127.0.0.1:"
                        + server.address().getPort() + " scenario=one keys=10 warm-up=10 measure=100"));
                assertThat(result.operations()).isPositive();
                assertThat(result.allOperations()).isGreaterThanOrEqualTo(result.operations());
            }
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
