package synod.sim.paxos;

import java.util.Arrays;

/**
 * All states found so far, numbered in that order, each some words of 64 bits. An open hash table over one long array,
 * because there are millions of them.
 */
final class StateSet {
    private final int width;
    private long[] words;
    private int[] slots = new int[1 << 16];
    private int count;

    StateSet(int width) {
        this.width = width;
        this.words = new long[width << 12];
        Arrays.fill(slots, -1);
    }

    int count() {
        return count;
    }

    void read(int number, long[] into) {
        System.arraycopy(words, number * width, into, 0, width);
    }

    /** Whether {@code state} is new; it then has the number {@link #count()} had before. */
    boolean add(long[] state) {
        int slot = find(state);
        if (slots[slot] >= 0) {
            return false;
        }
        if ((count + 1) * width > words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        System.arraycopy(state, 0, words, count * width, width);
        slots[slot] = count++;
        if (count * 2 > slots.length) {
            grow();
        }
        return true;
    }

    private int find(long[] state) {
        long hash = 0;
        for (long word : state) {
            hash = (hash ^ word) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 29;
        }
        int mask = slots.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (slots[slot] >= 0 && !isAt(slots[slot], state)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int number, long[] state) {
        return Arrays.equals(words, number * width, number * width + width, state, 0, width);
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, -1);
        long[] state = new long[width];
        for (int number = 0; number < count; number++) {
            read(number, state);
            slots[find(state)] = number;
        }
    }
}
