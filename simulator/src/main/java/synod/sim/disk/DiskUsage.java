package synod.sim.disk;

/**
 * What was asked of a disk since it was made. The difference of two says what a piece of work cost.
 *
 * @param reads how many reads
 * @param readBytes how many bytes they gave
 * @param writes how many writes
 * @param writtenBytes how many bytes they took
 * @param forces how many forces of files
 * @param forcedBytes how many bytes, in whole sectors, they made durable
 * @param directoryForces how many forces of the folder
 */
public record DiskUsage(
        long reads,
        long readBytes,
        long writes,
        long writtenBytes,
        long forces,
        long forcedBytes,
        long directoryForces) {
    /** What was asked between {@code earlier} and this. */
    public DiskUsage since(DiskUsage earlier) {
        return new DiskUsage(
                reads - earlier.reads,
                readBytes - earlier.readBytes,
                writes - earlier.writes,
                writtenBytes - earlier.writtenBytes,
                forces - earlier.forces,
                forcedBytes - earlier.forcedBytes,
                directoryForces - earlier.directoryForces);
    }
}
