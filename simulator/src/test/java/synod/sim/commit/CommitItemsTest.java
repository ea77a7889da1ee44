package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.sim.transactions.ParticipantConformanceTest;
import synod.sim.transactions.StoreConformanceTest;

/** Every item of the conformance list has a test that is named by its number, or a line that says why not. */
final class CommitItemsTest {
    private static final int ITEMS = 112;
    private static final Pattern NUMBERED = Pattern.compile("c(\\d+)_.*");
    private static final Pattern LINE = Pattern.compile("(\\d{3}) \\S.*");

    @Test
    void everyItemIsTriedOrSaysWhyNot() throws IOException {
        Set<Integer> tried = tried();
        Set<Integer> open = open();
        TreeSet<Integer> both = new TreeSet<>(tried);
        both.retainAll(open);
        assertThat(both).as("tried, and said to be open").isEmpty();
        TreeSet<Integer> all = new TreeSet<>(tried);
        all.addAll(open);
        assertThat(all)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ITEMS).boxed().toList());
    }

    private static Set<Integer> tried() {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (Class<?> type : List.of(
                TwoPhaseConformanceTest.class,
                ThreePhaseConformanceTest.class,
                PaxosCommitConformanceTest.class,
                RegistrarConformanceTest.class,
                PaxosShadowTest.class,
                StoreConformanceTest.class,
                ParticipantConformanceTest.class)) {
            for (Method method : type.getDeclaredMethods()) {
                Matcher name = NUMBERED.matcher(method.getName());
                if (name.matches()) {
                    numbers.add(Integer.parseInt(name.group(1)));
                }
            }
        }
        return numbers;
    }

    private static Set<Integer> open() throws IOException {
        TreeSet<Integer> numbers = new TreeSet<>();
        try (@Nullable InputStream lines = CommitItemsTest.class.getResourceAsStream("/commit-conformance-open.txt")) {
            assertThat(lines).isNotNull();
            for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                Matcher item = LINE.matcher(line);
                assertThat(item.matches()).as(line).isTrue();
                numbers.add(Integer.parseInt(item.group(1)));
            }
        }
        return numbers;
    }
}
