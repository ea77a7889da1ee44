package synod.sim.time;

import java.util.Arrays;

/**
 * What is going to happen, in order of time; at one time in the order in which it was planned. A binary heap over plain
 * arrays: a run plans millions of things.
 */
public final class EventQueue {
    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private Runnable[] happenings = new Runnable[1024];
    private int size;
    private long planned;
    private long happened;
    private long now;

    /** The present, in nanoseconds since the beginning of the world. */
    public long now() {
        return now;
    }

    /** How much has happened. */
    public long happened() {
        return happened;
    }

    public int size() {
        return size;
    }

    /** Plans something; what is planned for the past happens next. */
    public void at(long time, Runnable happening) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            happenings = Arrays.copyOf(happenings, size * 2);
        }
        int hole = size++;
        long when = Math.max(time, now);
        long order = planned++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (times[parent] <= when) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        set(hole, when, order, happening);
    }

    /** When the next thing happens; {@link Long#MAX_VALUE} when nothing will. */
    public long next() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Lets the next thing happen. */
    public void step() {
        now = times[0];
        Runnable happening = happenings[0];
        removeFirst();
        happened++;
        happening.run();
    }

    /** Lets time pass without anything happening. */
    public void advanceTo(long time) {
        now = Math.max(now, Math.min(time, next()));
    }

    private void removeFirst() {
        size--;
        long time = times[size];
        long order = orders[size];
        Runnable last = happenings[size];
        happenings[size] = EventQueue::nothing;
        if (size == 0) {
            return;
        }
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(child + 1, times[child], orders[child])) {
                child++;
            }
            if (!isBefore(child, time, order)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        set(hole, time, order, last);
    }

    private static void nothing() {
        // Stands where there is nothing to happen any more, so that what has happened can be forgotten.
    }

    private boolean isBefore(int index, long time, long order) {
        return times[index] < time || (times[index] == time && orders[index] < order);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        happenings[to] = happenings[from];
    }

    private void set(int index, long time, long order, Runnable happening) {
        times[index] = time;
        orders[index] = order;
        happenings[index] = happening;
    }
}
