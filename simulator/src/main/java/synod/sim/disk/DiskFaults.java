package synod.sim.disk;

/**
 * How often the disk does wrong by itself, each in a million.
 *
 * @param readErrors reads that meet a sector which cannot be read from then on, until it is written again
 * @param rot forces after which one bit of what was just forced is flipped
 * @param zeroed forces after which one sector of what was just forced is zeros
 * @param misdirected writes that go to another place
 * @param vanished writes that go nowhere
 * @param failedWrites writes that fail, and say so
 * @param failedForces forces that fail, and say so
 */
public record DiskFaults(
        int readErrors, int rot, int zeroed, int misdirected, int vanished, int failedWrites, int failedForces) {
    /** A disk that loses only what was not forced. */
    public static final DiskFaults NONE = new DiskFaults(0, 0, 0, 0, 0, 0, 0);
}
