package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import synod.gateway.Pacing;

/** No key of ZooKeeper's is passed over in silence. */
final class KnownKeysTest {
    private static final String ALONE = "dataDir=/d\nclientPort=2181\n";
    private static final String THREE =
            "server.1=a.example:2888:3888\nserver.2=b.example:2888:3888\nserver.3=c.example:2888:3888\n";

    /** What a key may need around it to have a meaning. */
    private static final List<String> SITUATIONS = List.of(
            ALONE,
            ALONE + "server.1=a.example:2888:3888\n",
            ALONE + THREE,
            ALONE + "globalOutstandingLimit=100\nrequest_throttle_max_requests=5\nconnection_throttle_tokens=20\n"
                    + "connection_throttle_weight_enabled=true\n",
            ALONE + THREE + "localSessionsEnabled=true\nconnection_throttle_tokens=20\n"
                    + "connection_throttle_weight_enabled=true\n");

    static List<String> keys() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(KnownKeysTest.class.getResourceAsStream("/zookeeper-keys.txt"))) {
            List<String> lines = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
            return lines;
        }
    }

    private static ServerConfiguration parse(String text) {
        SortedMap<String, String> none = new TreeMap<>();
        return ZooConfig.parse(text, "zoo.cfg", none, folder -> "1");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void isHonouredOrSaidToHaveNoEffectOrRefused(String line) {
        String key = line.substring(0, line.indexOf('='));
        assertThat(new KnownKeys().find(key)).as("what is known of %s", key).isNotNull();
        List<String> outcomes =
                SITUATIONS.stream().map(text -> outcome(text, key, line)).toList();
        assertThat(outcomes).as("what %s does", line).anyMatch(outcome -> !outcome.equals("silent"));
    }

    private static String outcome(String situation, String key, String line) {
        ServerConfiguration without = parse(situation);
        // In place of the line that is there, so that nothing is told about a repetition.
        String with = situation.replaceAll("(?m)^" + java.util.regex.Pattern.quote(key) + "=.*\n", "") + line + "\n";
        ServerConfiguration read;
        try {
            read = parse(with);
        } catch (ConfigurationProblem e) {
            return "refused: " + e.getMessage();
        }
        if (read.warnings().stream().anyMatch(warning -> warning.startsWith(key + " "))) {
            return "no effect";
        }
        RecursiveComparisonConfiguration settings = RecursiveComparisonConfiguration.builder()
                .withIgnoredFields("effective", "warnings")
                .build();
        try {
            assertThat(read).usingRecursiveComparison(settings).isEqualTo(without);
        } catch (AssertionError differs) {
            return "honoured";
        }
        return "silent";
    }

    @Test
    void whatHoldsClientsBackIsReadFromTheFile() {
        Pacing pacing = parse(ALONE + "largeRequestThreshold=1000\nlargeRequestMaxBytes=5000\n"
                        + "request_throttle_max_requests=7\nthrottled_op_wait_time=50\n"
                        + "request_stale_latency_check=true\nconnection_throttle_tokens=9\n"
                        + "connection_throttle_fill_time=2\nconnection_throttle_fill_count=3\n"
                        + "connection_throttle_freeze_time=4\nconnection_throttle_drop_increase=0.5\n"
                        + "connection_throttle_drop_decrease=0.25\nconnection_throttle_decrease_ratio=0.75\n"
                        + "connection_throttle_weight_enabled=true\n")
                .gateway()
                .pacing();
        assertThat(pacing)
                .isEqualTo(new Pacing(1000, 5000, 7, 50, true, new Pacing.Connects(9, 2, 3, 4, 0.5, 0.25, 0.75, 3, 2)));
        assertThat(parse(ALONE).gateway().pacing()).isEqualTo(Pacing.none());
    }

    @Test
    void whatHoldsClientsBackIsReadFromSystemPropertiesToo() {
        SortedMap<String, String> properties = new TreeMap<>(Map.of(
                "zookeeper.largeRequestThreshold", "1000",
                "zookeeper.throttled_op_wait_time", "50",
                "zookeeper.connection_throttle_tokens", "9"));
        ServerConfiguration read = ZooConfig.parse(ALONE, "zoo.cfg", properties, folder -> null);
        assertThat(read.gateway().pacing().largeRequestBytes()).isEqualTo(1000);
        assertThat(read.gateway().pacing().lateMillis()).isEqualTo(50);
        assertThat(read.gateway().pacing().connects().tokens()).isEqualTo(9);
        assertThat(read.warnings())
                .containsExactly(
                        "throttled_op_wait_time has no effect without request_throttle_max_requests: no request waits");
    }

    @ParameterizedTest
    @CsvSource({
        "connection_throttle_drop_increase, 1.5, 'must be a number from 0 to 1, not \"1.5\"'",
        "connection_throttle_decrease_ratio, much, 'must be a number from 0 to 1, not \"much\"'",
        "connection_throttle_fill_time, 0, must be a whole number from 1",
        "largeRequestThreshold, -2, must be a whole number from -1",
        "request_throttle_max_requests, -1, must be a whole number from 0",
    })
    void judgesTheValues(String key, String value, String expected) {
        assertThatThrownBy(() -> parse(ALONE + key + "=" + value + "\n"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("line 3: " + key + " " + expected);
    }
}
