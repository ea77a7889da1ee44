package synod.sim.multipaxos;

/** What the world does to those who live in it. Each kind is off in about half of all runs. */
public enum FaultKind {
    /** A message is lost. */
    LOSS,
    /** A message comes twice. */
    REPETITION,
    /** A path is full, and what more is sent on it is lost. */
    OVERFLOW,
    /** Nothing arrives on a path for a while, and then everything. */
    CLOG,
    /** Messages take long, each as long as it likes. */
    DELAY,
    /** Links are cut: some nodes from others, one node, or single pairs. */
    PARTITION,
    /** Links are cut in one direction only. */
    ONE_WAY_PARTITION,
    /** A process ends between two of its effects; its disk's cache stays. */
    KILL,
    /** The power goes, between two effects; of what was not forced, only a beginning is left. */
    POWER_LOSS,
    /** A process stands still, also in the middle of its work. */
    PAUSE,
    /** A clean end, with leadership handed over first. */
    HAND_OVER,
    /** A disk is empty when its node comes back. */
    LOST_DISK,
    /** Something that was durable is lost: the body of a record, or a record altogether. */
    BIT_ROT,
    /** A force fails; the process ends. */
    FAILED_FORCE,
    /** A force takes long. */
    SLOW_DISK,
    /** Clocks run at different speeds, within what the settings allow. */
    CLOCK_DRIFT
}
