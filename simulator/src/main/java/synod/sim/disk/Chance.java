package synod.sim.disk;

import java.util.SplittableRandom;

/** Where the disk's decisions come from: a seeded stream, or an enumeration of all that are possible. */
@FunctionalInterface
public interface Chance {
    /** A number from 0 to {@code bound} - 1. */
    int below(int bound);

    /** Whether something happens that happens so many times in a million. Nothing is drawn for 0. */
    default boolean happens(int perMillion) {
        return perMillion > 0 && below(1_000_000) < perMillion;
    }

    /** A seeded stream. */
    static Chance of(SplittableRandom random) {
        return random::nextInt;
    }
}
