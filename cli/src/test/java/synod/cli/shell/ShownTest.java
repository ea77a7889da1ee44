package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.cli.client.Event;
import synod.tree.Stat;

final class ShownTest {
    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1, 1 byte", "1023, '1,023 bytes'", "1024, 1.0 KiB", "1048576, 1.0 MiB"})
    void sizes(long bytes, String shown) {
        assertThat(Shown.size(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5 ms",
        "1000, 1 s",
        "1500, 1.500 s",
        "60000, 60 s",
        "180000, 3 min",
        "185000, 3 min 5 s",
        "7200000, 2 h"
    })
    void durations(long millis, String shown) {
        assertThat(Shown.duration(millis)).isEqualTo(shown);
    }

    @Test
    void textStaysTextAndWhatCouldHarmATerminalDoesNot() {
        assertThat(Shown.forTerminal("grüß\tdich\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("grüß\tdich\n");
        assertThat(Shown.forTerminal(new byte[] {'a', 27, '[', '2', 'J'}))
                .isEqualTo("00000000  61 1b 5b 32 4a                                   |a.[2J|\n");
        assertThat(Shown.inline("a\u001b[2J\nb")).isEqualTo("a\\u001b[2J\\u000ab");
    }

    @Test
    void aDumpEndsSomewhere() {
        assertThat(Shown.dump(new byte[5000]))
                .endsWith("... and 904 bytes more\n")
                .hasLineCount(257);
    }

    @Test
    void aStatInWords() {
        Stat stat = new Stat(1, 2, 0, 1500, 3, 4, 5, 0, 6, 1234, 7);
        assertThat(Shown.stat(stat, ZoneOffset.UTC)).isEqualTo("""
                kind         not ephemeral
                created      1970-01-01 00:00:00.000 +00:00  czxid 0x1
                modified     1970-01-01 00:00:01.500 +00:00  mzxid 0x2
                data         6 bytes, version 3
                children     1,234, cversion 4, pzxid 0x7
                access list  version 5
                """);
    }

    @Test
    void events() {
        assertThat(Shown.event(new Event(Event.Kind.CREATED, "/a", 31))).isEqualTo("NodeCreated /a at 0x1f");
        assertThat(Shown.event(new Event(Event.Kind.DATA_CHANGED, "/a", -1)))
                .isEqualTo("NodeDataChanged /a (while disconnected)");
    }
}
