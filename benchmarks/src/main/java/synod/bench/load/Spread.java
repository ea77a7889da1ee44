package synod.bench.load;

import java.util.Arrays;

/** The middle of several rounds and how far they lie apart. */
public record Spread(double median, double least, double most) {
    /**
     * Sums up one value per round.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no rounds to sum up");
        }
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
