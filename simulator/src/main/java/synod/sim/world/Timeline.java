package synod.sim.world;

import synod.sim.time.EventQueue;

/** Virtual time, and what is going to happen. What is due at one moment happens in the order in which it was entered. */
final class Timeline {
    private final EventQueue queue = new EventQueue();

    /** Nanoseconds since the world began. */
    long now() {
        return queue.now();
    }

    /** How many events there were so far, and are still to come. */
    long events() {
        return queue.happened() + queue.size();
    }

    void after(long nanos, Runnable action) {
        queue.at(queue.now() + Math.max(0, nanos), action);
    }

    /** Lets the next event happen if it is due by {@code until}; otherwise moves on to {@code until}. */
    boolean step(long until) {
        if (queue.next() > until) {
            queue.advanceTo(until);
            return false;
        }
        queue.step();
        return true;
    }
}
