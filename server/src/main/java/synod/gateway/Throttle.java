package synod.gateway;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import synod.kernel.Bytes;
import synod.runtime.ClientEvents;

/**
 * Holds back what {@link Pacing} says, between the connections and the replica. On the loop.
 *
 * <p>Requests that wait here keep their order over all connections, and a connection that is gone takes its own with it.
 * Their number is bounded by what the gateway reads while requests are in process.
 */
final class Throttle {
    private static final int SESSION_OFFSET = Integer.BYTES + Long.BYTES + Integer.BYTES;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Waiting(ClientConnection connection, Bytes frame, long arrivedNanos) {}

    private final Pacing pacing;
    private final ClientEvents events;
    private final TokenBucket bucket;
    private final SplittableRandom lots;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int inProcess;
    private long largeBytes;
    private long largeRefused;
    private long waited;
    private long late;
    private long overdue;

    Throttle(Pacing pacing, ClientEvents events, long nowNanos, long seed) {
        this.pacing = pacing;
        this.events = events;
        this.bucket = new TokenBucket(pacing.connects(), nowNanos / NANOS_PER_MILLI);
        this.lots = new SplittableRandom(seed);
    }

    /** Whether a connection may ask for a session now. */
    boolean admitsConnect(Bytes request, long nowNanos) {
        if (pacing.connects().tokens() == 0) {
            return true;
        }
        int price = pacing.connects().newSessionTokens();
        for (int i = SESSION_OFFSET; i < SESSION_OFFSET + Long.BYTES && i < request.length(); i++) {
            if (request.at(i) != 0) {
                price = pacing.connects().oldSessionTokens();
            }
        }
        return bucket.pays(price, nowNanos / NANOS_PER_MILLI, lots.nextDouble());
    }

    /** Whether a request of this length may go into process now; if so it counts until {@link #onAnswered}. */
    boolean admits(int length) {
        if (isLarge(length)) {
            if (largeBytes + length > pacing.mostLargeBytes()) {
                largeRefused++;
                return false;
            }
            largeBytes += length;
        }
        return true;
    }

    private boolean isLarge(int length) {
        return pacing.largeRequestBytes() >= 0 && length > pacing.largeRequestBytes();
    }

    /** Hands a request to the replica, or keeps it until there is room. */
    void take(ClientConnection connection, Bytes frame, long nowNanos) {
        if (pacing.requests() == 0) {
            events.onClientFrame(connection.number(), frame);
        } else if (queue.isEmpty() && inProcess < pacing.requests()) {
            inProcess++;
            events.onClientFrame(connection.number(), frame);
        } else {
            waited++;
            queue.addLast(new Waiting(connection, frame, nowNanos));
        }
    }

    /** A request was answered: its length counts no more, and there is room for another. */
    void onAnswered(int length) {
        if (isLarge(length)) {
            largeBytes -= length;
        }
        inProcess -= pacing.requests() > 0 ? 1 : 0;
    }

    /** A connection is gone; what it had in process and what waits of it counts no more. */
    void onGone(ClientConnection connection) {
        if (pacing.largeRequestBytes() >= 0) {
            largeBytes -= connection.stats().outstandingBytesAbove(pacing.largeRequestBytes());
        }
        if (pacing.requests() > 0) {
            int before = queue.size();
            queue.removeIf(waiting -> waiting.connection() == connection);
            inProcess -= connection.stats().outstanding() - (before - queue.size());
        }
    }

    /** Hands over what there is room for. At the end of a turn, never from inside the replica. */
    void release(long nowNanos) {
        while (inProcess < pacing.requests()) {
            Waiting next = queue.pollFirst();
            if (next == null) {
                return;
            }
            long nanos = nowNanos - next.arrivedNanos();
            inProcess++;
            long timeout = next.connection().stats().timeoutMillis();
            if (pacing.endsOverdue() && timeout > 0 && nanos > timeout * NANOS_PER_MILLI) {
                overdue++;
                next.connection().closeNow();
            } else if (pacing.lateMillis() > 0
                    && nanos > pacing.lateMillis() * NANOS_PER_MILLI
                    && !next.connection().isSessionless()) {
                late++;
                events.onLateClientFrame(next.connection().number(), next.frame());
            } else {
                events.onClientFrame(next.connection().number(), next.frame());
            }
        }
    }

    /** How many requests had to wait. */
    long waited() {
        return waited;
    }

    /** How many came to the replica too late to be carried out. */
    long late() {
        return late;
    }

    /** How many waited longer than their session's timeout. */
    long overdue() {
        return overdue;
    }

    /** How many large requests closed their connections. */
    long largeRefused() {
        return largeRefused;
    }

    /** What is missing from the bucket that connect requests are paid from. */
    int tokenDeficit() {
        return bucket.deficit();
    }

    /** The share of connect requests that is refused by lot. */
    double refusedShare() {
        return bucket.refusedShare();
    }
}
