package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.replica.CloseReason;
import synod.replica.ReplicaNote;

/** Why sessions ended, with what kept the server from its work meanwhile. */
final class SessionHistoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 100 * SECOND;
    private static final long WALL = 1_800_000_000_000L;

    private final Hindrances hindrances = new Hindrances();
    private final SessionHistory history = new SessionHistory(hindrances);

    private List<String> texts(long session) {
        return history.of(session).stream().map(line -> line.substring(25)).toList();
    }

    @Test
    void tellsOfOneSessionWhatHappenedToItInOrder() {
        history.tell(new ReplicaNote.ConnectionEnded(7, null), NOW, WALL, 0);
        history.tell(new ReplicaNote.ConnectionEnded(8, CloseReason.SESSION_MOVED), NOW, WALL + 1, 0);
        history.tell(new ReplicaNote.SessionSilent(7, 30_000, 31_000), NOW, WALL + 2, 0);
        history.tell(new ReplicaNote.SessionExpired(7, WALL + 3), NOW, WALL + 4, 0);
        history.tell(new ReplicaNote.SessionClosed(8, WALL + 5), NOW, WALL + 5, 0);
        assertThat(texts(7))
                .containsExactly(
                        "its connection to this server was closed or broke on its client's side",
                        "ended by this server: nothing was heard of its client for 31000 ms, and its timeout is 30000 ms",
                        "expired");
        assertThat(texts(8))
                .containsExactly(
                        "this server closed its connection: the session has moved to another connection",
                        "closed by its client");
        assertThat(history.of(7).get(0)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}  its.*");
        assertThat(history.of(9)).isEmpty();
    }

    @Test
    void whatKeptTheServerFromItsWorkIsPartOfTheReason() {
        hindrances.onLate(NOW - 90 * SECOND, 5 * SECOND);
        hindrances.onLate(NOW - 20 * SECOND, 12 * SECOND);
        hindrances.onLate(NOW - 10 * SECOND, Hindrances.LEAST_NANOS - 1);
        hindrances.onForce(NOW - 5 * SECOND, 3_400_000_000L);
        hindrances.onForce(NOW - 4 * SECOND, 400_000_000L);
        history.tell(new ReplicaNote.SessionSilent(7, 30_000, 31_000), NOW, WALL, 2 * SECOND);
        assertThat(texts(7))
                .containsExactly(
                        "ended by this server: nothing was heard of its client for 31000 ms, and its timeout is"
                                + " 30000 ms; meanwhile this server stood still for 12.0 s, 2 slow force(s) took up to 3.4 s,"
                                + " a force has been under way for 2.0 s");
        history.tell(new ReplicaNote.SessionExpired(8, WALL), NOW, WALL, 0);
        assertThat(texts(8))
                .containsExactly("expired; in the minute before, this server stood still for 12.0 s, 2 slow force(s)"
                        + " took up to 3.4 s");
        hindrances.onLate(NOW, SECOND);
        assertThat(hindrances.within(NOW, 40 * SECOND, 0)).startsWith("this server stood still for 13.0 s in 2 times");
        assertThat(hindrances.within(NOW + 200 * SECOND, 100 * SECOND, 0)).isNull();
    }

    @Test
    void whatTheJournalTellsAgainIsOldAndNotHindered() {
        hindrances.onLate(NOW, 12 * SECOND);
        history.tell(new ReplicaNote.SessionExpired(7, WALL - 3_600_000), NOW, WALL, 0);
        history.tell(new ReplicaNote.SessionClosed(7, WALL - 3_600_000), NOW, WALL, 0);
        history.tell(new ReplicaNote.ConnectionEnded(7, null), NOW, WALL - 3_000_000, 0);
        assertThat(texts(7))
                .containsExactly(
                        "expired",
                        "closed by its client",
                        "its connection to this server was closed or broke on its client's side");
    }

    @Test
    void onlyTheNewestAreKept() {
        for (int i = 0; i <= SessionHistory.KEPT; i++) {
            history.tell(new ReplicaNote.SessionClosed(i, WALL), NOW, WALL, 0);
        }
        assertThat(history.of(0)).isEmpty();
        assertThat(history.of(1)).hasSize(1);
        assertThat(history.of(SessionHistory.KEPT)).hasSize(1);
    }

    @Test
    void onlyTheNewestTimesAreKept() {
        for (int i = 0; i < 100; i++) {
            hindrances.onForce(NOW + i, SECOND + i);
        }
        assertThat(hindrances.within(NOW + 100, SECOND, 0)).startsWith("64 slow force(s)");
    }
}
