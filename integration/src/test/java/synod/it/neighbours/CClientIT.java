package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.OnServers;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** The C client, in a program of our own and in its shell. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class CClientIT extends OnServers {
    CClientIT(Shape shape) {
        super(shape);
    }

    @Test
    void aProgramInCTakesTheWholeTour() throws IOException, InterruptedException {
        String compiler = Tools.anyOf(
                List.of("cc", "gcc"),
                List.of("--version"),
                "skipped: there is no C compiler; 'apt-get install gcc libc6-dev' brings it");
        Assumptions.assumeTrue(
                Tools.works(compiler, "-fsyntax-only", "-include", "zookeeper/zookeeper.h", "-x", "c", "/dev/null"),
                "skipped: the C client's headers are not there; 'apt-get install libzookeeper-mt-dev' brings them");
        Path folder =
                Files.createDirectories(Path.of("target", "guests", "c-program").toAbsolutePath());
        Path program = folder.resolve("tour");
        Process compiling = new ProcessBuilder(
                        compiler,
                        "-std=gnu11",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-DTHREADED",
                        "-pthread",
                        "-o",
                        program.toString(),
                        Tools.SOURCES.resolve("c").resolve("tour.c").toString(),
                        "-lzookeeper_mt")
                .inheritIO()
                .start();
        assertThat(compiling.waitFor()).isZero();
        assertThat(Guest.visit(cluster, "c", List.of(program.toString(), cluster.connectString(), root)))
                .containsExactly(
                        "nodes",
                        "sequence",
                        "ephemerals",
                        "watches",
                        "multi",
                        "callbacks",
                        "permissions",
                        "reconnect",
                        "expiry");
    }

    @Test
    void theShellInCDoesWhatItIsTold() throws IOException, InterruptedException {
        Path shell = Path.of("/usr/lib/zookeeper/bin/cli_mt");
        Assumptions.assumeTrue(
                Files.isExecutable(shell),
                "skipped: the C client's shell is not there; 'apt-get install zookeeper-bin' brings it");
        Process process = new ProcessBuilder(shell.toString(), "-h", cluster.connectString())
                .redirectErrorStream(true)
                .start();
        CompletableFuture<Process> end = process.onExit()
                .orTimeout(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly());
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                Writer commands = process.outputWriter(StandardCharsets.UTF_8)) {
            awaitLine(lines, "Got a new session id");
            // Each command with a text that the shell answers with.
            String[][] talk = {
                {"create " + root + "/a", "name = " + root + "/a"},
                {"set " + root + "/a hello", "rc = 0"},
                {"get " + root + "/a", "hello"},
                // The first of these two says nothing when all is well.
                {
                    "wexists " + root + "/a\nset " + root + "/a again",
                    "CHANGED_EVENT state = CONNECTED_STATE for path " + root + "/a"
                },
                {"aget " + root + "/a", "again"},
                {"create +e " + root + "/e", "name = " + root + "/e"},
                {"create +s " + root + "/a/s-", "name = " + root + "/a/s-0000000000"},
                {"create2 +c " + root + "/c", "name = " + root + "/c"},
                {"ls " + root + "/a", "s-0000000000"},
                {"delete " + root + "/a", "rc = -111"},
                {"delete " + root + "/c", "rc = 0"},
                {"sync " + root, "rc = 0"},
                {"get " + root + "/c", "rc = -101"},
                {"exists " + root + "/none", "Error -101"},
                {"quit", "Quitting"}
            };
            for (String[] each : talk) {
                commands.write(each[0] + "\n");
                commands.flush();
                awaitLine(lines, each[1]);
            }
        }
        assertThat(end.join().waitFor()).isZero();
    }

    private static void awaitLine(BufferedReader lines, String text) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            line = lines.readLine();
        }
        assertThat(line).as("a line with '%s'", text).isNotNull();
    }
}
