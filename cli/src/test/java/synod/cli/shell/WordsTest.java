package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            get /a                | get;/a
              get   /a            | get;/a
            set /a 'one two'      | set;/a;one two
            set /a "one \\" two"  | set;/a;one " two
            set /a "a\\\\b"       | set;/a;a\\b
            set /a "a\\nb"        | set;/a;a\\nb
            set /a one\\ two      | set;/a;one two
            set /a 'a\\b'         | set;/a;a\\b
            set /a x'y z'"w"      | set;/a;xy zw
            get /a # why          | get;/a
            get /a#b              | get;/a#b
            """)
    void splits(String line, String words) {
        assertThat(Words.of(line)).containsExactly(words.split(";"));
    }

    @Test
    void anEmptyWordInQuotesIsAWord() {
        assertThat(Words.of("set /a ''")).isEqualTo(List.of("set", "/a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# all of it"})
    void nothingIsNoWords(String line) {
        assertThat(Words.of(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"set /a 'x", "set /a \"x", "set /a \"x\\\""})
    void anOpenQuoteIsTold(String line) {
        assertThatThrownBy(() -> Words.of(line)).isInstanceOf(WrongUsage.class).hasMessageContaining("is open");
    }
}
