package synod.sim.world;

import java.util.PriorityQueue;

/** Virtual time, and what is going to happen. What is due at one moment happens in the order in which it was entered. */
final class Timeline {
    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private long now;
    private long order;

    /** Nanoseconds since the world began. */
    long now() {
        return now;
    }

    /** How many events there were so far, and are still to come. */
    long events() {
        return order;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + Math.max(0, nanos), order++, action));
    }

    /** Lets the next event happen if it is due by {@code until}; otherwise moves on to {@code until}. */
    boolean step(long until) {
        Event next = events.peek();
        if (next == null || next.at > until) {
            now = until;
            return false;
        }
        events.poll();
        now = next.at;
        next.action.run();
        return true;
    }
}
