package synod.tree;

import java.util.Arrays;

/**
 * Up to {@link #MOST} children in order of (hash of the name, name). An entry is a packed znode, or a {@link Directory}
 * when it has children itself. The arrays grow by a quarter at a time, so little of them is empty.
 */
final class Page {
    /** A page with more is split. */
    static final int MOST = 256;

    private static final int FIRST_CAPACITY = 2;

    int[] hashes;
    Object[] entries;
    int used;

    Page() {
        this(FIRST_CAPACITY);
    }

    private Page(int capacity) {
        hashes = new int[capacity];
        entries = new Object[capacity];
    }

    /** The packed record of an entry. */
    static byte[] record(Object entry) {
        return entry instanceof byte[] leaf ? leaf : ((Directory) entry).record;
    }

    /**
     * The index of the entry with this name, or {@code -1 - index} of where it would stand. Hashes are spread evenly, so
     * the search begins where the hash should be between the page's bounds and seldom goes far from there.
     *
     * @param least no hash in the page is smaller
     * @param most no hash in the page is greater
     */
    int search(int hash, byte[] array, int offset, int length, int least, int most) {
        int low = firstNotBelow(hash, least, most);
        if (low == used || hashes[low] != hash) {
            return -1 - low;
        }
        int order = Packed.compareName(array, offset, length, record(entries[low]));
        if (order == 0) {
            return low;
        }
        return order < 0 ? -1 - low : searchAmongEqual(low + 1, hash, array, offset, length);
    }

    /** The index of the first hash that is not smaller. */
    private int firstNotBelow(int hash, int least, int most) {
        if (used == 0 || hashes[used - 1] < hash) {
            return used;
        }
        long range = (long) most - least + 1;
        int guess = (int) (((long) hash - least) * used / range);
        guess = Math.max(0, Math.min(used - 1, guess));
        int low;
        int high;
        int stride = 1;
        if (hashes[guess] < hash) {
            low = guess + 1;
            high = low;
            while (high < used && hashes[high] < hash) {
                low = high + 1;
                high += stride;
                stride *= 2;
            }
            high = Math.min(high, used);
        } else {
            high = guess;
            low = high - 1;
            while (low >= 0 && hashes[low] >= hash) {
                high = low;
                low -= stride;
                stride *= 2;
            }
            low = Math.max(0, low + 1);
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hashes[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Several names with one hash are looked through by name, in halves: colliding on purpose gains nothing. */
    private int searchAmongEqual(int from, int hash, byte[] array, int offset, int length) {
        int low = from;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order =
                    hashes[middle] != hash ? -1 : Packed.compareName(array, offset, length, record(entries[middle]));
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1 - low;
    }

    boolean isFull() {
        return used == MOST;
    }

    void insert(int index, int hash, Object entry) {
        if (used == hashes.length) {
            resize(Math.min(MOST, used + Math.max(2, (used >> 2) & ~1)));
        }
        System.arraycopy(hashes, index, hashes, index + 1, used - index);
        System.arraycopy(entries, index, entries, index + 1, used - index);
        hashes[index] = hash;
        entries[index] = entry;
        used++;
    }

    void remove(int index) {
        used--;
        System.arraycopy(hashes, index + 1, hashes, index, used - index);
        System.arraycopy(entries, index + 1, entries, index, used - index);
        entries[used] = null;
        if (used * 2 < hashes.length && hashes.length > 2 * FIRST_CAPACITY) {
            resize(Math.max(FIRST_CAPACITY, used + Math.max(2, (used >> 2) & ~1)));
        }
    }

    /** Moves the upper half into a new page. */
    Page split() {
        int from = used / 2;
        Page upper = new Page((used - from + 3) & ~1);
        upper.used = used - from;
        System.arraycopy(hashes, from, upper.hashes, 0, upper.used);
        System.arraycopy(entries, from, upper.entries, 0, upper.used);
        used = from;
        resize((from + 3) & ~1);
        return upper;
    }

    /** Takes over everything of the page that follows this one. */
    void absorb(Page next) {
        if (used + next.used > hashes.length) {
            resize(used + next.used);
        }
        System.arraycopy(next.hashes, 0, hashes, used, next.used);
        System.arraycopy(next.entries, 0, entries, used, next.used);
        used += next.used;
    }

    private void resize(int capacity) {
        int[] newHashes = new int[capacity];
        Object[] newEntries = new Object[capacity];
        System.arraycopy(hashes, 0, newHashes, 0, used);
        System.arraycopy(entries, 0, newEntries, 0, used);
        hashes = newHashes;
        entries = newEntries;
    }

    @Override
    public String toString() {
        return "Page" + Arrays.toString(Arrays.copyOf(hashes, used));
    }
}
