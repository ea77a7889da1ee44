package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.paxos.Ballot;

/**
 * What was accepted in which slot, for the slots from {@link #first} on: a ring of two arrays that grows. Slots may be
 * missing. Nothing is boxed and nothing is allocated per slot beyond the values themselves.
 */
final class SlotLog {
    /** How far apart the first and the last slot may be: more would be memory for nothing but holes. */
    static final long MAX_SPAN = 1L << 22;

    private @Nullable Ballot[] ballots = new @Nullable Ballot[64];
    private @Nullable Value[] values = new @Nullable Value[64];

    /** The lowest slot that can be kept; all below are forgotten. */
    private long first;

    /** The highest slot that something was put in; first - 1 when there is none. */
    private long last;

    private long weight;

    SlotLog(long first) {
        this.first = first;
        this.last = first - 1;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** About how many bytes all values together take. */
    long weight() {
        return weight;
    }

    /** True when the slot is not forgotten and not absurdly far ahead. */
    boolean canHold(long slot) {
        return slot >= first && slot - first < MAX_SPAN;
    }

    /** Under which ballot the slot was last accepted; {@link Ballot#ZERO} when it was not, or is forgotten. */
    Ballot ballotAt(long slot) {
        if (slot < first || slot > last) {
            return Ballot.ZERO;
        }
        Ballot ballot = ballots[index(slot)];
        return ballot == null ? Ballot.ZERO : ballot;
    }

    /** What was last accepted in the slot; null when nothing was, or it is forgotten. */
    @Nullable
    Value valueAt(long slot) {
        return slot < first || slot > last ? null : values[index(slot)];
    }

    /** True when there is a value in the slot, and its bytes are not lost. */
    boolean isIntact(long slot) {
        Value value = valueAt(slot);
        return value != null && !(value instanceof Value.Damaged);
    }

    void put(long slot, Ballot ballot, Value value) {
        if (!canHold(slot)) {
            throw new IllegalArgumentException("slot " + slot + " is not between " + first + " and its limit");
        }
        reserve(slot);
        int index = index(slot);
        Value before = values[index];
        weight += value.weight() - (before == null ? 0 : before.weight());
        ballots[index] = ballot;
        values[index] = value;
        last = Math.max(last, slot);
    }

    /** Forgets everything below {@code slot}. */
    void trimBelow(long slot) {
        long end = Math.min(slot, last + 1);
        for (long old = first; old < end; old++) {
            int index = index(old);
            Value value = values[index];
            weight -= value == null ? 0 : value.weight();
            ballots[index] = null;
            values[index] = null;
        }
        first = Math.max(first, slot);
        last = Math.max(last, first - 1);
    }

    private int index(long slot) {
        return (int) (slot & (values.length - 1));
    }

    private void reserve(long slot) {
        long span = Math.max(last, slot) - first + 1;
        if (span <= values.length) {
            return;
        }
        int capacity = values.length;
        while (capacity < span) {
            capacity *= 2;
        }
        @Nullable Ballot[] newBallots = new @Nullable Ballot[capacity];
        @Nullable Value[] newValues = new @Nullable Value[capacity];
        for (long old = first; old <= last; old++) {
            newBallots[(int) (old & (capacity - 1))] = ballots[index(old)];
            newValues[(int) (old & (capacity - 1))] = values[index(old)];
        }
        ballots = newBallots;
        values = newValues;
    }
}
