package synod.runtime;

import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import synod.journal.Disk;

/**
 * What a server takes from its machine beside sockets and the monotonic clock. Tests of whole processes put faults here,
 * between the server and the real thing.
 *
 * @param disks is given each folder that is opened as a disk, and returns what is used in its place; called from any
 *     thread
 * @param wallMillis the wall clock, in milliseconds since 1970; read on the loop, never relied on for anything but the
 *     times that clients see
 */
public record Surroundings(UnaryOperator<Disk> disks, LongSupplier wallMillis) {
    /** The machine as it is. */
    public static Surroundings real() {
        return new Surroundings(disk -> disk, System::currentTimeMillis);
    }
}
