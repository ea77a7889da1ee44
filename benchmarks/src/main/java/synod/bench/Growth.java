package synod.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import synod.bench.load.Scenario;
import synod.bench.load.Spread;

/** How cost grows: the same comparison with one thing larger at a time. */
final class Growth {
    /** What is made larger; everything else is as in the comparison, on one server. */
    enum Axis {
        SERVERS("servers", "Servers", 1, 3, 5),
        CONNECTIONS(
                "connections", "Connections, with 256 requests outstanding on all of them together", 1, 100, 10_000),
        VALUES("values", "Bytes in each value", 100, 1_024, 65_536),
        CHILDREN("children", "Znodes read and written, all children of one directory", 1_000, 100_000, 1_000_000);

        final String id;
        final String title;
        private final int small;
        private final int medium;
        private final int large;

        Axis(String id, String title, int small, int medium, int large) {
            this.id = id;
            this.title = title;
            this.small = small;
            this.medium = medium;
            this.large = large;
        }

        static Optional<Axis> of(String id) {
            return Stream.of(values()).filter(each -> each.id.equals(id)).findFirst();
        }

        static String ids() {
            return Stream.of(values()).map(each -> each.id).collect(Collectors.joining(", "));
        }

        private Comparison.Settings settings(Comparison.Settings base, int size) {
            return base.with(
                    List.of(this == SERVERS ? size : 1),
                    this == CONNECTIONS ? size : 0,
                    this == CHILDREN ? size : Comparison.KEYS,
                    this == VALUES ? size : base.payloadBytes());
        }
    }

    /** One line of a table; what failed has a reason instead of an outcome. */
    record Point(Axis axis, int size, Comparison.@Nullable Outcome outcome, String reason) {}

    private static final String BEGIN = "<!-- growth: begin (written by bin/synod bench grow) -->";
    private static final String END = "<!-- growth: end -->";

    private final Comparison.Settings base;
    private final List<Point> points;

    Growth(Comparison.Settings base, List<Point> points) {
        this.base = base;
        this.points = List.copyOf(points);
    }

    /** Runs all points of these axes. A point that fails does not keep the others from being measured. */
    static Growth run(Comparison.Settings base, List<Axis> axes, PrintStream progress) throws InterruptedException {
        List<Point> points = new ArrayList<>();
        for (Axis axis : axes) {
            for (int size : List.of(axis.small, axis.medium, axis.large)) {
                progress.printf(Locale.ROOT, "-- %s: %,d%n", axis.id, size);
                points.add(measure(base, axis, size, progress));
            }
        }
        return new Growth(base, points);
    }

    private static Point measure(Comparison.Settings base, Axis axis, int size, PrintStream progress)
            throws InterruptedException {
        try {
            return new Point(axis, size, Comparison.run(axis.settings(base, size), progress), "");
        } catch (IOException e) {
            progress.println("failed: " + e.getMessage());
            return new Point(
                    axis,
                    size,
                    null,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The first failure; empty when all points were measured. */
    Optional<String> failure() {
        return points.stream()
                .map(Point::reason)
                .filter(each -> !each.isEmpty())
                .findFirst();
    }

    /**
     * A table for each axis.
     *
     * @param origin when, where and on what it was measured
     */
    String markdown(String origin) {
        StringBuilder text = new StringBuilder(origin);
        text.append(String.format(
                Locale.ROOT,
                "- %d interleaved rounds of %d s, after %d s of warm-up; medians. CPU is that of all servers, in"
                        + " seconds per 100,000 operations.\n",
                base.rounds(),
                base.seconds(),
                base.warmUpSeconds()));
        for (Axis axis : Axis.values()) {
            List<Point> own = points.stream().filter(each -> each.axis == axis).toList();
            if (!own.isEmpty()) {
                table(text, axis, own);
            }
        }
        return text.toString();
    }

    /** Writes such tables over those that a document has, or adds them at its end. */
    static void write(String markdown, Path file) throws IOException {
        Report.replaceIn(file, BEGIN, END, markdown);
    }

    private void table(StringBuilder text, Axis axis, List<Point> own) {
        String first = base.contenders().get(0).title;
        String second = base.contenders().get(1).title;
        text.append("\n### ").append(axis.title).append("\n\n| ").append(axis.id);
        for (Scenario scenario : base.scenarios()) {
            text.append(String.format(
                    Locale.ROOT,
                    " | %1$s/s, %2$s | %3$s | ratio | %1$s p99 us, %2$s | %3$s | %1$s CPU, %2$s | %3$s | ratio",
                    scenario.id,
                    first,
                    second));
        }
        text.append(" |\n| ---:")
                .append(" | ---:".repeat(8 * base.scenarios().size()))
                .append(" |\n");
        for (Point point : own) {
            text.append("| ").append(String.format(Locale.ROOT, "%,d", point.size));
            for (Scenario scenario : base.scenarios()) {
                Comparison.Outcome outcome = point.outcome;
                text.append(" | ")
                        .append(
                                outcome == null
                                        ? "not measured |" + " |".repeat(6)
                                        : cells(axis, point.size, outcome, scenario));
            }
            text.append(" |\n");
        }
        for (Point point : own) {
            if (!point.reason.isEmpty()) {
                text.append(String.format(Locale.ROOT, "\nNot measured at %,d: %s.\n", point.size, point.reason));
            }
        }
    }

    private static String cells(Axis axis, int size, Comparison.Outcome outcome, Scenario scenario) {
        int servers = axis == Axis.SERVERS ? size : 1;
        double[] rates = medians(outcome, servers, scenario, Measure.THROUGHPUT);
        double[] tails = medians(outcome, servers, scenario, Measure.P99);
        double[] costs = medians(outcome, servers, scenario, Measure.SERVER_CPU);
        return String.join(
                " | ",
                Measure.THROUGHPUT.show(rates[0]),
                Measure.THROUGHPUT.show(rates[1]),
                ratio(rates),
                Measure.P99.show(tails[0]),
                Measure.P99.show(tails[1]),
                Measure.SERVER_CPU.show(costs[0]),
                Measure.SERVER_CPU.show(costs[1]),
                ratio(costs));
    }

    private static double[] medians(Comparison.Outcome outcome, int servers, Scenario scenario, Measure measure) {
        return new double[] {
            Spread.of(outcome.values(0, servers, scenario, measure)).median(),
            Spread.of(outcome.values(1, servers, scenario, measure)).median()
        };
    }

    private static String ratio(double[] pair) {
        return pair[0] == 0 ? "" : String.format(Locale.ROOT, "**%.2f**", pair[1] / pair[0]);
    }
}
