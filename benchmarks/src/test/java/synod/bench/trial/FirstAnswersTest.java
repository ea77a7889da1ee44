package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import synod.bench.load.ScriptedServer;

class FirstAnswersTest {
    private static final byte[] PATH = LargeTree.path(0);

    @Test
    void theWriteIsAnsweredAfterTheRead() throws IOException, InterruptedException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            FirstAnswers answers =
                    FirstAnswers.await(server.address(), PATH, System.nanoTime(), TimeUnit.MINUTES.toNanos(1));
            assertThat(answers.readMillis()).isPositive();
            assertThat(answers.writeMillis()).isGreaterThan(answers.readMillis());
        }
    }

    @Test
    void nobodyWaitsForEver() throws IOException {
        ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE);
        server.close();
        assertThatThrownBy(() -> FirstAnswers.await(
                        server.address(), PATH, System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(50)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer");
    }
}
