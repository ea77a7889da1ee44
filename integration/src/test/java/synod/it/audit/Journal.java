package synod.it.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import synod.check.Answer;
import synod.check.History;
import synod.check.Operation;

/** What all clients asked and were told, for many threads. */
public final class Journal {
    /** Writes, and reads behind a sync: together they must be linearizable. */
    private final History linear = new History();

    /** Writes, and reads without a sync: what a session sees must never go back. */
    private final History local = new History();

    private final Set<String> created = new TreeSet<>();
    private final Set<String> uncertain = new TreeSet<>();
    private final List<String> surprises = new ArrayList<>();
    private final AtomicLong acknowledgedWrites = new AtomicLong();

    /** An operation that has left a client. */
    public final class Asked {
        private final Operation operation;
        private final int inLinear;
        private final int inLocal;

        private Asked(long session, Operation operation, boolean isLinear, boolean isLocal) {
            this.operation = operation;
            this.inLinear = isLinear ? linear.ask(session, operation) : -1;
            this.inLocal = isLocal ? local.ask(session, operation) : -1;
        }

        /** What it was told. */
        public void answered(Answer answer) {
            if (inLinear >= 0) {
                linear.answer(inLinear, answer);
            }
            if (inLocal >= 0) {
                local.answer(inLocal, answer);
            }
            if (!operation.isRead() && answer instanceof Answer.Done) {
                acknowledgedWrites.incrementAndGet();
            }
        }
    }

    /** A change is about to be asked for. */
    public Asked write(long session, Operation operation) {
        return new Asked(session, operation, true, true);
    }

    /** A read behind a sync is about to be asked for. */
    public Asked linearRead(long session, Operation operation) {
        return new Asked(session, operation, true, false);
    }

    /** A read of whatever the server knows is about to be asked for. */
    public Asked localRead(long session, Operation operation) {
        return new Asked(session, operation, false, true);
    }

    /** A session is over on every server. */
    public void sessionEnded(long session) {
        linear.sessionEnded(session);
        local.sessionEnded(session);
    }

    /** A znode that nobody will ever remove was created, and the client was told so. */
    public synchronized void created(String path) {
        created.add(path);
    }

    /** A znode that nobody will ever remove may have been created. */
    public synchronized void uncertain(String path) {
        uncertain.add(path);
    }

    /** Something that must never be answered was. */
    public synchronized void surprise(String what) {
        surprises.add(what);
    }

    /** How many changes were acknowledged so far. */
    public long acknowledgedWrites() {
        return acknowledgedWrites.get();
    }

    History linear() {
        return linear;
    }

    History local() {
        return local;
    }

    synchronized Set<String> created() {
        return new TreeSet<>(created);
    }

    synchronized Set<String> uncertain() {
        return new TreeSet<>(uncertain);
    }

    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }
}
