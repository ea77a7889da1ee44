package synod.sim.disk;

import org.jspecify.annotations.Nullable;

/** Decides at a power loss, for each thing that was changed and not forced, which of its versions is on the platter. */
final class Survival {
    private final CrashStyle style;
    private final Chance chance;
    private final long torn;

    /** @param operations the numbers of all operations that were not forced, ascending */
    Survival(CrashStyle style, Chance chance, long[] operations) {
        this.style = style;
        this.chance = chance;
        this.torn = style == CrashStyle.TORN && operations.length > 0
                ? operations[chance.below(operations.length)]
                : Long.MAX_VALUE;
    }

    /** The version of {@code history} that is on the platter. */
    <T> @Nullable T choose(History<T> history) {
        int newest = history.size() - 1;
        return history.version(
                switch (style) {
                    case LOST -> 0;
                    case KEPT -> newest;
                    case REORDERED -> chance.below(newest + 1);
                    case TORN -> newestUpTo(history, newest);
                });
    }

    /** Whether a single operation happened. */
    boolean happened(long operation) {
        return switch (style) {
            case LOST -> false;
            case KEPT -> true;
            case REORDERED -> chance.below(2) == 1;
            case TORN -> operation < torn || (operation == torn && chance.below(2) == 1);
        };
    }

    private <T> int newestUpTo(History<T> history, int newest) {
        for (int version = newest; version > 0; version--) {
            if (happened(history.operation(version))) {
                return version;
            }
        }
        return 0;
    }
}
