package synod.gateway;

/**
 * When the requests that are not answered yet arrived and how long they are, oldest first. It grows with the number of requests in process,
 * which is bounded by the gateway's limits.
 */
final class ArrivalTimes {
    private long[] times = new long[8];
    private int[] lengths = new int[8];
    private long bytes;
    private int head;
    private int size;

    void add(long nanos, int length) {
        if (size == times.length) {
            grow();
        }
        int place = (head + size) & (times.length - 1);
        times[place] = nanos;
        lengths[place] = length;
        bytes += length;
        size++;
    }

    private void grow() {
        long[] moreTimes = new long[2 * size];
        int[] moreLengths = new int[2 * size];
        for (int i = 0; i < size; i++) {
            int place = (head + i) & (times.length - 1);
            moreTimes[i] = times[place];
            moreLengths[i] = lengths[place];
        }
        times = moreTimes;
        lengths = moreLengths;
        head = 0;
    }

    int oldestBytes() {
        return size == 0 ? 0 : lengths[head];
    }

    long bytes() {
        return bytes;
    }

    /** The lengths of those that are longer than {@code threshold} together. */
    long bytesAbove(int threshold) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            int length = lengths[(head + i) & (times.length - 1)];
            sum += length > threshold ? length : 0;
        }
        return sum;
    }

    /** Takes the oldest; {@code fallback} when there is none. */
    long remove(long fallback) {
        if (size == 0) {
            return fallback;
        }
        long oldest = times[head];
        bytes -= lengths[head];
        head = (head + 1) & (times.length - 1);
        size--;
        return oldest;
    }

    /** How many it holds without growing. */
    int capacity() {
        return times.length;
    }

    int size() {
        return size;
    }
}
