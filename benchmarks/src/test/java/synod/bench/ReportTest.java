package synod.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import synod.bench.load.LoadResult;
import synod.bench.load.Scenario;
import synod.bench.system.Contender;
import synod.bench.trial.Figure;
import synod.bench.trial.Trial;
import synod.bench.trial.TrialSettings;
import synod.bench.trial.Trials;

class ReportTest {
    @TempDir
    Path folder;

    @Test
    void ratioIsTheSecondMedianOverTheFirst() {
        assertThat(report().markdown())
                .contains(
                        "| setData, 256 outstanding | operations/s | 2,000 (1,000 to 3,000) | 8,000 (4,000 to 12,000) |"
                                + " **4.00** |");
    }

    @Test
    void countsForcesOnlyWhereBothAreTold() {
        assertThat(report().markdown()).contains("|  | forced writes per operation | 0.250 | not told |  |");
    }

    @Test
    void trialsHaveTablesOfTheirFigures() {
        assertThat(report().markdown())
                .contains("### kill -9 of the leader\n\n")
                .contains("| longest gap, ms | 700 | 230 (210 to 250) | **0.33** |")
                .contains("| sessions expired | 2 | 0 |  |");
    }

    @Test
    void whatFailedIsToldInOneLine() {
        assertThat(report().markdown())
                .contains("Not measured, or not all of it: Synod, round 2: it did not start.\n")
                .doesNotContain("last lines");
    }

    /** A minute in which everything takes ten times as long changes neither ratio. */
    @Test
    void latenciesAreComparedSecondBySecond() {
        List<Comparison.Entry> entries = new ArrayList<>();
        double[] speeds = {1, 1, 10, 10, 10};
        for (int slice = 1; slice <= speeds.length; slice++) {
            double micros = 100 * speeds[slice - 1];
            entries.add(new Comparison.Entry(0, 1, Scenario.ONE, slice, latency(2 * micros), Double.NaN));
            // The machine became slow within the third pair, and the second system's turn was the earlier one.
            double own = slice == 3 ? 120 : 1.2 * micros;
            entries.add(new Comparison.Entry(1, 1, Scenario.ONE, slice, latency(own), Double.NaN));
            entries.add(new Comparison.Entry(Comparison.BARE, 1, Scenario.ONE, slice, latency(micros), Double.NaN));
        }
        assertThat(report(List.of(Scenario.ONE), entries).markdown())
                .contains("| p50, us | 2,000 (200 to 2,000) | 120 (120 to 1,200) | **0.60** |")
                .contains("|  | p50 over that of a bare server, 1,000 (100 to 1,000) us | **2.00** | **1.20** |  |")
                .contains("slices of a second alternate, 1 of each in a round");
    }

    @Test
    void chartsAreWellFormedXml() throws Exception {
        assertThat(report().charts()).hasSize(3);
        for (String svg : report().charts().values()) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                            .getElementsByTagName("rect")
                            .getLength())
                    .isEqualTo(3);
        }
    }

    @Test
    void proseAroundTheResultsStays() throws Exception {
        Path file = folder.resolve("benchmarks.md");
        Files.writeString(file, "# Title\n\nBefore.\n\n");
        report().writeTo(file);
        Files.writeString(file, Files.readString(file) + "\nAfter.\n");
        String first = Files.readString(file);
        report().writeTo(file);
        assertThat(Files.readString(file))
                .isEqualTo(first)
                .startsWith("# Title\n\nBefore.\n")
                .endsWith("\nAfter.\n");
        assertThat(folder.resolve("benchmarks/throughput.svg")).exists();
    }

    /** A point that failed says why, and the others have their numbers. */
    @Test
    void growthHasALineForEachPoint() {
        Comparison.Outcome outcome = new Comparison.Outcome(List.of(
                new Comparison.Entry(0, 1, Scenario.SET, 1, result(1_000L), 0.25),
                new Comparison.Entry(1, 1, Scenario.SET, 1, result(4_000L), Double.NaN)));
        Growth growth = new Growth(
                settings(),
                List.of(
                        new Growth.Point(Growth.Axis.VALUES, 100, outcome, ""),
                        new Growth.Point(Growth.Axis.VALUES, 65_536, null, "no answer")));
        assertThat(growth.markdown("Made today.\n"))
                .contains("### Bytes in each value", "| 100 |", "**4.00**", "| 65,536 | not measured |")
                .endsWith("\nNot measured at 65,536: no answer.\n")
                .doesNotContain("Servers");
        List<Long> bars = growth.markdown("Made today.\n")
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.chars().filter(each -> each == '|').count())
                .distinct()
                .toList();
        assertThat(bars).hasSize(1);
        assertThat(growth.failure()).contains("no answer");
    }

    private static LoadResult latency(double micros) {
        return new LoadResult(100, 100, 1, micros, micros, micros, micros, 0.5, 0.1, 100);
    }

    private static Comparison.Settings settings() {
        return settings(List.of(Scenario.SET));
    }

    private static Comparison.Settings settings(List<Scenario> scenarios) {
        return new Comparison.Settings(
                List.of(Contender.APACHE, Contender.SYNOD),
                List.of(1),
                scenarios,
                3,
                0,
                Comparison.KEYS,
                100,
                1,
                1,
                List.of("-Xmx1g"),
                Path.of("."),
                Path.of("."));
    }

    private static Report report() {
        List<Comparison.Entry> entries = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            entries.add(new Comparison.Entry(0, 1, Scenario.SET, round, result(round * 1_000L), 0.25));
            entries.add(new Comparison.Entry(1, 1, Scenario.SET, round, result(round * 4_000L), Double.NaN));
        }
        return report(List.of(Scenario.SET), entries);
    }

    private static Report report(List<Scenario> scenarios, List<Comparison.Entry> entries) {
        Machine machine = new Machine("2 x processor", "Linux", "24 GiB", "ext4", "Java", "0123456789ab");
        TrialSettings trialSettings = new TrialSettings(
                List.of(Trial.KILL, Trial.STOP), 2, 1_000, 1, 1, List.of(), Path.of("."), Path.of("."));
        List<Trials.Entry> figures = List.of(
                new Trials.Entry(0, 1, new Figure(Trial.KILL, "longest gap", "ms", 700, true)),
                new Trials.Entry(1, 1, new Figure(Trial.KILL, "longest gap", "ms", 250, true)),
                new Trials.Entry(1, 2, new Figure(Trial.KILL, "longest gap", "ms", 210.4, true)),
                new Trials.Entry(0, 1, new Figure(Trial.KILL, "sessions expired", "", 2, false)),
                new Trials.Entry(1, 1, new Figure(Trial.KILL, "sessions expired", "", 0, false)));
        List<Trials.Failure> failures =
                List.of(new Trials.Failure(1, 2, List.of(Trial.STOP), "it did not start\n--- last lines"));
        return new Report(
                settings(scenarios),
                new Comparison.Outcome(entries),
                trialSettings,
                new Trials.Outcome(figures, failures),
                machine,
                "bin/synod bench compare",
                "2026-01-01");
    }

    private static LoadResult result(long operations) {
        return new LoadResult(operations, operations, 1, 10, 20, 30, 40, 0.5, 0.1, operations * 100);
    }
}
