package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.server.PropertiesText.Entry;

final class PropertiesTextTest {
    /** The JDK's own reader is the model: same keys and values, but for blanks at the end of a value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b",
                "a = b ",
                "a: b",
                "a b",
                "a",
                "  # comment\n! too\na=1\n\n b=2",
                "a=1\\\n  2\\\n3\nb=4",
                "a\\=b=c\\:d",
                "a\\ b=c",
                "path=C:\\\\data",
                "u=\\u0041\\u00e9",
                "a=b=c",
                "a=\\tx",
                "a==b",
                "a=1\r\nb=2\rc=3",
                "#a\\\nb=1",
                "a=x\\",
                "server.1=h:1:2:observer;2181"
            })
    void readsWhatTheJdkReads(String text) throws IOException {
        Properties model = new Properties();
        model.load(new StringReader(text));
        Properties ours = new Properties();
        for (Entry entry : PropertiesText.parse(text)) {
            ours.put(entry.key(), entry.value());
        }
        model.replaceAll((key, value) -> value.toString().strip());
        ours.replaceAll((key, value) -> value.toString().strip());
        assertThat(ours).isEqualTo(model);
    }

    @Test
    void numbersTheLineAnAssignmentBeginsOn() {
        assertThat(PropertiesText.parse("# x\na=1\\\n2\n\nb=3"))
                .containsExactly(new Entry("a", "12", "line 2"), new Entry("b", "3", "line 5"));
    }

    @Test
    void refusesAMalformedEscape() {
        assertThatThrownBy(() -> PropertiesText.parse("a=1\nb=\\u12"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("line 2");
    }
}
