package synod.sim.disk;

/** Counts as it goes. */
final class DiskMeter {
    long reads;
    long readBytes;
    long writes;
    long writtenBytes;
    long forces;
    long forcedBytes;
    long directoryForces;

    DiskUsage read() {
        return new DiskUsage(reads, readBytes, writes, writtenBytes, forces, forcedBytes, directoryForces);
    }
}
