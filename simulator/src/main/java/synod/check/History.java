package synod.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients asked and were told, in the order in which it happened. Safe for use by many threads: an operation is to
 * be entered before it leaves the client, and its answer after it has come back.
 */
public final class History {
    /** A moment after everything else. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * One operation. Moments are positions in the history, not times: of two events the earlier has the smaller.
     *
     * @param id its place among the operations
     * @param session who asked; a client that gets a new session counts as a new one
     * @param operation what it asked
     * @param askedAt the moment it asked
     * @param answeredAt the moment of the answer; for an unknown outcome the moment after which the operation can no
     *     longer take effect, or {@link #NEVER}
     * @param answer what it was told; {@link Answer.Unknown} as long as it was told nothing
     */
    public record Entry(int id, long session, Operation operation, long askedAt, long answeredAt, Answer answer) {
        /** Whether the outcome is not known. */
        public boolean isUnknown() {
            return answer instanceof Answer.Unknown;
        }

        @Override
        public String toString() {
            String until = answeredAt == NEVER ? "..." : Long.toString(answeredAt);
            return "#" + id + " [" + askedAt + "," + until + "] session " + Long.toHexString(session) + ": " + operation
                    + " -> " + answer;
        }
    }

    private final List<@Nullable Entry> entries = new ArrayList<>();
    private final Map<Long, List<Integer>> open = new TreeMap<>();
    private long moment;

    /** Enters an operation that is about to leave, and returns the number by which its answer is entered. */
    public synchronized int ask(long session, Operation operation) {
        int id = entries.size();
        entries.add(new Entry(id, session, operation, moment++, NEVER, new Answer.Unknown()));
        open.computeIfAbsent(session, key -> new ArrayList<>()).add(id);
        return id;
    }

    /** Enters an answer. {@link Answer.Unknown} leaves the operation open until its session ends. */
    public synchronized void answer(int id, Answer answer) {
        Entry entry = entry(id);
        if (!entry.isUnknown()) {
            throw new IllegalStateException("answered twice: " + entry + ", now " + answer);
        }
        long now = moment++;
        if (answer instanceof Answer.Unknown) {
            return;
        }
        entries.set(id, new Entry(id, entry.session, entry.operation, entry.askedAt, now, answer));
        List<Integer> ofSession = open.get(entry.session);
        if (ofSession != null) {
            ofSession.remove((Integer) id);
        }
    }

    /** Takes back an operation that certainly never left the client. */
    public synchronized void withdraw(int id) {
        Entry entry = entry(id);
        entries.set(id, null);
        List<Integer> ofSession = open.get(entry.session);
        if (ofSession != null) {
            ofSession.remove((Integer) id);
        }
    }

    /** A session is known to be over on every server: none of its operations can take effect from now on. */
    public synchronized void sessionEnded(long session) {
        List<Integer> ofSession = open.remove(session);
        long now = moment++;
        if (ofSession != null) {
            for (int id : ofSession) {
                Entry entry = entry(id);
                entries.set(id, new Entry(id, session, entry.operation, entry.askedAt, now, entry.answer));
            }
        }
    }

    /** Everything so far, in the order in which it was asked. */
    public synchronized List<Entry> entries() {
        List<Entry> copy = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry != null) {
                copy.add(entry);
            }
        }
        return copy;
    }

    private Entry entry(int id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("operation " + id + " was withdrawn");
        }
        return entry;
    }
}
