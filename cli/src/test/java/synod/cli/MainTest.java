package synod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        CommandLine line = Main.line();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    @Test
    void withoutWordsItTellsWhatThereIs() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .contains("server", "ensemble", "status", "sim", "lab", "bench", "completion", "Examples:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "ensemble", "status", "sim", "lab", "tx", "completion"})
    void everyVerbHasHelpWithExamples(String verb) {
        assertThat(run(verb, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: synod " + verb).containsIgnoringCase("example");
    }

    @Test
    void helpFitsATerminalOfEightyColumns() {
        List<String> tooLong = new ArrayList<>();
        collectLongLines(Main.line(), tooLong);
        assertThat(tooLong).isEmpty();
    }

    private static void collectLongLines(CommandLine verb, List<String> tooLong) {
        for (String line : verb.getCommandSpec().usageMessage().footer()) {
            if (line.length() > 79) {
                tooLong.add(verb.getCommandName() + ": " + line);
            }
        }
        verb.getSubcommands().values().forEach(below -> collectLongLines(below, tooLong));
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .startsWith("synod ")
                .contains("ZooKeeper 3.9.5")
                .doesNotContain("${");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            frobnicate                    | Unmatched argument
            status nowhere:port           | "nowhere:port" is not host:port
            sim chess                     | "chess" cannot be simulated
            sim paxos --seeds 0           | at least one seed
            sim                           | SUBJECT
            lab no-such-thing             | neither a scenario that comes along
            lab 2pc-commit --format pdf   | "pdf" is no format
            lab --random --protocol 9pc   | expected one of 2pc,
            ensemble --servers 12         | --servers must be 1 to 9, not 12
            ensemble --base-port 65000    | --base-port must leave room
            completion fish               | bash and zsh, not for fish
            """)
    void saysWhatIsWrongInOneLine(String words, String expected) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(expected).doesNotContain("\tat ");
    }

    @Test
    void refusesAnEnsembleOnPortsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            if (port + 2100 > 0xffff) {
                return;
            }
            assertThat(run("ensemble", "--base-port", Integer.toString(port))).isEqualTo(2);
            assertThat(err.toString()).contains("port " + port + " is in use");
        }
    }

    @Test
    void completionKnowsTheVerbs() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("ensemble", "status", "complete -F", "tree", "--recursive", "shell");
    }

    @Test
    void statusOfNobodyIsAnErrorOfItsOwn() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(run("status", "--json", "127.0.0.1:" + port)).isEqualTo(1);
        assertThat(out.toString()).startsWith("{\"server\":\"127.0.0.1:" + port + "\",\"error\":");
    }

    @Test
    void statusShowsWhatAServerSays() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                answer(server, "srvr", "Zookeeper version: 3.9.5-x, built on y\nMode: leader\nZxid: 0x1f\n");
                answer(server, "mntr", "zk_server_state\tleader\nzk_znode_count\t5\n");
            });
            answers.start();
            assertThat(run("status", "127.0.0.1:" + server.getLocalPort())).isZero();
            answers.join();
        }
        assertThat(out.toString())
                .containsPattern("(?m)^Mode +leader$")
                .containsPattern("(?m)^zk_znode_count +5$")
                .containsPattern("(?m)^server +127\\.0\\.0\\.1:");
    }

    private static void answer(ServerSocket server, String word, String text) {
        try (Socket socket = server.accept()) {
            byte[] asked = socket.getInputStream().readNBytes(4);
            assertThat(new String(asked, StandardCharsets.US_ASCII)).isEqualTo(word);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void jsonIsQuoted() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a\"b", "c\\d\n");
        assertThat(StatusVerb.json(values)).isEqualTo("{\"a\\\"b\":\"c\\\\d\\u000a\"}");
    }
}
