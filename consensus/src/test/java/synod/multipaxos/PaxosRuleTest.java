package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each rule has an id of its own, a source, and a test that bears its name. */
class PaxosRuleTest {
    @Test
    void everyRuleHasATestNamedAfterIt() {
        List<String> tests = new ArrayList<>();
        for (Method method : MultiPaxosRulesTest.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(method.getName().toLowerCase(Locale.ROOT));
            }
        }
        for (PaxosRule rule : PaxosRule.values()) {
            assertThat(tests).contains(rule.name().replace("_", "").toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void idsAreUniqueAndSourcesGiven() {
        TreeSet<String> ids = new TreeSet<>();
        for (PaxosRule rule : PaxosRule.values()) {
            assertThat(ids.add(rule.id())).isTrue();
            assertThat(rule.sentence()).endsWith(".");
            assertThat(rule.source()).isNotBlank();
        }
    }
}
