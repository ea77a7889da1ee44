package synod.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String words) {
        return BenchCommand.run(words.split(" "), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "compare --help", "grow set -h", "load --help", "micro --help"})
    void helpIsThereWhereverItIsAskedFor(String words) {
        assertThat(run(words)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: bin/synod bench compare");
    }

    @Test
    void aPlanWithAnUnknownNameIsRefused() {
        assertThat(run("load colour=blue")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("colour");
    }
}
