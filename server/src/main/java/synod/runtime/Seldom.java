package synod.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a line through at most once in an interval for each subject, so that whoever knocks a thousand times a second
 * does not fill the log. The number of subjects that are remembered is bounded. One thread.
 */
public final class Seldom {
    private static final int SUBJECTS = 64;

    private static final class Kept {
        long nextNanos;
        long dropped;
    }

    private final long intervalNanos;
    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > SUBJECTS;
        }
    };

    /** @param intervalNanos between two lines on one subject */
    public Seldom(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /**
     * Whether to write the line.
     *
     * @return -1 for no, else how many lines on the subject were left out since the last one
     */
    public long allows(String subject, long now) {
        Kept entry = kept.get(subject);
        if (entry == null) {
            entry = new Kept();
            entry.nextNanos = now;
            kept.put(subject, entry);
        }
        if (now - entry.nextNanos < 0) {
            entry.dropped++;
            return -1;
        }
        long dropped = entry.dropped;
        entry.dropped = 0;
        entry.nextNanos = now + intervalNanos;
        return dropped;
    }
}
