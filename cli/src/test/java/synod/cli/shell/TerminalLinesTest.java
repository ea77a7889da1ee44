package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import synod.cli.client.Client;

/** What a person types at the least able of terminals. */
final class TerminalLinesTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private TerminalLines lines(String typed, Path history) throws IOException {
        InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        return new TerminalLines(
                new DumbTerminal("test", "dumb", in, screen, StandardCharsets.UTF_8),
                new Completion(
                        new CommandLine(CommandLine.Model.CommandSpec.create()),
                        (path, beginning, most) -> java.util.Map.of()),
                history);
    }

    private List<String> read(TerminalLines lines) throws IOException {
        List<String> all = new ArrayList<>();
        try (lines) {
            for (String line = lines.next("> "); line != null; line = lines.next("> ")) {
                all.add(line);
            }
        }
        return all;
    }

    @Test
    void givesLinesUntilTheEnd() throws IOException {
        assertThat(read(lines("get /a\nset /a 'x!y'\n", folder.resolve("h"))))
                .containsExactly("get /a", "set /a 'x!y'");
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("> ");
    }

    @Test
    void remembersLinesButNoSecrets() throws IOException {
        Path history = folder.resolve("deep").resolve("history");
        read(lines(
                "get /a\naddauth digest bob:secret\n \"addauth\" digest:bob:secret\n addauth x:secret\naddauth 'digest bob:secret\nls /\n",
                history));
        assertThat(Files.readString(history))
                .contains("get /a")
                .contains("ls /")
                .doesNotContain("secret");
    }

    @Test
    void onlyTheOwnerReadsTheHistory() throws IOException {
        Path history = folder.resolve("history");
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return;
        }
        read(lines("get /a\n", history));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void tellsEventsWhenNobodyTypes() throws IOException {
        try (TerminalLines lines = lines("", folder.resolve("h"))) {
            lines.tell("NodeCreated /a");
        }
        assertThat(screen.toString(StandardCharsets.UTF_8)).contains("NodeCreated /a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            addauth digest a:b       | true
            'addauth' digest a:b     | true
            ADDAUTH digest a:b       | true
            addauthx                 | true
            get /addauth             | false
            set /a 'auth             | true
            set /a 'x                | false
            """)
    void knowsSecrets(String line, boolean isSecret) {
        assertThat(Remembered.isSecret(line)).isEqualTo(isSecret);
    }

    @Test
    void thePromptTellsTheState() {
        assertThat(Prompt.of(Client.State.CONNECTED, "a:1")).isEqualTo("synod a:1> ");
        assertThat(Prompt.of(Client.State.CONNECTING, "null")).isEqualTo("synod (no connection)> ");
    }

    @Test
    void theHistoryLiesWhereStateBelongs() {
        assertThat(ShellVerb.usualHistory(null, "/home/bob"))
                .isEqualTo(Path.of("/home/bob/.local/state/synod/history"));
        assertThat(ShellVerb.usualHistory("/state", "/home/bob")).isEqualTo(Path.of("/state/synod/history"));
    }

    @Test
    void aPipeGivesLinesToo() throws IOException {
        try (PipedLines lines = new PipedLines(
                new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)),
                new Printer(OutputStream.nullOutputStream()))) {
            assertThat(lines.next("")).isEqualTo("a");
            assertThat(lines.next("")).isEqualTo("b");
            assertThat(lines.next("")).isNull();
        }
    }
}
