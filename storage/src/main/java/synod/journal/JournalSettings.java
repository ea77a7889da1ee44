package synod.journal;

/**
 * How a journal is laid out.
 *
 * @param segmentBytes how long a segment is; the first ones are shorter, each up to twice its predecessor
 * @param bufferBytes how much is gathered in memory before it is written ahead of the force
 * @param maxBodyBytes the longest body of a record
 * @param identity a number that tells a new journal from all others, drawn by the host; a journal that exists keeps its
 *     own
 */
public record JournalSettings(int segmentBytes, int bufferBytes, int maxBodyBytes, long identity) {
    /** The shortest segment. */
    public static final int MIN_SEGMENT_BYTES = 4096;

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** @throws IllegalArgumentException when a number is out of its range */
    public JournalSettings {
        require(segmentBytes >= MIN_SEGMENT_BYTES && segmentBytes <= 1024 * MIB, "segmentBytes", segmentBytes);
        require(bufferBytes >= 256 && bufferBytes <= 64 * MIB, "bufferBytes", bufferBytes);
        require(maxBodyBytes >= 1 && maxBodyBytes <= 256 * MIB, "maxBodyBytes", maxBodyBytes);
    }

    /** Segments of 64 MiB, for a server. */
    public static JournalSettings defaults() {
        return new JournalSettings(64 * MIB, MIB, 64 * MIB, 1);
    }

    /** Segments of 4 KiB: every few records a new one. For tests. */
    public static JournalSettings tiny() {
        return new JournalSettings(MIN_SEGMENT_BYTES, KIB, 64 * KIB, 1);
    }

    /** The same with another identity for new journals. */
    public JournalSettings withIdentity(long newIdentity) {
        return new JournalSettings(segmentBytes, bufferBytes, maxBodyBytes, newIdentity);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new IllegalArgumentException("journal setting " + name + " must not be " + value);
        }
    }
}
