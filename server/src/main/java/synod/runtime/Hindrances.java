package synod.runtime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What kept this server from its work of late: times at which its loop stood still, because the process was stopped, the
 * machine was busy or memory was cleaned up, and forces of the journal that were slow. A few numbers; on the loop, but for
 * {@link #onForce}.
 */
final class Hindrances {
    /** What takes less is everyday life. */
    static final long LEAST_NANOS = 250_000_000L;

    private static final int KEPT = 64;

    /** Times that passed one after the other: when each ended, and how long it was. */
    private static final class Times {
        private final long[] ends = new long[KEPT];
        private final long[] lengths = new long[KEPT];
        private long count;

        synchronized void add(long end, long length) {
            int at = (int) (count++ % KEPT);
            ends[at] = end;
            lengths[at] = length;
        }

        /** How many ended within the time before {@code now}, how long they were together, and the longest, nanoseconds. */
        synchronized long[] within(long now, long nanos) {
            long[] found = new long[3];
            for (int i = 0; i < Math.min(count, KEPT); i++) {
                if (now - ends[i] <= nanos) {
                    found[0]++;
                    found[1] += lengths[i];
                    found[2] = Math.max(found[2], lengths[i]);
                }
            }
            return found;
        }
    }

    private final Times stops = new Times();
    private final Times forces = new Times();

    /** The loop begins to work so much later than it was to. */
    void onLate(long now, long nanos) {
        if (nanos >= LEAST_NANOS) {
            stops.add(now, nanos);
        }
    }

    /** A force took so long. From any thread. */
    void onForce(long now, long nanos) {
        if (nanos >= LEAST_NANOS) {
            forces.add(now, nanos);
        }
    }

    /**
     * What there was within the time before {@code now}, as a part of a sentence; null when there was nothing.
     *
     * @param forcingNanos for how long a force has been under way; 0 when none is
     */
    @Nullable
    String within(long now, long nanos, long forcingNanos) {
        long[] stopped = stops.within(now, nanos);
        long[] forced = forces.within(now, nanos);
        boolean isForcing = forcingNanos >= LEAST_NANOS;
        if (stopped[0] + forced[0] == 0 && !isForcing) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        if (stopped[0] > 0) {
            text.append("this server stood still for ").append(seconds(stopped[1]));
            if (stopped[0] > 1) {
                text.append(" in ").append(stopped[0]).append(" times");
            }
        }
        if (forced[0] > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(forced[0]).append(" slow force(s) took up to ");
            text.append(seconds(forced[2]));
        }
        if (isForcing) {
            text.append(text.isEmpty() ? "" : ", ").append("a force has been under way for ");
            text.append(seconds(forcingNanos));
        }
        return text.toString();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
