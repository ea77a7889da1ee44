package synod.journal;

/** Takes the records of a journal that is being opened. */
@FunctionalInterface
public interface Replay {
    /**
     * One good record. Positions ascend; where one is missing, {@link Opened#damage()} says so afterwards.
     *
     * @param position the record's place, counted from 1
     * @param record the record, whose body is a copy of its own
     */
    void onRecord(long position, JournalRecord record);
}
