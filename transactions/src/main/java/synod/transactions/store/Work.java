package synod.transactions.store;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.transactions.lock.Age;
import synod.transactions.record.Entry.Stage;
import synod.transactions.record.Entry.Standing;

/** One transaction that has not ended. */
final class Work {
    /** What an update has to be undone to. */
    record Undo(long position, String key, @Nullable Bytes before, long prev) {}

    final TransactionId id;
    final Age age;
    Stage stage = Stage.ACTIVE;
    long first;
    long prepared;
    long concluded;
    /** Newest first. */
    final Deque<Undo> undo = new ArrayDeque<>();

    Work(Age age) {
        this.id = age.transaction();
        this.age = age;
    }

    long undoNext() {
        Undo newest = undo.peek();
        return newest == null ? 0 : newest.position;
    }

    Standing standing() {
        return new Standing(id, stage, first, prepared, undoNext());
    }

    /** It has a record at {@code position}. */
    void wrote(long position) {
        if (first == 0) {
            first = position;
        }
    }
}
