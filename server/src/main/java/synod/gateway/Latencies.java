package synod.gateway;

import java.math.BigDecimal;

/** Least, mean and greatest of the times between a request's arrival and its answer. */
final class Latencies {
    private long count;
    private long totalNanos;
    private long leastNanos;
    private long mostNanos;

    void add(long nanos) {
        leastNanos = count == 0 ? nanos : Math.min(leastNanos, nanos);
        mostNanos = Math.max(mostNanos, nanos);
        totalNanos += nanos;
        count++;
    }

    void reset() {
        count = 0;
        totalNanos = 0;
        leastNanos = 0;
        mostNanos = 0;
    }

    long leastMillis() {
        return leastNanos / 1_000_000;
    }

    long mostMillis() {
        return mostNanos / 1_000_000;
    }

    /** The mean in milliseconds, with at most four digits behind the point and never with an exponent. */
    String meanMillis() {
        return BigDecimal.valueOf(meanMillis(totalNanos, count)).toPlainString();
    }

    static double meanMillis(long totalNanos, long count) {
        return count == 0 ? 0 : Math.round(totalNanos / 1e6 / count * 10_000) / 10_000.0;
    }
}
