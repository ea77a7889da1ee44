package synod.sim.multipaxos;

import java.util.SplittableRandom;

/**
 * The random streams of one run, all from its seed and apart from each other: a client that asks once more does not
 * change which message is lost.
 */
final class Streams {
    private final long seed;

    Streams(long seed) {
        this.seed = seed;
    }

    /** The stream of that name. */
    SplittableRandom named(String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x9e37_79b9_7f4a_7c15L;
            mixed ^= mixed >>> 32;
        }
        return new SplittableRandom(mixed);
    }
}
