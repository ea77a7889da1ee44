package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialsTest {
    @Test
    void rowsHaveTheFiguresOfBothInTheOrderInWhichTheyCame() {
        Trials.Outcome outcome = new Trials.Outcome(
                List.of(
                        new Trials.Entry(1, 1, Figure.compared(Trial.HEAP, "heap", "bytes", 200)),
                        new Trials.Entry(1, 1, Figure.told(Trial.HEAP, "count", "", 1)),
                        new Trials.Entry(0, 1, Figure.compared(Trial.HEAP, "heap", "bytes", 400)),
                        new Trials.Entry(0, 2, Figure.compared(Trial.HEAP, "heap", "bytes", 500)),
                        new Trials.Entry(0, 2, Figure.compared(Trial.KILL, "gap", "ms", 7))),
                List.of());
        List<Trials.Row> rows = outcome.rows(Trial.HEAP);
        assertThat(rows).extracting(Trials.Row::label).containsExactly("heap, bytes", "count");
        assertThat(rows).extracting(Trials.Row::isCompared).containsExactly(true, false);
        assertThat(rows.get(0).first()).containsExactly(400.0, 500.0);
        assertThat(rows.get(0).second()).containsExactly(200.0);
        assertThat(rows.get(1).first()).isEmpty();
    }

    @Test
    void everyTrialSaysHowItIsDone() {
        for (Trial trial : Trial.values()) {
            assertThat(Trials.description(settings(List.of(trial), 3, 10), trial))
                    .endsWith(".");
            assertThat(Trial.of(trial.id)).contains(trial);
        }
        assertThat(Trial.of("set")).isEmpty();
    }

    @Test
    void faultsOfAllRoundsAreAsManyAsAskedFor() {
        TrialSettings settings = settings(List.of(), 3, 10);
        assertThat(settings.faultsOfRound(1) + settings.faultsOfRound(2) + settings.faultsOfRound(3))
                .isEqualTo(10);
        assertThat(settings(List.of(), 1, 10).faultsOfRound(1)).isEqualTo(10);
    }

    @Test
    void largeTreesGetALargeHeap() {
        assertThat(settings(List.of(), 1, 1).javaOptionsWithLargeHeap()).containsExactly("-XX:+UseG1GC", "-Xmx4g");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> settings(List.of(), 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersHaveTheDigitsThatMeanSomething() {
        assertThat(Figure.show(1234.4)).isEqualTo("1,234");
        assertThat(Figure.show(12.345)).isEqualTo("12.3");
        assertThat(Figure.show(1.2345)).isEqualTo("1.23");
        assertThat(Figure.show(3)).isEqualTo("3");
        assertThat(Figure.told(Trial.KILL, "count", "", 1).label()).isEqualTo("count");
        assertThat(Figure.told(Trial.KILL, "gap", "ms", 1).label()).isEqualTo("gap, ms");
    }

    private static TrialSettings settings(List<Trial> trials, int rounds, int faults) {
        return new TrialSettings(
                trials,
                rounds,
                1_000,
                10,
                faults,
                List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"),
                Path.of("."),
                Path.of("."));
    }
}
