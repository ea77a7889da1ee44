package synod.replica;

import java.util.function.Consumer;

/** What a leader does without being asked: it ends sessions that gave no sign of life, and removes znodes that lapsed. */
final class Caretaker {
    private final Ports ports;
    private final StateMachine state;
    private final Submissions submissions;
    private final Consumer<Parcel> onSealed;
    private final SessionKeeper sessions;
    private final LapseKeeper lapses;

    /** @param onSealed takes a parcel that became full with what was decided here */
    Caretaker(
            ReplicaSettings settings,
            Ports ports,
            StateMachine state,
            Submissions submissions,
            Consumer<Parcel> onSealed) {
        this.ports = ports;
        this.state = state;
        this.submissions = submissions;
        this.onSealed = onSealed;
        this.sessions = new SessionKeeper(state.sessions(), settings.tickNanos(), settings.tickNanos());
        this.lapses = new LapseKeeper(settings.lapses(), state.tree());
    }

    SessionKeeper sessions() {
        return sessions;
    }

    void onElected(long now) {
        sessions.onElected(now);
        lapses.onElected(now);
    }

    void onSteppedDown() {
        sessions.onSteppedDown();
        lapses.onSteppedDown();
    }

    void onTick(long now, long wallMillis, boolean leaseValid) {
        sessions.onTick(now, leaseValid, (session, attachment, silentMillis) -> {
            ports.note(new ReplicaNote.SessionSilent(session, state.sessions().timeoutMillis(session), silentMillis));
            RequestWriter.expireSession(submissions.open(), state.leaderships(), session, attachment);
            submissions.added(null, state.origins(), onSealed);
        });
        if (leaseValid) {
            lapses.onTick(now, wallMillis, (path, mzxid, pzxid) -> {
                RequestWriter.removeLapsed(submissions.open(), path, mzxid, pzxid);
                submissions.added(null, state.origins(), onSealed);
            });
        }
    }

    long deadline(long now) {
        return Math.min(sessions.deadline(), lapses.deadline(now));
    }
}
