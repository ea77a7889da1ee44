package synod.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last events of the loop, kept so that a broken rule comes with its history. Recording stores one reference and
 * three numbers; text is made only when somebody asks.
 */
public final class EventRing {
    private final long[] times;
    private final @Nullable Object[] subjects;
    private final String[] kinds;
    private final long[] first;
    private final long[] second;
    private long count;

    /** @param capacity how many events are kept; a power of two */
    public EventRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a ring's capacity must be a power of two, not " + capacity);
        }
        times = new long[capacity];
        subjects = new Object[capacity];
        kinds = new String[capacity];
        first = new long[capacity];
        second = new long[capacity];
    }

    /**
     * Remembers an event.
     *
     * @param now monotonic nanoseconds
     * @param kind a constant word
     * @param subject an immutable value that it is about, or null; its text is made only for a dump
     * @param a a number that belongs to it
     * @param b another one
     */
    public void record(long now, String kind, @Nullable Object subject, long a, long b) {
        int slot = (int) count & (times.length - 1);
        times[slot] = now;
        kinds[slot] = kind;
        subjects[slot] = subject;
        first[slot] = a;
        second[slot] = b;
        count++;
    }

    /** The events that are still there, oldest first, one line each: number, milliseconds before {@code now}, event. */
    public List<String> lines(long now) {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - times.length); i < count; i++) {
            int slot = (int) i & (times.length - 1);
            Object subject = subjects[slot];
            lines.add(i + " -" + (now - times[slot]) / 1e6 + "ms " + kinds[slot] + " " + first[slot] + " "
                    + second[slot] + (subject == null ? "" : " " + shortened(String.valueOf(subject))));
        }
        return lines;
    }

    /** The same as a file's content. */
    public byte[] dump(long now) {
        return (String.join("\n", lines(now)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }
}
