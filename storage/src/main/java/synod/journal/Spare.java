package synod.journal;

/**
 * The next segment while it is being prepared: filled with zeros bit by bit while the current one is used, so that
 * changing over does not wait for the disk to write all of it.
 */
final class Spare {
    private static final long SLICE_BYTES = 1024L * 1024;

    private final Disk disk;
    private final long planned;
    private final DiskFile file;
    private long prepared;

    /** Begins a segment of that length. */
    Spare(Disk disk, long planned) {
        this.disk = disk;
        this.planned = planned;
        this.file = disk.open(Segment.SPARE);
    }

    /**
     * Prepares at most one more slice, if it is behind a user that has filled {@code used} of {@code length} bytes; it
     * aims at being done when four fifths are filled.
     *
     * @throws DiskFull when there is no room; nothing is lost by trying again later
     */
    void keepPace(long used, long length) {
        if (prepared < planned && prepared < planned * used / length * 5 / 4) {
            prepare(Math.min(planned, prepared + SLICE_BYTES));
        }
    }

    /**
     * Prepares all that is left.
     *
     * @param atLeast how long it has to be, in bytes
     * @throws DiskFull when there is no room; nothing is lost by trying again later
     */
    void prepareAll(long atLeast) {
        long length = Math.max(planned, atLeast);
        if (prepared < length) {
            prepare(length);
        }
    }

    /** Puts it in place: once this has returned it is a segment under its own name, durable. */
    Segment complete(long identity, long first) {
        long length = prepared;
        new Segment.Header(Segment.FORMAT_VERSION, identity, first, length).write(file);
        file.force();
        String name = Segment.nameOf(first);
        disk.rename(Segment.SPARE, name);
        disk.forceDirectory();
        return new Segment(name, first, length, file);
    }

    void close() {
        file.close();
    }

    private void prepare(long size) {
        file.preallocate(size);
        file.force();
        prepared = size;
    }
}
