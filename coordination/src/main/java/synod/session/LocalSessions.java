package synod.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.LongMap;

/**
 * Sessions that one server knows alone: not in the log, not on any disk, gone with the server's life. They have timers as
 * the leader's sessions have them, and ids that no session of the log is given.
 *
 * <p>A local session may become one of the log: while it is on its way it is neither here nor there, and does not expire.
 */
public final class LocalSessions {
    /** Takes sessions whose time is up. */
    @FunctionalInterface
    public interface Expired {
        /** @param silentMillis for so long at least it was not heard of, on the timers' own time */
        void onExpired(long id, int timeoutMillis, long silentMillis);
    }

    /** The high byte of every id: none that sessions of the log have, nor one that marks a kind of znode. */
    private static final long HIGH_BYTE = 0x02L;

    private static final int HIGH_SHIFT = 56;
    private static final int SERVER_SHIFT = 48;
    private static final int SECONDS_SHIFT = 16;
    private static final long BELOW_SERVER = (1L << SERVER_SHIFT) - 1;

    private final SessionTimers timers;
    private final LongMap<Integer> timeouts = new LongMap<>();
    private final LongMap<Integer> leaving = new LongMap<>();
    private final List<Long> temporary = new ArrayList<>();
    private final long prefix;
    private long lastNumber;

    /**
     * None yet, timers standing still. The first id follows from when this life of the server began, to the second, and
     * from its coin; so ids differ from those of other servers, and from those of earlier lives unless the clock is set
     * back by exactly the time between two starts.
     *
     * @param server the server's number, 1 to 255
     * @param wallMillis milliseconds since 1970
     * @param coin random bits
     * @param intervalNanos deadlines are rounded up to multiples of this
     */
    public LocalSessions(int server, long wallMillis, long coin, long intervalNanos) {
        this.timers = new SessionTimers(intervalNanos, intervalNanos);
        this.prefix = HIGH_BYTE << HIGH_SHIFT | (long) server << SERVER_SHIFT;
        this.lastNumber = ((wallMillis / 1000) << SECONDS_SHIFT | (coin & 0xffff)) & BELOW_SERVER;
    }

    /** Whether a local session can have this id. */
    public static boolean isLocalId(long id) {
        return id >>> HIGH_SHIFT == HIGH_BYTE;
    }

    /**
     * Begins a session and gives its id.
     *
     * @param isTemporary whether it ends with {@link #endTemporary}
     */
    public long create(int timeoutMillis, boolean isTemporary, long now) {
        lastNumber = (lastNumber + 1) & BELOW_SERVER;
        long id = prefix | lastNumber;
        timeouts.put(id, timeoutMillis);
        timers.add(id, timeoutMillis, now);
        if (isTemporary) {
            temporary.add(id);
        }
        return id;
    }

    /** Whether it lives here and is not on its way into the log. */
    public boolean contains(long id) {
        return timeouts.find(id) != null;
    }

    /** Gives a session that lives here another timeout; it is touched as well. */
    public void attach(long id, int timeoutMillis, long now) {
        timeouts.put(id, timeoutMillis);
        timers.add(id, timeoutMillis, now);
    }

    /** The session has been heard of; nothing happens when it does not live here. */
    public void touch(long id, long now) {
        timers.touch(id, now);
    }

    /** Ends a session; whether it lived here. */
    public boolean close(long id) {
        timers.remove(id);
        return timeouts.remove(id) != null;
    }

    /** A session that lives here begins to become one of the log. Gives its timeout, milliseconds. */
    public int beginUpgrade(long id) {
        @Nullable Integer timeout = timeouts.remove(id);
        if (timeout == null) {
            throw new IllegalArgumentException("session " + Long.toHexString(id) + " does not live here");
        }
        timers.remove(id);
        leaving.put(id, timeout);
        return timeout;
    }

    /** Whether it is on its way into the log. */
    public boolean isLeaving(long id) {
        return leaving.find(id) != null;
    }

    /** What {@link #beginUpgrade} began is over, whatever came of it. */
    public void endUpgrade(long id) {
        leaving.remove(id);
    }

    /** Ends those that were begun as temporary ones. */
    public void endTemporary() {
        temporary.forEach(this::close);
        temporary.clear();
    }

    /** How many live here. */
    public int size() {
        return timeouts.size();
    }

    /** Lets time pass, or stand still. */
    public void run(boolean runs, long now) {
        if (runs) {
            timers.resume(now);
        } else {
            timers.pause(now);
        }
    }

    /** Ends every session whose time is up, and hands it over. */
    public void expire(long now, Expired expired) {
        timers.expire(now, (id, silentMillis) -> {
            @Nullable Integer timeout = timeouts.remove(id);
            expired.onExpired(id, timeout == null ? 0 : timeout, silentMillis);
        });
    }

    /** Visits every session with the time that is left to it, by deadline. */
    public void eachByDeadline(SessionTimers.Visitor visitor) {
        timers.eachByDeadline(visitor);
    }

    /** When {@link #expire} may next have something to do; {@link Long#MAX_VALUE} for not before anything else happens. */
    public long deadline() {
        return timers.deadline();
    }
}
