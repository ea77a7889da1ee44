package synod.journal;

/**
 * Records that were durable and are not there any more. They keep their positions, stay where they are until they are
 * trimmed, and are reported again at every opening; a host that has made good what was lost appends that fact and
 * compares positions.
 */
public sealed interface Damage extends Finding permits Damage.Body, Damage.Unknown {
    /** The position of the first record that is lost. */
    long position();

    /** The position of the last record that is lost. */
    long lastPosition();

    /** One record whose identity is intact and whose body is not. The fields are those of {@link JournalRecord}. */
    record Body(long position, int kind, long slot, long round, int node) implements Damage {
        @Override
        public long lastPosition() {
            return position;
        }
    }

    /**
     * Records of which nothing is known but that they were, or may have been, there.
     *
     * @param position the first of them
     * @param lastPosition the last of them; at least {@code position}
     * @param reason what was found instead, in words
     */
    record Unknown(long position, long lastPosition, String reason) implements Damage {}
}
