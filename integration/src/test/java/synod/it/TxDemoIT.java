package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money between real processes, one of which is killed at a named point. */
class TxDemoIT {
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    private Outcome demo(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "synod.cli.Main",
                "tx",
                "demo"));
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "2pc, coordinator@forced-decision",
        "2pc, coordinator@before-decided",
        "2pc, 2@before-voted",
        "2pc, 1@wrote-store-prepared",
        "2pc, 3@forced-concluded",
        "2pc-presumed-commit, coordinator@forced-members",
        "3pc-skeen, coordinator@after-pre-commit",
        "3pc-quorum, coordinator@after-pre-commit",
        "e3pc, coordinator@after-pre-commit",
        "e3pc, 2@wrote-part",
        "paxos, coordinator@got-accepted",
        "paxos, 5@before-accepted",
        "paxos, 1@after-accept"
    })
    void theSumIsKept(String protocol, String crash) throws Exception {
        Outcome outcome = demo(
                "--protocol",
                protocol,
                "--crash",
                crash,
                "--transfers",
                "30",
                "--down",
                "800",
                "--folder",
                folder.resolve("processes").toString(),
                "--json");
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .contains("\"kept\":true", "\"crashReached\":true", "\"protocol\":\"" + protocol + "\"");
    }

    /** Many at once wait for each other's locks, are wounded, share forced writes, and lose a process in the middle of it. */
    @ParameterizedTest
    @CsvSource({
        "2pc, coordinator@forced-decision",
        "2pc-presumed-commit, 2@forced-prepared",
        "e3pc, 1@forced-part",
        "paxos, 5@forced-instances"
    })
    void theSumIsKeptWithManyAtOnce(String protocol, String crash) throws Exception {
        Outcome outcome = demo(
                "--protocol",
                protocol,
                "--crash",
                crash,
                "--transfers",
                "400",
                "--concurrency",
                "16",
                "--down",
                "500",
                "--folder",
                folder.resolve("processes").toString(),
                "--json");
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .contains("\"kept\":true", "\"crashReached\":true", "\"concurrency\":16", "\"expected\":19200");
    }

    /** The form that commits on a timeout does lose money, and the demonstration says so. */
    @Test
    void theTextbookLosesMoney() throws Exception {
        Outcome outcome = demo(
                "--protocol",
                "3pc-textbook",
                "--crash",
                "coordinator@after-pre-commit",
                "--transfers",
                "10",
                "--folder",
                folder.resolve("processes").toString());
        assertThat(outcome.code()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out()).contains("THE SUM IS NOT KEPT");
    }

    /** The blocking case of two-phase commit, told by whoever is blocked. */
    @Test
    void whoIsInDoubtSaysSo() throws Exception {
        Outcome outcome = demo(
                "--protocol",
                "2pc",
                "--crash",
                "coordinator@forced-decision",
                "--transfers",
                "10",
                "--down",
                "500",
                "--folder",
                folder.resolve("processes").toString());
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .containsPattern("process [123] is in doubt about 4\\.1\\.\\d+ for \\d+ ms")
                .contains("the sum is kept: 1200");
    }

    @Test
    void wrongWordsAreExplained() throws Exception {
        Outcome outcome = demo("--protocol", "2pc", "--crash", "2@lunch");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("no crash point \"lunch\" with 2pc");
        assertThat(demo("--concurrency", "65").err()).contains("--concurrency must be 1 to 64");
        Outcome list = demo("--protocol", "paxos", "--crash", "list");
        assertThat(list.code()).isZero();
        assertThat(list.out())
                .contains("before-accepted", "forced-instances", "wrote-store-prepared", "got-settling-settle");
    }
}
