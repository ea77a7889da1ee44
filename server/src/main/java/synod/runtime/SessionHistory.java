package synod.runtime;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.Note;
import synod.replica.CloseReason;
import synod.replica.ReplicaNote;

/**
 * Why sessions ended and connections of sessions went, as far as this server knows and still remembers: the newest {@value
 * #KEPT} of each. On the loop.
 */
final class SessionHistory {
    static final int KEPT = 1024;

    private static final Logger log = LoggerFactory.getLogger("synod");
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How far back is looked for what kept this server from its work, when nobody says how long a session was silent. */
    private static final long LOOK_BACK_NANOS = 60_000 * NANOS_PER_MILLI;

    /** What is older was read from the journal, and happened when this server may not have been there. */
    private static final long NEWS_MILLIS = 10_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private record Entry(long wallMillis, long session, String text) {}

    /** The newest entries of one sort. */
    private static final class Ring {
        private final @Nullable Entry[] entries = new @Nullable Entry[KEPT];
        private int next;

        void add(Entry entry) {
            entries[next] = entry;
            next = (next + 1) % KEPT;
        }

        void collect(long session, List<Entry> to) {
            for (int i = 0; i < KEPT; i++) {
                Entry entry = entries[(next + i) % KEPT];
                if (entry != null && entry.session == session) {
                    to.add(entry);
                }
            }
        }
    }

    private final Hindrances hindrances;
    private final Ring ends = new Ring();
    private final Ring connections = new Ring();

    SessionHistory(Hindrances hindrances) {
        this.hindrances = hindrances;
    }

    /**
     * Hears what the node says; what is not about sessions is passed over.
     *
     * @param now monotonic nanoseconds
     * @param wallMillis milliseconds since 1970
     * @param forcingNanos for how long a force of the journal has been under way; 0 when none is
     */
    void tell(Note note, long now, long wallMillis, long forcingNanos) {
        if (note instanceof ReplicaNote.SessionSilent silent) {
            String hindered = hindrances.within(now, silent.silentMillis() * NANOS_PER_MILLI, forcingNanos);
            String why = "nothing was heard of its client for " + silent.silentMillis() + " ms, and its timeout is "
                    + silent.timeoutMillis() + " ms" + (hindered == null ? "" : "; meanwhile " + hindered);
            log.info("session 0x{} ends: {}", Long.toHexString(silent.session()), why);
            ends.add(new Entry(wallMillis, silent.session(), "ended by this server: " + why));
        } else if (note instanceof ReplicaNote.SessionExpired expired) {
            boolean isNews = Math.abs(wallMillis - expired.atMillis()) < NEWS_MILLIS;
            String hindered = isNews ? hindrances.within(now, LOOK_BACK_NANOS, forcingNanos) : null;
            ends.add(new Entry(
                    expired.atMillis(),
                    expired.session(),
                    "expired" + (hindered == null ? "" : "; in the minute before, " + hindered)));
        } else if (note instanceof ReplicaNote.SessionClosed closed) {
            ends.add(new Entry(closed.atMillis(), closed.session(), "closed by its client"));
        } else if (note instanceof ReplicaNote.ConnectionEnded ended) {
            connections.add(new Entry(wallMillis, ended.session(), text(ended.reason())));
        }
    }

    private static String text(@Nullable CloseReason reason) {
        return reason == null
                ? "its connection to this server was closed or broke on its client's side"
                : "this server closed its connection: " + reason.text();
    }

    /** What is known of a session, a line for each event, the oldest first. */
    List<String> of(long session) {
        List<Entry> found = new ArrayList<>();
        connections.collect(session, found);
        ends.collect(session, found);
        found.sort(Comparator.comparingLong(Entry::wallMillis));
        return found.stream()
                .map(entry -> TIME.format(Instant.ofEpochMilli(entry.wallMillis)) + "  " + entry.text)
                .toList();
    }
}
