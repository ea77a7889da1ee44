package synod.session;

import java.util.Arrays;

/**
 * Gives each session a small number, under which arrays hold what is known about it. Open addressing on the ids, which
 * are never 0; nothing is allocated per session. Slots of sessions that went are used again.
 */
final class Slots {
    private static final int FIRST_CAPACITY = 16;

    /** Slot + 1 at the place where probing for its id ends; 0 for an empty place. At most half are taken. */
    private int[] table = new int[2 * FIRST_CAPACITY];
    /** The id of each slot; 0 for a free one. */
    private long[] ids = new long[FIRST_CAPACITY];
    /** The free slots below {@link #bound}, the last one given back on top. */
    private int[] free = new int[FIRST_CAPACITY];

    private int freeCount;
    private int bound;

    int size() {
        return bound - freeCount;
    }

    /** Every slot in use is smaller. */
    int bound() {
        return bound;
    }

    /** Arrays beside this need room for so many. */
    int capacity() {
        return ids.length;
    }

    /** The id of a slot, 0 when it is free. */
    long id(int slot) {
        return ids[slot];
    }

    /** The slot of an id; -1 when it has none. */
    int find(long id) {
        int mask = table.length - 1;
        int at = home(id, mask);
        while (table[at] != 0) {
            int slot = table[at] - 1;
            if (ids[slot] == id) {
                return slot;
            }
            at = (at + 1) & mask;
        }
        return -1;
    }

    /** A slot for an id that has none. */
    int add(long id) {
        if (freeCount == 0 && bound == ids.length) {
            grow();
        }
        int slot = freeCount > 0 ? free[--freeCount] : bound++;
        ids[slot] = id;
        place(id, slot);
        return slot;
    }

    /** Frees the slot of an id and tells which it was; -1 when it had none. */
    int remove(long id) {
        int mask = table.length - 1;
        int at = home(id, mask);
        while (table[at] != 0 && ids[table[at] - 1] != id) {
            at = (at + 1) & mask;
        }
        if (table[at] == 0) {
            return -1;
        }
        int slot = table[at] - 1;
        closeGap(at, mask);
        ids[slot] = 0;
        free[freeCount++] = slot;
        return slot;
    }

    /** Moves back what was probed past the place that became empty. */
    private void closeGap(int emptied, int mask) {
        int gap = emptied;
        int at = (gap + 1) & mask;
        while (table[at] != 0) {
            int home = home(ids[table[at] - 1], mask);
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                table[gap] = table[at];
                gap = at;
            }
            at = (at + 1) & mask;
        }
        table[gap] = 0;
    }

    private void grow() {
        int capacity = 2 * ids.length;
        ids = Arrays.copyOf(ids, capacity);
        free = Arrays.copyOf(free, capacity);
        table = new int[2 * capacity];
        for (int slot = 0; slot < bound; slot++) {
            place(ids[slot], slot);
        }
    }

    private void place(long id, int slot) {
        int mask = table.length - 1;
        int at = home(id, mask);
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = slot + 1;
    }

    private static int home(long id, int mask) {
        long mixed = id * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32) & mask;
    }
}
