package synod.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenes themselves: how much they ask, and that what is said about them is about something. */
class ScenesTest {
    /** How many operations with a name the suite promises to compare, at least. */
    private static final int PROMISED = 1_500;

    private static List<Scene> all() {
        List<Scene> all = new ArrayList<>(Scenes.usual());
        all.addAll(Scenes.alone());
        all.addAll(Scenes.extended());
        return all;
    }

    private static boolean isOperation(Step step) {
        return !(step.act() instanceof Act.Mark || step.act() instanceof Act.Break || step.act() instanceof Act.Await);
    }

    @Test
    void asManyOperationsAreNamedAsPromised() {
        long operations = all().stream()
                .flatMap(scene -> scene.steps().stream())
                .filter(ScenesTest::isOperation)
                .count();
        assertThat(operations).isGreaterThanOrEqualTo(PROMISED);
    }

    @Test
    void scenesHaveNamesOfTheirOwn() {
        HashSet<String> names = new HashSet<>();
        assertThat(all())
                .allSatisfy(scene -> assertThat(names.add(scene.name())).isTrue());
    }

    @Test
    void everyAllowedDifferenceIsAboutAStep() throws IOException {
        assertThat(AllowedDifferences.read().lines())
                .allSatisfy(line -> assertThat(all())
                        .anySatisfy(scene -> assertThat(scene.steps())
                                .anySatisfy(step -> assertThat(line.names(1, scene.name(), step.name())
                                                || line.names(3, scene.name(), step.name()))
                                        .isTrue())));
    }

    @Test
    void aScriptIsTheSameForTheSameSeed() {
        List<String> once =
                Script.of(5, 300).steps().stream().map(Step::toString).toList();
        assertThat(Script.of(5, 300).steps().stream().map(Step::toString).toList())
                .isEqualTo(once);
        assertThat(Script.of(6, 300).steps().stream().map(Step::toString).toList())
                .isNotEqualTo(once);
    }
}
