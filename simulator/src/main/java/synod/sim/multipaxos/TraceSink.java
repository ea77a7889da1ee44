package synod.sim.multipaxos;

/** Where a readable trace goes, if anybody wants one. */
@FunctionalInterface
public interface TraceSink {
    /** Nobody reads it. */
    TraceSink NONE = (nanos, who, what) -> {};

    /**
     * A line.
     *
     * @param nanos simulated nanoseconds since the beginning of the run
     * @param who a node, a client, or the world
     * @param what what it did or what befell it
     */
    void line(long nanos, String who, String what);
}
