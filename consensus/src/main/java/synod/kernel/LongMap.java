package synod.kernel;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from long keys, by open addressing, without boxes. The order in which values are visited depends on nothing but
 * the calls made before. Not for use by several threads at once.
 *
 * @param <V> the values
 */
public final class LongMap<V> {
    private static final int FIRST_CAPACITY = 16;

    private long[] keys = new long[FIRST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];
    private int size;

    /** How many keys have a value. */
    public int size() {
        return size;
    }

    /** Whether no key has a value. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The value of {@code key}, or null. */
    public @Nullable V find(long key) {
        return value(slotOf(key));
    }

    /** Gives {@code key} a value and returns the one it had. */
    public @Nullable V put(long key, V value) {
        int slot = slotOf(key);
        V before = value(slot);
        keys[slot] = key;
        values[slot] = value;
        if (before == null && ++size * 2 > keys.length) {
            grow();
        }
        return before;
    }

    /** Takes {@code key}'s value away and returns it. */
    public @Nullable V remove(long key) {
        int slot = slotOf(key);
        V before = value(slot);
        if (before != null) {
            size--;
            close(slot);
        }
        return before;
    }

    /** Visits every value. The map must not change meanwhile. */
    public void forEach(Consumer<? super V> visitor) {
        for (int slot = 0; slot < keys.length; slot++) {
            V value = value(slot);
            if (value != null) {
                visitor.accept(value);
            }
        }
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V value(int slot) {
        return (V) values[slot];
    }

    private int slotOf(long key) {
        int mask = keys.length - 1;
        int slot = home(key, mask);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }

    /** Moves later entries of the same run forward, so that no search stops at the gap. */
    private void close(int gap) {
        int mask = keys.length - 1;
        int slot = gap;
        values[gap] = null;
        while (true) {
            slot = (slot + 1) & mask;
            if (values[slot] == null) {
                return;
            }
            int home = home(keys[slot], mask);
            boolean staysReachable = gap <= slot ? (gap < home && home <= slot) : (gap < home || home <= slot);
            if (!staysReachable) {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                values[slot] = null;
                gap = slot;
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new @Nullable Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
