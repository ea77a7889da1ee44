package synod.session;

import java.util.Arrays;

/**
 * When sessions end; kept by the leader alone and never written down.
 *
 * <p>The timers run on a time of their own, which stands still while the leader has no lease and never jumps far. A
 * deadline is rounded up to the next multiple of an interval, so a session ends between its timeout and one interval
 * more after it was last heard of, never earlier.
 *
 * <p>Sessions hang in a wheel of buckets, one for each interval. A touch moves the deadline and nothing else; when a
 * bucket's time has come, sessions with a later deadline move on. So a touch costs the same whatever there is, and 44
 * bytes of arrays are all a session takes.
 */
public final class SessionTimers {
    /** Takes sessions whose time is up. */
    @FunctionalInterface
    public interface Expired {
        /** @param silentMillis for so long at least it was not heard of, on the timers' own time */
        void onExpired(long id, long silentMillis);
    }

    private static final int BUCKETS = 1024;
    private static final int NONE = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Receives sessions one by one. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One session.
         *
         * @param leftNanos how much of the timers' own time is left until it ends; negative when that is due
         */
        void onSession(long id, long leftNanos);
    }

    private final long intervalNanos;
    private final long longestStepNanos;

    private Slots slots = new Slots();
    private final int[] heads = new int[BUCKETS];
    private int[] after = new int[slots.capacity()];
    private int[] before = new int[slots.capacity()];
    private int[] timeouts = new int[slots.capacity()];
    /** In intervals since the beginning of the timers' own time. */
    private long[] deadlines = new long[slots.capacity()];
    /** The bucket a session hangs in: never later than its deadline. */
    private long[] buckets = new long[slots.capacity()];

    private boolean isRunning;
    private long lastNow;
    /** The timers' own time, nanoseconds. */
    private long elapsed;
    /** Buckets up to this one are done. */
    private long done;

    /**
     * Standing still, no sessions.
     *
     * @param intervalNanos deadlines are rounded up to multiples of this
     * @param longestStepNanos a larger jump of the clock counts as this much, so that a leader that was stalled ends
     *     nobody's session on waking; at least one interval
     * @throws IllegalArgumentException when an argument is out of range
     */
    public SessionTimers(long intervalNanos, long longestStepNanos) {
        if (intervalNanos <= 0 || longestStepNanos < intervalNanos) {
            throw new IllegalArgumentException("an interval of " + intervalNanos + " ns, at most " + longestStepNanos
                    + " ns at once: the first must be positive and not more than the second");
        }
        this.intervalNanos = intervalNanos;
        this.longestStepNanos = longestStepNanos;
        Arrays.fill(heads, NONE);
    }

    /** Follows every session with a full new timeout, and runs. */
    public void start(Sessions sessions, long now) {
        stop();
        isRunning = true;
        lastNow = now;
        for (long id : sessions.ids()) {
            add(id, sessions.timeoutMillis(id), now);
        }
    }

    /** Forgets every session: this server does not lead. */
    public void stop() {
        slots = new Slots();
        Arrays.fill(heads, NONE);
        isRunning = false;
        elapsed = 0;
        done = 0;
    }

    /** Stands still: time that passes from now on does not count. */
    public void pause(long now) {
        elapse(now);
        isRunning = false;
    }

    /** Runs again. */
    public void resume(long now) {
        if (!isRunning) {
            isRunning = true;
            lastNow = now;
        }
    }

    /** Follows a session, or gives it another timeout; it is touched as well. */
    public void add(long id, int timeoutMillis, long now) {
        elapse(now);
        int slot = slots.find(id);
        if (slot < 0) {
            slot = slots.add(id);
            makeRoom();
        } else {
            unlink(slot);
        }
        timeouts[slot] = timeoutMillis;
        deadlines[slot] = deadlineOf(timeoutMillis);
        link(slot);
    }

    /** Follows a session no more. */
    public void remove(long id) {
        int slot = slots.remove(id);
        if (slot >= 0) {
            unlink(slot);
        }
    }

    /** The session has been heard of; false when it is not followed. */
    public boolean touch(long id, long now) {
        elapse(now);
        int slot = slots.find(id);
        if (slot < 0) {
            return false;
        }
        deadlines[slot] = deadlineOf(timeouts[slot]);
        return true;
    }

    /** Visits every session that is followed, by deadline and then id. */
    public void eachByDeadline(Visitor visitor) {
        long[][] order = new long[slots.size()][];
        int count = 0;
        for (int slot = 0; slot < slots.bound(); slot++) {
            if (slots.id(slot) != 0) {
                order[count++] = new long[] {deadlines[slot], slots.id(slot)};
            }
        }
        Arrays.sort(order, Arrays::compare);
        for (long[] each : order) {
            visitor.onSession(each[1], each[0] * intervalNanos - elapsed);
        }
    }

    /** How many are followed. */
    public int size() {
        return slots.size();
    }

    /**
     * Hands over every session whose time is up, by deadline and then id, and follows it no more.
     *
     * @return how many there were
     */
    public int expire(long now, Expired expired) {
        elapse(now);
        long current = elapsed / intervalNanos;
        int[] due = new int[0];
        int count = 0;
        // One turn of the wheel meets every session, however long the time was.
        for (long bucket = Math.max(done + 1, current - BUCKETS + 1); bucket <= current; bucket++) {
            int slot = heads[index(bucket)];
            while (slot != NONE) {
                int next = after[slot];
                unlink(slot);
                if (deadlines[slot] <= current) {
                    due = count == due.length ? Arrays.copyOf(due, Math.max(8, 2 * count)) : due;
                    due[count++] = slot;
                } else {
                    link(slot, current);
                }
                slot = next;
            }
        }
        done = Math.max(done, current);
        handOver(due, count, expired);
        return count;
    }

    private void handOver(int[] due, int count, Expired expired) {
        long[][] order = new long[count][];
        for (int i = 0; i < count; i++) {
            long heardMillis = deadlines[due[i]] * intervalNanos / NANOS_PER_MILLI - timeouts[due[i]];
            order[i] = new long[] {deadlines[due[i]], slots.id(due[i]), elapsed / NANOS_PER_MILLI - heardMillis};
        }
        Arrays.sort(order, Arrays::compare);
        for (long[] each : order) {
            slots.remove(each[1]);
        }
        for (long[] each : order) {
            expired.onExpired(each[1], each[2]);
        }
    }

    /**
     * When {@link #expire} may next have something to hand over, on the clock of {@code now}; {@link Long#MAX_VALUE}
     * while nobody is followed or the timers stand still.
     */
    public long deadline() {
        if (!isRunning || slots.size() == 0) {
            return Long.MAX_VALUE;
        }
        return lastNow + Math.max(0, (done + 1) * intervalNanos - elapsed);
    }

    private void elapse(long now) {
        if (isRunning) {
            elapsed += Math.max(0, Math.min(now - lastNow, longestStepNanos));
            lastNow = now;
        }
    }

    private long deadlineOf(int timeoutMillis) {
        long at = elapsed + timeoutMillis * NANOS_PER_MILLI;
        return (at + intervalNanos - 1) / intervalNanos;
    }

    private void link(int slot) {
        link(slot, Math.max(done, elapsed / intervalNanos));
    }

    /** Hangs a session into the bucket of its deadline, or into the last one that a turn of the wheel reaches. */
    private void link(int slot, long current) {
        long bucket = Math.min(Math.max(deadlines[slot], current + 1), current + BUCKETS - 1);
        buckets[slot] = bucket;
        int head = heads[index(bucket)];
        after[slot] = head;
        before[slot] = NONE;
        if (head != NONE) {
            before[head] = slot;
        }
        heads[index(bucket)] = slot;
    }

    private void unlink(int slot) {
        if (before[slot] == NONE) {
            heads[index(buckets[slot])] = after[slot];
        } else {
            after[before[slot]] = after[slot];
        }
        if (after[slot] != NONE) {
            before[after[slot]] = before[slot];
        }
    }

    private void makeRoom() {
        int capacity = slots.capacity();
        if (capacity > timeouts.length) {
            after = Arrays.copyOf(after, capacity);
            before = Arrays.copyOf(before, capacity);
            timeouts = Arrays.copyOf(timeouts, capacity);
            deadlines = Arrays.copyOf(deadlines, capacity);
            buckets = Arrays.copyOf(buckets, capacity);
        }
    }

    private static int index(long bucket) {
        return (int) (bucket & (BUCKETS - 1));
    }
}
