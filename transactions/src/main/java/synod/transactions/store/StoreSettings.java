package synod.transactions.store;

import synod.journal.JournalSettings;

/**
 * How a store is laid out.
 *
 * @param journal the journal's own settings
 * @param pages into how many pages the keys are divided, 1 to 1000; must stay as it was
 * @param checkpointEvery after how many records a checkpoint is written, 1 or more
 */
public record StoreSettings(JournalSettings journal, int pages, int checkpointEvery) {
    private static final int MOST_PAGES = 1000;

    /** @throws IllegalArgumentException when a number is out of its range */
    public StoreSettings {
        if (pages < 1 || pages > MOST_PAGES || checkpointEvery < 1) {
            throw new IllegalArgumentException("1 to " + MOST_PAGES
                    + " pages and a checkpoint every 1 or more records, not " + pages + " and " + checkpointEvery);
        }
    }

    /** Sixty-four pages, a checkpoint every ten thousand records. */
    public static StoreSettings defaults() {
        return new StoreSettings(JournalSettings.defaults(), 64, 10_000);
    }

    /** Three pages and a checkpoint every forty records, in small segments. For tests. */
    public static StoreSettings tiny() {
        return new StoreSettings(JournalSettings.tiny(), 3, 40);
    }
}
