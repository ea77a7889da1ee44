package synod.commit;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;

/**
 * The name of one transaction, and of one attempt at it: whoever tries the same work again takes a new name.
 *
 * @param origin the process that coordinates it, or that leads it as long as nothing fails
 * @param life which life of that process named it, 1 or more, greater with each start; what was named in an earlier life
 *     and had not begun to commit then never will
 * @param number 1 or more, never used twice in that life
 */
public record TransactionId(NodeId origin, long life, long number) implements Comparable<TransactionId> {
    private static final Comparator<TransactionId> ORDER = Comparator.comparing(TransactionId::origin)
            .thenComparingLong(TransactionId::life)
            .thenComparingLong(TransactionId::number);

    /** @throws IllegalArgumentException when {@code life} or {@code number} is below 1 */
    public TransactionId {
        if (life < 1 || number < 1) {
            throw new IllegalArgumentException("a life and a number are 1 or more, not " + life + " and " + number);
        }
    }

    /** The lowest name that {@code origin} can give. */
    public static TransactionId first(NodeId origin) {
        return new TransactionId(origin, 1, 1);
    }

    /** The lower of two; null stands for none and is above all. */
    public static @Nullable TransactionId older(@Nullable TransactionId one, @Nullable TransactionId other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public int compareTo(TransactionId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return origin + "." + life + "#" + number;
    }
}
