package synod.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import synod.bench.load.Scenario;
import synod.bench.load.Spread;
import synod.bench.trial.Figure;
import synod.bench.trial.Trial;
import synod.bench.trial.TrialSettings;
import synod.bench.trial.Trials;

/** What a comparison found, as Markdown and as charts. */
final class Report {
    private static final String BEGIN = "<!-- results: begin (written by bin/synod bench compare) -->";
    private static final String END = "<!-- results: end -->";
    private static final List<String> COLORS = List.of("#b9b3a7", "#2f6f9f");
    private static final List<Measure> CHARTED = List.of(Measure.THROUGHPUT, Measure.P99, Measure.SERVER_CPU);

    private final Comparison.Settings settings;
    private final Comparison.Outcome outcome;
    private final TrialSettings trialSettings;
    private final Trials.Outcome trials;
    private final Machine machine;
    private final String command;
    private final String date;

    /**
     * A report on one comparison.
     *
     * @param command what was typed to make it
     * @param date when, as a day
     */
    Report(
            Comparison.Settings settings,
            Comparison.Outcome outcome,
            TrialSettings trialSettings,
            Trials.Outcome trials,
            Machine machine,
            String command,
            String date) {
        this.settings = settings;
        this.outcome = outcome;
        this.trialSettings = trialSettings;
        this.trials = trials;
        this.machine = machine;
        this.command = command;
        this.date = date;
    }

    /** When, where and on what a benchmark was run. */
    static String origin(String command, String date, Machine machine, List<String> javaOptions) {
        return "Made by `" + command + "` on " + date + ", commit " + machine.commit() + ".\n\n- Machine: "
                + machine.processor() + ", " + machine.memory() + ", " + machine.kernel() + ", " + machine.fileSystem()
                + ".\n- Java of all processes: " + machine.java() + "; servers with `"
                + String.join(" ", javaOptions) + "`.\n";
    }

    /** Where, when, how, and all tables. */
    String markdown() {
        StringBuilder text = new StringBuilder(origin(command, date, machine, settings.javaOptions()));
        if (!settings.scenarios().isEmpty()) {
            text.append("- ").append(settings.rounds()).append(" interleaved rounds; each scenario ");
            text.append(settings.seconds()).append(" s per round, after ").append(settings.warmUpSeconds());
            text.append(" s of warm-up per start; values of ")
                    .append(settings.payloadBytes())
                    .append(" bytes");
            text.append(settings.connections() == 0 ? "" : ", " + settings.connections() + " connections");
            text.append(".\n");
            if (settings.scenarios().stream().anyMatch(Scenario::isLatency)) {
                text.append("- With one outstanding both systems are up, and slices of a second alternate, ")
                        .append(settings.seconds())
                        .append(" of each in a round; ratios are medians of the ratios of neighbouring slices.\n");
            }
        }
        if (!trialSettings.trials().isEmpty()) {
            text.append("- ").append(trialSettings.rounds()).append(" interleaved rounds of the trials.\n");
        }
        text.append("- Medians, with least and most in brackets.\n");
        for (int size : settings.scenarios().isEmpty() ? List.<Integer>of() : settings.sizes()) {
            text.append("\n### ")
                    .append(size == 1 ? "Standalone" : size + " nodes")
                    .append("\n\n");
            table(text, size);
        }
        for (Trial trial : trialSettings.trials()) {
            trial(text, trial);
        }
        return text.toString();
    }

    private void trial(StringBuilder text, Trial trial) {
        text.append("\n### ").append(trial.title).append("\n\n");
        text.append(Trials.description(trialSettings, trial)).append("\n\n");
        text.append("| `")
                .append(trial.id)
                .append("` | ")
                .append(name(0))
                .append(" | ")
                .append(name(1));
        text.append(" | Ratio |\n| --- | ---: | ---: | ---: |\n");
        for (Trials.Row each : trials.rows(trial)) {
            row(text, each.label(), figures(each.first()), figures(each.second()), ratio(each));
        }
        for (Trials.Failure failure : trials.failures()) {
            if (failure.trials().contains(trial)) {
                text.append("\nNot measured, or not all of it: ").append(name(failure.contender()));
                text.append(", round ").append(failure.round()).append(": ");
                text.append(failure.firstLine()).append(".\n");
            }
        }
    }

    private static String figures(List<Double> values) {
        if (values.isEmpty()) {
            return "not measured";
        }
        Spread spread = spread(values);
        return spread.least() == spread.most()
                ? Figure.show(spread.median())
                : Figure.show(spread.median()) + " (" + Figure.show(spread.least()) + " to "
                        + Figure.show(spread.most()) + ")";
    }

    private static String ratio(Trials.Row row) {
        return row.isCompared() && !row.first().isEmpty() && !row.second().isEmpty()
                ? ratio(spread(row.first()), spread(row.second()))
                : "";
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Charts by file name. */
    Map<String, String> charts() {
        Map<String, String> charts = new LinkedHashMap<>();
        for (Measure measure : CHARTED) {
            BarChart chart = chart(measure);
            if (!chart.groups().isEmpty()) {
                charts.put(measure.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg", chart.svg());
            }
        }
        return charts;
    }

    /**
     * Writes tables and charts. In a file that exists, only what stands between the two marks is replaced, so that the
     * prose around them stays.
     */
    void writeTo(Path file) throws IOException {
        Path charts = file.toAbsolutePath().resolveSibling("benchmarks");
        Files.createDirectories(charts);
        StringBuilder block = new StringBuilder(markdown());
        block.append("\n");
        for (Map.Entry<String, String> chart : charts().entrySet()) {
            Files.writeString(charts.resolve(chart.getKey()), chart.getValue(), StandardCharsets.UTF_8);
            block.append("![")
                    .append(chart.getKey())
                    .append("](benchmarks/")
                    .append(chart.getKey())
                    .append(")\n");
        }
        replaceIn(file, BEGIN, END, block.toString());
    }

    /** Replaces in a document what stands between two marks, or adds it at the end; a new document gets a heading. */
    static void replaceIn(Path file, String beginMark, String endMark, String block) throws IOException {
        String before = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "# Benchmarks\n\n";
        Files.writeString(file, replaceBlock(before, beginMark, endMark, block), StandardCharsets.UTF_8);
    }

    private static String replaceBlock(String document, String beginMark, String endMark, String block) {
        String marked = beginMark + "\n" + block + endMark + "\n";
        int begin = document.indexOf(beginMark);
        int end = document.indexOf(endMark);
        if (begin < 0 || end < begin) {
            return document + marked;
        }
        String rest = document.substring(end + endMark.length());
        return document.substring(0, begin) + marked + (rest.startsWith("\n") ? rest.substring(1) : rest);
    }

    private void table(StringBuilder text, int size) {
        text.append("| Scenario | Measure | ").append(name(0)).append(" | ").append(name(1));
        text.append(" | Ratio |\n| --- | --- | ---: | ---: | ---: |\n");
        for (Scenario scenario : settings.scenarios()) {
            String title = scenario.title;
            for (Measure measure : rows(scenario)) {
                double[] first = outcome.values(0, size, scenario, measure);
                double[] second = outcome.values(1, size, scenario, measure);
                if (first.length > 0 && second.length > 0 && isKnown(measure, first, second)) {
                    Spread a = Spread.of(first);
                    Spread b = Spread.of(second);
                    row(
                            text,
                            title,
                            measure.title,
                            measure.show(a),
                            measure.show(b),
                            scenario.isLatency() ? pairedRatio(first, second) : ratio(a, b));
                    title = "";
                }
            }
            forces(text, size, scenario);
            bare(text, size, scenario);
        }
    }

    /** How far each system is from what a write, a force and an answer take by themselves. */
    private void bare(StringBuilder text, int size, Scenario scenario) {
        double[] bare = outcome.values(Comparison.BARE, size, scenario, Measure.P50);
        if (bare.length == 0) {
            return;
        }
        List<String> cells = new ArrayList<>();
        for (int contender = 0; contender < Comparison.BARE; contender++) {
            double[] own = outcome.values(contender, size, scenario, Measure.P50);
            cells.add(own.length == 0 ? "" : pairedRatio(bare, own));
        }
        row(
                text,
                "",
                "p50 over that of a bare server, " + Measure.P50.show(Spread.of(bare)) + " us",
                cells.get(0),
                cells.get(1),
                "");
    }

    /** On some file systems nobody counts what reaches a device. */
    private static boolean isKnown(Measure measure, double[] first, double[] second) {
        return measure != Measure.WRITTEN
                || Spread.of(first).most() > 0
                || Spread.of(second).most() > 0;
    }

    private void forces(StringBuilder text, int size, Scenario scenario) {
        double[] first = outcome.forces(0, size, scenario);
        double[] second = outcome.forces(1, size, scenario);
        if (scenario.readPercent == 100 || (first.length == 0 && second.length == 0)) {
            return;
        }
        row(text, "", "forced writes per operation", forces(first), forces(second), "");
    }

    private static String forces(double[] values) {
        return values.length == 0
                ? "not told"
                : String.format(Locale.ROOT, "%.3f", Spread.of(values).median());
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static List<Measure> rows(Scenario scenario) {
        List<Measure> rows = new ArrayList<>(List.of(Measure.THROUGHPUT, Measure.P50, Measure.P99, Measure.SERVER_CPU));
        if (scenario.readPercent < 100) {
            rows.add(Measure.WRITTEN);
        }
        return rows;
    }

    private static String ratio(Spread a, Spread b) {
        return a.median() == 0 ? "" : String.format(Locale.ROOT, "**%.2f**", b.median() / a.median());
    }

    /** The median of what each second says, which a slow minute does not change. */
    private static String pairedRatio(double[] first, double[] second) {
        double[] ratios = IntStream.range(0, Math.min(first.length, second.length))
                .filter(i -> first[i] > 0)
                .mapToDouble(i -> second[i] / first[i])
                .toArray();
        return ratios.length == 0
                ? ""
                : String.format(Locale.ROOT, "**%.2f**", Spread.of(ratios).median());
    }

    private String name(int contender) {
        String title = settings.contenders().get(contender).title;
        boolean isTwice = settings.contenders().get(0) == settings.contenders().get(1);
        return isTwice && contender == 1 ? title + " again" : title;
    }

    /** Each group is scaled to the first system's median, because the scenarios are orders of magnitude apart. */
    private BarChart chart(Measure measure) {
        List<BarChart.Group> groups = new ArrayList<>();
        for (int size : settings.sizes()) {
            for (Scenario scenario : settings.scenarios()) {
                double[] first = outcome.values(0, size, scenario, measure);
                double[] second = outcome.values(1, size, scenario, measure);
                if (first.length == 0 || second.length == 0 || Spread.of(first).median() == 0) {
                    continue;
                }
                double unit = Spread.of(first).median();
                groups.add(new BarChart.Group(
                        (size == 1 ? "1 node: " : size + " nodes: ") + scenario.id,
                        List.of(bar(0, Spread.of(first), unit, measure), bar(1, Spread.of(second), unit, measure))));
            }
        }
        return new BarChart(measure.title + "; " + name(0) + " = 1", groups);
    }

    private BarChart.Bar bar(int contender, Spread spread, double unit, Measure measure) {
        return new BarChart.Bar(
                COLORS.get(contender), spread.median() / unit, name(contender) + " " + measure.show(spread.median()));
    }
}
