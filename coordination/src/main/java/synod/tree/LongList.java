package synod.tree;

import java.util.Arrays;

/** A list of numbers that is used again and again. */
final class LongList {
    private long[] values = new long[16];
    private int size;

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void clear() {
        size = 0;
    }

    /** Ascending, each number once. */
    void sortDistinct() {
        Arrays.sort(values, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || values[kept - 1] != values[i]) {
                values[kept++] = values[i];
            }
        }
        size = kept;
    }

    /** Whether it has this number; it must be sorted. */
    boolean containsSorted(long value) {
        return Arrays.binarySearch(values, 0, size, value) >= 0;
    }
}
