package synod.replica;

import synod.session.SessionTimers;
import synod.session.Sessions;

/**
 * Decides, on the leader, which sessions end for want of a sign of life. Time counts only while this node leads with a
 * valid lease, for only then can the signs of life of every client that reaches a majority reach it as well.
 */
final class SessionKeeper {
    /** How a session is ended: by an entry of the log. */
    @FunctionalInterface
    interface Expiry {
        /**
         * @param attachment the session as it was when this was decided; a later attach makes the decision void
         * @param silentMillis for so long at least nothing was heard of it
         */
        void expire(long session, long attachment, long silentMillis);
    }

    private final Sessions sessions;
    private final SessionTimers timers;
    private boolean leading;
    private long leadingSinceNanos;

    SessionKeeper(Sessions sessions, long tickNanos, long longestStepNanos) {
        this.sessions = sessions;
        this.timers = new SessionTimers(tickNanos, longestStepNanos);
    }

    void onElected(long now) {
        leading = true;
        leadingSinceNanos = now;
        timers.start(sessions, now);
    }

    void onSteppedDown() {
        leading = false;
        timers.stop();
    }

    void onActive(long session, int timeoutMillis, long now) {
        if (leading) {
            timers.add(session, timeoutMillis, now);
        }
    }

    void onEnded(long session) {
        if (leading) {
            timers.remove(session);
        }
    }

    void onTouched(long[] touched, long now) {
        if (leading) {
            for (long session : touched) {
                timers.touch(session, now);
            }
        }
    }

    void onTick(long now, boolean leaseValid, Expiry expiry) {
        if (!leading) {
            return;
        }
        if (leaseValid) {
            timers.resume(now);
            timers.expire(now, (session, silent) -> expiry.expire(session, sessions.attachment(session), silent));
        } else {
            timers.pause(now);
        }
    }

    /** When this node began to lead; 0 when it does not. */
    long leadingSinceNanos() {
        return leading ? leadingSinceNanos : 0;
    }

    /** Visits every session with the time that is left to it; false when another node counts it. */
    boolean eachDeadline(SessionTimers.Visitor visitor) {
        if (leading) {
            timers.eachByDeadline(visitor);
        }
        return leading;
    }

    long deadline() {
        return leading ? timers.deadline() : Long.MAX_VALUE;
    }
}
