package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every item of the list has its test, or is said to have none. */
class ConformanceItemsTest {
    private static final int ITEMS = 230;
    private static final Pattern OPEN = Pattern.compile("(\\d{3}) (\\S.*)");

    private static final Map<Integer, List<String>> TESTS = tests();

    /** The tests of this package by the item they are named after; what is not named after one is item 0. */
    private static Map<Integer, List<String>> tests() {
        Map<Integer, List<String>> tests = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().importPackages("synod.it.conformance")) {
            if (type.isAssignableTo(Conformance.class)) {
                for (JavaMethod method : type.getMethods()) {
                    if (method.isAnnotatedWith(Test.class)) {
                        tests.computeIfAbsent(GapKeeper.item(method.getName()).orElse(0), item -> new ArrayList<>())
                                .add(type.getSimpleName() + "." + method.getName());
                    }
                }
            }
        }
        return tests;
    }

    /** The items said to have no test, each line being a number of three digits and the reason. */
    private static Set<Integer> open() throws IOException {
        Set<Integer> open = new TreeSet<>();
        try (InputStream file = ConformanceItemsTest.class.getResourceAsStream("/conformance-open.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                Matcher matcher = OPEN.matcher(line);
                assertThat(matcher.matches())
                        .as("'%s' has a number and a reason", line)
                        .isTrue();
                assertThat(open.add(Integer.valueOf(matcher.group(1))))
                        .as("'%s' is said once", line)
                        .isTrue();
            }
        }
        return open;
    }

    @Test
    void everyTestIsNamedAfterItsItem() {
        assertThat(TESTS).doesNotContainKey(0);
    }

    /** So that a known gap, which is listed by number, is one test. */
    @Test
    void noItemHasTwoTests() {
        assertThat(TESTS.values()).allSatisfy(methods -> assertThat(methods).hasSize(1));
    }

    @Test
    void everyItemHasATestOrIsSaidToHaveNone() throws IOException {
        Set<Integer> open = open();
        for (int item = 1; item <= ITEMS; item++) {
            assertThat(TESTS.containsKey(item))
                    .as("item %d has a test exactly when conformance-open.txt does not name it", item)
                    .isEqualTo(!open.contains(item));
        }
        assertThat(TESTS.keySet()).allMatch(item -> item <= ITEMS);
        assertThat(open).allMatch(item -> item >= 1 && item <= ITEMS);
    }

    @Test
    void everyKnownGapHasATest() {
        assertThat(TESTS.keySet()).containsAll(KnownGaps.all().keySet());
    }
}
