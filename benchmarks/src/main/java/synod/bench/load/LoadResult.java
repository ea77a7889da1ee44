package synod.bench.load;

import java.util.Arrays;
import java.util.Locale;

/**
 * What one run of the generator measured.
 *
 * @param operations replies that arrived within the measured time
 * @param allOperations replies to everything the scenario asked, before, within and after that time
 * @param seconds how long that was
 * @param p50Micros median time from writing a request to having its reply, in microseconds
 * @param serverCpuSeconds processor time of all server processes within the measured time; 0 when none were named
 * @param generatorCpuSeconds processor time of the generator's own process
 * @param writtenBytes what the device was given to write in that time, by whomever; 0 when none was named
 */
public record LoadResult(
        long operations,
        long allOperations,
        double seconds,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double serverCpuSeconds,
        double generatorCpuSeconds,
        long writtenBytes) {

    private static final String WORD = "result";

    public double operationsPerSecond() {
        return operations / seconds;
    }

    public double serverCpuPer100k() {
        return serverCpuSeconds * 100_000 / operations;
    }

    public double generatorCpuPer100k() {
        return generatorCpuSeconds * 100_000 / operations;
    }

    public double writtenBytesPerOperation() {
        return (double) writtenBytes / operations;
    }

    /** The result as one line, as {@link #parse} reads it. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%s %d %d %.6f %.3f %.3f %.3f %.3f %.3f %.3f %d",
                WORD,
                operations,
                allOperations,
                seconds,
                p50Micros,
                p99Micros,
                p999Micros,
                maxMicros,
                serverCpuSeconds,
                generatorCpuSeconds,
                writtenBytes);
    }

    /** Whether a line of the generator's output is a result. */
    public static boolean isResult(String line) {
        return line.startsWith(WORD + " ");
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException when it is not such a line
     */
    public static LoadResult parse(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length != 11 || !words[0].equals(WORD)) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        double[] numbers = Arrays.stream(words)
                .skip(3)
                .limit(7)
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new LoadResult(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                Long.parseLong(words[10]));
    }

    /** A few words for a human. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,.0f operations/s, p50 %,.0f us, p99 %,.0f us, server %.3f CPU s and generator %.3f CPU s per 100,000",
                operationsPerSecond(),
                p50Micros,
                p99Micros,
                serverCpuPer100k(),
                generatorCpuPer100k());
    }
}
