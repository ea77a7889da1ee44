package synod.transactions.lock;

import java.util.Comparator;
import synod.commit.TransactionId;

/**
 * The age of a transaction, the same at all its participants: the smaller, the older.
 *
 * @param start what its application drew when it first began; one that was wounded keeps it when it tries again, so that it
 *     grows old
 * @param transaction its name, which tells two of the same start apart
 */
public record Age(long start, TransactionId transaction) implements Comparable<Age> {
    private static final Comparator<Age> ORDER =
            Comparator.comparingLong(Age::start).thenComparing(Age::transaction);

    @Override
    public int compareTo(Age other) {
        return ORDER.compare(this, other);
    }

    /** Whether this one began before {@code other}. */
    boolean isOlderThan(Age other) {
        return compareTo(other) < 0;
    }
}
