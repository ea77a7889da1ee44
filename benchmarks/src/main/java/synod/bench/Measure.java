package synod.bench;

import java.util.Locale;
import synod.bench.load.LoadResult;
import synod.bench.load.Spread;

/** A column of numbers that the report takes from each result. */
enum Measure {
    THROUGHPUT("operations/s", "%,.0f"),
    P50("p50, us", "%,.0f"),
    P99("p99, us", "%,.0f"),
    SERVER_CPU("server CPU s per 100,000", "%.2f"),
    WRITTEN("bytes given to the disk per operation", "%,.0f");

    final String title;
    private final String format;

    Measure(String title, String format) {
        this.title = title;
        this.format = format;
    }

    double of(LoadResult result) {
        return switch (this) {
            case THROUGHPUT -> result.operationsPerSecond();
            case P50 -> result.p50Micros();
            case P99 -> result.p99Micros();
            case SERVER_CPU -> result.serverCpuPer100k();
            case WRITTEN -> result.writtenBytesPerOperation();
        };
    }

    String show(double number) {
        return String.format(Locale.ROOT, format, number);
    }

    String show(Spread spread) {
        return show(spread.median()) + " (" + show(spread.least()) + " to " + show(spread.most()) + ")";
    }
}
