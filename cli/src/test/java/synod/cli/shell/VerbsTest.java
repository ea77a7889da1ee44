package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Verbs as far as they come without a server. */
final class VerbsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String verb, String... words) {
        try (Verbs verbs = new Verbs()) {
            ConnectionOptions options = new ConnectionOptions();
            OneShot surroundings = new OneShot(options, new ByteArrayInputStream(new byte[0]), out, err, false);
            CommandLine command = verbs.oneShot(verb, options, surroundings);
            return command.execute(words);
        }
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            get     | app                              | paths begin with a slash
            set     | /a                               | set what?
            set     | /a x --file y                    | not from both
            set     | /a --file /nowhere/at/all        | there is no file /nowhere/at/all
            create  | -e -c /a                         | one of them
            create  | --acl x /a                       | is not scheme:id:permissions
            delete  | /                                | belongs to the server
            delete  | -r --version 1 /a                | --version is for one znode
            delete  | --dry-run /a                     | goes with --recursive
            tree    | --depth -1 /                     | --depth is 0 or more
            watch   | --list                           | for the shell
            watch   | --count 0 /a                     | --count is 1 or more
            multi   | --file /dev/null                 | there are no operations
            session | 0xyz                             | is no session
            ls      | / --server a:b                   | "a:b" is not host:port
            ls      | / --timeout 0                    | --timeout is a number
            ls      | / --auth secret                  | credentials are scheme:data
            ls      | / --auth-file /nowhere/at/all    | there is no file
            """)
    void saysWhatIsWrongInOneLine(String verb, String words, String expected) {
        assertThat(run(verb, words.split(" "))).isEqualTo(2);
        assertThat(err()).startsWith("synod: ").contains(expected).hasLineCount(1);
    }

    @Test
    void saysItAsJsonToScripts() {
        assertThat(run("get", "--json", "app")).isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "{\"error\":\"WrongUsage\",\"code\":null,\"path\":null,\"message\":\"\\\"app\\\" is no path: paths"
                                + " begin with a slash, such as /app\"}\n");
    }

    @Test
    void nobodyListeningIsAnErrorOfItsOwn() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(run("get", "--server", "127.0.0.1:" + port, "/a")).isEqualTo(3);
        assertThat(err())
                .contains("127.0.0.1:" + port + ": nothing listens there")
                .contains("synod server");
    }

    @Test
    void whoClosesWithoutAWordIsAskedAgainUntilTheTimeIsOver() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread closes = new Thread(() -> {
                boolean isOver = false;
                while (!isOver) {
                    try {
                        server.accept().close();
                    } catch (IOException e) {
                        isOver = true;
                    }
                }
            });
            closes.start();
            String address = "127.0.0.1:" + server.getLocalPort();
            assertThat(run("get", "--timeout", "300", "--server", address, "/a"))
                    .isEqualTo(3);
            assertThat(err()).contains(address).contains("synod status " + address);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "set",
                "create",
                "delete",
                "ls",
                "tree",
                "stat",
                "count",
                "acl",
                "watch",
                "multi",
                "sync",
                "whoami",
                "session",
                "ephemerals"
            })
    void everyVerbHasHelpWithExamplesAndExitCodes(String verb) {
        try (Verbs verbs = new Verbs()) {
            CommandLine root =
                    new CommandLine(CommandLine.Model.CommandSpec.create().name("synod"));
            verbs.addTo(root, verb::equals);
            assertThat(root.getSubcommands()).containsOnlyKeys(verb);
            assertThat(Objects.requireNonNull(root.getSubcommands().get(verb)).getUsageMessage())
                    .contains("Usage: synod " + verb)
                    .contains("Example")
                    .contains("Exit codes:")
                    .contains("--server");
        }
    }
}
