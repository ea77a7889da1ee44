package synod.journal;

/**
 * The next segment while it is being prepared: a trimmed one that is used again, or a new file that is filled with zeros
 * bit by bit while the current one is used, so that changing over does not wait for the disk to write all of it. Writes
 * into either change nothing but data.
 */
final class Spare {
    private static final long SLICE_BYTES = 1024L * 1024;

    private final Disk disk;
    private final String name;
    private final long planned;
    private final boolean isReused;
    private final DiskFile file;
    private long prepared;

    private Spare(Disk disk, String name, long planned, boolean isReused) {
        this.disk = disk;
        this.name = name;
        this.planned = planned;
        this.isReused = isReused;
        this.file = disk.open(name);
        this.prepared = isReused ? planned : 0;
    }

    /** Begins a new segment of that length. */
    static Spare fresh(Disk disk, long planned) {
        return new Spare(disk, Segment.SPARE, planned, false);
    }

    /** Makes a segment of a retired one. */
    static Spare reused(Disk disk, String retired, long length) {
        return new Spare(disk, retired, length, true);
    }

    /**
     * Prepares some whole slices more, if it is behind a user that has filled {@code used} of {@code length} bytes; it
     * aims at being done when four fifths are filled, so that nobody has to wait for all that is left.
     *
     * @throws DiskFull when there is no room; nothing is lost by trying again later
     */
    void keepPace(long used, long length) {
        long due = Math.min(planned, planned * used / length * 5 / 4);
        if (prepared < due) {
            prepare(Math.min(planned, (due + SLICE_BYTES - 1) / SLICE_BYTES * SLICE_BYTES));
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
        new Segment.Header(Segment.FORMAT_VERSION, isReused, identity, first, length).write(file);
        file.force();
        String segmentName = Segment.nameOf(first);
        disk.rename(name, segmentName);
        disk.forceDirectory();
        return new Segment(segmentName, first, length, isReused, file);
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
