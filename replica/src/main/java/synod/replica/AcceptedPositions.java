package synod.replica;

/**
 * Where in the journal accepted values of slots that are not applied yet may stand: what an image of the state still
 * needs from the journal. A queue of (slot, position) in order of position; what is applied leaves at the head.
 */
final class AcceptedPositions {
    private long[] slots = new long[64];
    private long[] positions = new long[64];
    private int head;
    private int size;

    void add(long slot, long position) {
        if (size == slots.length) {
            grow();
        }
        int at = (head + size++) & (slots.length - 1);
        slots[at] = slot;
        positions[at] = position;
    }

    void onApplied(long appliedSlot) {
        while (size > 0 && slots[head] <= appliedSlot) {
            head = (head + 1) & (slots.length - 1);
            size--;
        }
    }

    /** The first position that may still be needed, or {@code otherwise} when none is. */
    long first(long otherwise) {
        return size == 0 ? otherwise : positions[head];
    }

    private void grow() {
        int capacity = slots.length;
        long[] newSlots = new long[2 * capacity];
        long[] newPositions = new long[2 * capacity];
        for (int i = 0; i < size; i++) {
            newSlots[i] = slots[(head + i) & (capacity - 1)];
            newPositions[i] = positions[(head + i) & (capacity - 1)];
        }
        slots = newSlots;
        positions = newPositions;
        head = 0;
    }
}
