package synod.session;

import java.util.function.LongConsumer;

/** When sessions end; kept by the leader alone and never written down. */
@SuppressWarnings("DoNotCallSuggester")
public final class SessionTimers {
    /**
     * Standing still, no sessions.
     *
     * @param intervalNanos deadlines are rounded up to multiples of this
     * @param longestStepNanos a larger jump of the clock counts as this much, so that a leader that was stalled ends
     *     nobody's session on waking
     */
    public SessionTimers(long intervalNanos, long longestStepNanos) {
        throw NotYet.built();
    }

    /** Follows every session with a full new timeout, and runs. */
    public void start(Sessions sessions, long now) {
        throw NotYet.built();
    }

    /** Forgets every session: this server does not lead. */
    public void stop() {
        throw NotYet.built();
    }

    /** Stands still: time that passes from now on does not count. */
    public void pause(long now) {
        throw NotYet.built();
    }

    /** Runs again. */
    public void resume(long now) {
        throw NotYet.built();
    }

    /** Follows a session, or gives it another timeout; it is touched as well. */
    public void add(long id, int timeoutMillis, long now) {
        throw NotYet.built();
    }

    /** Follows a session no more. */
    public void remove(long id) {
        throw NotYet.built();
    }

    /** The session has been heard of; false when it is not followed. */
    public boolean touch(long id, long now) {
        throw NotYet.built();
    }

    /** Hands over every session whose time is up, by deadline and then id, and follows it no more. */
    public int expire(long now, LongConsumer expired) {
        throw NotYet.built();
    }

    /** When {@link #expire} may next have something to hand over, on the clock of {@code now}. */
    public long deadline() {
        throw NotYet.built();
    }
}
