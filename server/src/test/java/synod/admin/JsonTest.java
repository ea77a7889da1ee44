package synod.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
    @Test
    void valuesOfEveryKind() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("text", "x");
        all.put("long", Long.MIN_VALUE);
        all.put("part", new BigDecimal("0.25"));
        all.put("truth", true);
        all.put("none", null);
        all.put("list", List.of(1, List.of(), Map.of()));
        all.put("endless", Double.POSITIVE_INFINITY);
        all.put("file", java.nio.file.Path.of("a", "b"));
        assertThat(Json.text(all)).isEqualTo("""
                {
                  "text" : "x",
                  "long" : -9223372036854775808,
                  "part" : 0.25,
                  "truth" : true,
                  "none" : null,
                  "list" : [
                    1,
                    [ ],
                    { }
                  ],
                  "endless" : "Infinity",
                  "file" : "a/b"
                }
                """);
    }

    @Test
    void linesAndTabs() {
        assertThat(Json.text("a\nb\tc\rd")).isEqualTo("\"a\\nb\\tc\\rd\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "a\"b, a\\\"b",
                "a\\b, a\\\\b",
                "a\u0001b, a\\u0001b",
                "\u00e9\u20ac, \u00e9\u20ac",
                "\ud83d\ude00, \ud83d\ude00",
                "\ud83dx, \\ud83dx",
                "x\ude00, x\\ude00"
            })
    void charactersThatMeanSomething(String text, String expected) {
        assertThat(Json.text(text)).isEqualTo("\"" + expected + "\"\n");
    }
}
