package synod.journal;

/** The journal of one node: one writer, appended in batches, forced in batches. Not for use by several threads at once. */
@SuppressWarnings("DoNotCallSuggester")
public final class Journal implements AutoCloseable {
    private Journal() {}

    /**
     * Opens the journal of a disk, or makes one, hands its records to {@code replay}, cuts a torn tail and reports what
     * is damaged. All that is handed over is durable when this returns.
     *
     * @throws UnusableFormat when the files are of a newer format or of another journal
     * @throws DiskFailure when the disk fails
     */
    public static Opened open(Disk disk, JournalSettings settings, Replay replay) {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Appends a record. It is durable when {@link #forcedPosition()} has reached the position that is returned.
     *
     * @return the record's position: one more than the last
     * @throws IllegalArgumentException when the body is longer than the settings allow
     */
    public long append(JournalRecord record) {
        throw new UnsupportedOperationException("being written");
    }

    /** Makes all that was appended durable, in one write and one force. */
    public void force() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Drops whole segments of which every record is below {@code position}. Whatever the host still needs of them (its
     * last promise, its identity) it has to have appended again at or above that position, and forced.
     */
    public void trimBelow(long position) {
        throw new UnsupportedOperationException("being written");
    }

    /** The oldest position kept; 1 for a journal that was never trimmed. */
    public long firstPosition() {
        throw new UnsupportedOperationException("being written");
    }

    /** The position of the last record appended; 0 for none yet. */
    public long lastPosition() {
        throw new UnsupportedOperationException("being written");
    }

    /** The position up to which everything is durable. */
    public long forcedPosition() {
        throw new UnsupportedOperationException("being written");
    }

    /** Forces what was appended, unless the journal has failed, and closes the files. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("being written");
    }
}
