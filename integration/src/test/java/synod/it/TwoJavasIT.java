package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A seed means the same world whichever Java runs it. Needs a second JDK beside the one that runs the tests. */
class TwoJavasIT {
    private static final int SEEDS = 50;

    @Test
    void aSeedMeansTheSameWorldInEveryJava() throws Exception {
        Path here = Path.of(System.getProperty("java.home"));
        Optional<Path> other = otherThan(here);
        Assumptions.assumeTrue(other.isPresent(), "only one Java, 17 or newer, is installed in " + here.getParent());
        List<String> mine = worlds(here);
        assertThat(mine).hasSize(SEEDS);
        assertThat(worlds(other.orElseThrow())).isEqualTo(mine);
    }

    private static Optional<Path> otherThan(Path here) throws IOException {
        Path home = here.toRealPath();
        Path folder = home.getParent();
        if (folder == null) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.filter(candidate -> Files.isExecutable(candidate.resolve("bin/java")))
                    .filter(candidate -> feature(candidate) >= 17 && feature(candidate) != feature(home))
                    .findFirst();
        }
    }

    /** The feature number that a JDK's release file states; 0 when it states none. */
    private static int feature(Path home) {
        Path release = home.resolve("release");
        if (!Files.exists(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.substring(14).split("[.\"]", -1)[0])
                    .filter(number -> number.matches("\\d{1,4}"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static List<String> worlds(Path home) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        home.resolve("bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worlds.class.getName(),
                        Integer.toString(SEEDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.lines().toList();
    }
}
