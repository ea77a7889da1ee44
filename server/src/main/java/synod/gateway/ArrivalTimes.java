package synod.gateway;

/**
 * When the requests that are not answered yet arrived, oldest first. It grows with the number of requests in process,
 * which is bounded by the gateway's limits.
 */
final class ArrivalTimes {
    private long[] times = new long[8];
    private int head;
    private int size;

    void add(long nanos) {
        if (size == times.length) {
            long[] larger = new long[2 * size];
            System.arraycopy(times, head, larger, 0, size - head);
            System.arraycopy(times, 0, larger, size - head, head);
            times = larger;
            head = 0;
        }
        times[(head + size) & (times.length - 1)] = nanos;
        size++;
    }

    /** Takes the oldest; {@code fallback} when there is none. */
    long remove(long fallback) {
        if (size == 0) {
            return fallback;
        }
        long oldest = times[head];
        head = (head + 1) & (times.length - 1);
        size--;
        return oldest;
    }

    int size() {
        return size;
    }
}
