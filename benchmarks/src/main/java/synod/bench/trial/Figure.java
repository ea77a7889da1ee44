package synod.bench.trial;

import java.util.Locale;

/**
 * One number that a trial found.
 *
 * @param name what it is; the rounds' values of one name make one row of a table
 * @param unit may be empty for a count
 * @param isCompared whether less is better, so that a ratio of two systems says something; otherwise the number is there
 *     to show what happened
 */
public record Figure(Trial trial, String name, String unit, double value, boolean isCompared) {
    /** A number that the systems are compared by. */
    static Figure compared(Trial trial, String name, String unit, double value) {
        return new Figure(trial, name, unit, value, true);
    }

    /** A number that only tells what happened. */
    static Figure told(Trial trial, String name, String unit, double value) {
        return new Figure(trial, name, unit, value, false);
    }

    /** Name and unit. */
    public String label() {
        return unit.isEmpty() ? name : name + ", " + unit;
    }

    /** A number with as many digits as mean something. */
    public static String show(double value) {
        if (value == Math.rint(value) || Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
