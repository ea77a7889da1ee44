package synod.runtime;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Note;
import synod.replica.ReplicaNote;

/**
 * What a replica's notes tell: to the operator's log at once, and kept for those who ask later. Written on the loop; read
 * there too, where nothing else is said.
 */
final class NodeNews {
    private final OperatorLog operator;
    private final SessionHistory sessions;
    private volatile boolean hasService;
    private @Nullable Backups backups;
    private long begunZxid;
    private SavedSnapshot saved = SavedSnapshot.NONE;

    NodeNews(OperatorLog operator, Hindrances hindrances) {
        this.operator = operator;
        sessions = new SessionHistory(hindrances);
    }

    /** Takes one note; {@code forcingNanos} is how long the write under way has been waiting for the disk. */
    void tell(Note note, long now, long wallMillis, long forcingNanos) {
        if (note instanceof ReplicaNote.Serving) {
            hasService = true;
        } else if (note instanceof ReplicaNote.NotServing) {
            hasService = false;
        } else if (note instanceof ReplicaNote.SnapshotBegun begun) {
            begunZxid = begun.zxid();
        } else if (note instanceof ReplicaNote.SnapshotSaved its) {
            saved = new SavedSnapshot(begunZxid, wallMillis);
            tellBackups(backups -> backups.onSaved(its.slot(), begunZxid));
        } else if (note instanceof ReplicaNote.SnapshotAbandoned) {
            tellBackups(Backups::onNone);
        }
        operator.tell(note, now);
        sessions.tell(note, now, wallMillis, forcingNanos);
    }

    /** The replica was given up, and tells nothing of it. */
    void onGivenUp() {
        hasService = false;
        tellBackups(Backups::onGivenUp);
    }

    /** Says who waits for images. */
    void connect(Backups toBackups) {
        backups = toBackups;
    }

    private void tellBackups(Consumer<Backups> news) {
        Backups told = backups;
        if (told != null) {
            news.accept(told);
        }
    }

    /** Whether clients were served when that was last told; from any thread. */
    boolean hasService() {
        return hasService;
    }

    /** The newest image that was saved. */
    SavedSnapshot saved() {
        return saved;
    }

    /** What is remembered of a session, a line for each event, the oldest first. */
    List<String> sessionHistory(long session) {
        return sessions.of(session);
    }
}
