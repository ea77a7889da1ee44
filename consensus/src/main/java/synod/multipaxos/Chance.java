package synod.multipaxos;

/**
 * Stretches the coins that arrive with ticks into as many draws as a step needs. It is a pure function of the coins, so
 * a recorded list of events replays exactly. The mixing function is that of SplitMix64 (Steele, Lea, Flood, <i>Fast
 * Splittable Pseudorandom Number Generators</i>, 2014).
 */
final class Chance {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    Chance(long coin) {
        state = coin;
    }

    /** Takes a fresh coin in. */
    void stir(long coin) {
        state = mixed(state ^ coin);
    }

    /** A draw from all 64-bit numbers. */
    long next() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    /** A draw from 0 (inclusive) to {@code bound} (exclusive); 0 when the bound is not positive. */
    long below(long bound) {
        return bound <= 0 ? 0 : Long.remainderUnsigned(next(), bound);
    }

    static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
