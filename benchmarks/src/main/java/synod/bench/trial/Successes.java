package synod.bench.trial;

import java.util.Arrays;

/** When writes succeeded, in order. */
final class Successes {
    private long[] times = new long[1024];
    private int count;

    /** @param nanos no earlier than the last one */
    void add(long nanos) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count] = nanos;
        count++;
    }

    int count() {
        return count;
    }

    /** Whether one came within that time before {@code now}. */
    boolean isFlowing(long now, long withinNanos) {
        return count > 0 && now - times[count - 1] <= withinNanos;
    }

    /**
     * The longest time without a success that reaches beyond {@code from}. It may have begun before, with the last success
     * until then; one that still lasts counts up to {@code until}.
     *
     * @throws IllegalArgumentException when there was no success before {@code until}
     */
    long longestGap(long from, long until) {
        if (count == 0 || times[0] - until >= 0) {
            throw new IllegalArgumentException("no write succeeded");
        }
        long longest = 0;
        long last = times[0];
        for (int i = 1; i <= count; i++) {
            long next = i < count && times[i] - until < 0 ? times[i] : until;
            if (next - from > 0) {
                longest = Math.max(longest, next - last);
            }
            last = next;
            if (next == until) {
                break;
            }
        }
        return longest;
    }
}
