package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import synod.it.cluster.Cluster;

/** {@code bin/synod} as a user has it: processes with words, pipes and exit codes. */
final class Commands {
    private final Path folder;
    private final String servers;

    /** What a command left behind. */
    record Outcome(int code, String out, String err) {}

    /**
     * Commands for these servers, unless they name others.
     *
     * @param folder where each leaves what it complains of, and its state
     */
    Commands(Path folder, String servers) {
        this.folder = folder;
        this.servers = servers;
    }

    Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "synod.cli.Main"));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SYNOD_SERVER", servers);
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        return builder.redirectError(folder.resolve("err").toFile()).start();
    }

    Outcome run(String input, String... words) throws IOException, InterruptedException {
        Process process = start(words);
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return new Outcome(process.exitValue(), out, Files.readString(folder.resolve("err")));
    }
}
