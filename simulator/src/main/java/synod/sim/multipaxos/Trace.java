package synod.sim.multipaxos;

import synod.sim.time.EventQueue;

/**
 * What a run leaves behind: a number that two runs share only if the same happened in them, and, where somebody reads it,
 * a line for each thing that happened.
 */
final class Trace {
    private final TraceSink sink;
    private final EventQueue queue;
    private long hash = 0x5359_4e4f_4453_494dL;

    Trace(TraceSink sink, EventQueue queue) {
        this.sink = sink;
        this.queue = queue;
    }

    /** Whether lines are wanted. They are not made up otherwise. */
    @SuppressWarnings("ReferenceEquality") // The one sink that stands for nobody.
    boolean isRead() {
        return sink != TraceSink.NONE;
    }

    /** Folds something that happened into the number. */
    void mix(long what, long how) {
        hash = (hash ^ queue.now()) * 0x9e37_79b9_7f4a_7c15L;
        hash = (hash ^ what) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ how) * 0x94d0_49bb_1331_11ebL;
        hash ^= hash >>> 31;
    }

    void line(String who, String what) {
        sink.line(queue.now(), who, what);
    }

    long hash() {
        return hash;
    }
}
