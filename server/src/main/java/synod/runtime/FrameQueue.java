package synod.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The clients' frames of one turn, in the order in which they came. On the loop.
 *
 * <p>Reading sockets and carrying out requests are kept apart by it for the sake of Java's compiler. Where one called the
 * other, half of the server was inlined into each step of reading, five times over, and a server that had just been
 * started was busy for seconds with compiling that.
 */
final class FrameQueue {
    /** Beyond so many the turn does not wait for its end. */
    private static final int MOST = 1024;

    private long[] connections = new long[64];
    private @Nullable Bytes[] frames = new @Nullable Bytes[64];
    private int count;
    private int taken;

    /** Puts one at the end; says whether it is time to take them out. */
    boolean add(long connection, Bytes frame) {
        if (count == frames.length) {
            connections = Arrays.copyOf(connections, 2 * count);
            frames = Arrays.copyOf(frames, 2 * count);
        }
        connections[count] = connection;
        frames[count++] = frame;
        return count >= MOST;
    }

    /** Whether there is another; {@link #connection} and {@link #take} have it. */
    boolean hasNext() {
        if (taken < count) {
            return true;
        }
        taken = 0;
        count = 0;
        return false;
    }

    /** Whose the next one is. */
    long connection() {
        return connections[taken];
    }

    /** Takes the next one out. */
    Bytes take() {
        Bytes frame = frames[taken];
        frames[taken++] = null;
        if (frame == null) {
            throw new IllegalStateException("there is no next frame");
        }
        return frame;
    }
}
