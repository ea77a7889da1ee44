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

    private static Report report() {
        Comparison.Settings settings = new Comparison.Settings(
                List.of(Contender.APACHE, Contender.SYNOD),
                List.of(1),
                List.of(Scenario.SET),
                3,
                1,
                1,
                List.of("-Xmx1g"),
                Path.of("."),
                Path.of("."));
        List<Comparison.Entry> entries = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            entries.add(new Comparison.Entry(0, 1, Scenario.SET, round, result(round * 1_000L), 0.25));
            entries.add(new Comparison.Entry(1, 1, Scenario.SET, round, result(round * 4_000L), Double.NaN));
        }
        Machine machine = new Machine("2 x processor", "Linux", "24 GiB", "ext4", "Java", "0123456789ab");
        return new Report(settings, new Comparison.Outcome(entries), machine, "bin/synod bench compare", "2026-01-01");
    }

    private static LoadResult result(long operations) {
        return new LoadResult(operations, operations, 1, 10, 20, 30, 40, 0.5, 0.1, operations * 100);
    }
}
