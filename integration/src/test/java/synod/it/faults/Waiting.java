package synod.it.faults;

import java.util.concurrent.locks.LockSupport;

/** Faults that take time. A test never waits like this for anything to happen. */
final class Waiting {
    private Waiting() {}

    /** @param nanos of {@link System#nanoTime} */
    static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
