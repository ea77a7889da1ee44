package synod.commit.settling;

import synod.commit.TransactionId;

/**
 * What a process must find again after a crash.
 *
 * @param <R> the protocol's own records
 */
@SuppressWarnings("JavaLangClash") // The word of every protocol here; nothing needs the supertype of all records.
public sealed interface Record<R> {
    /**
     * The protocol's own.
     *
     * @param <R> its records
     */
    record Own<R>(R record) implements Record<R> {}

    /** Nothing that is named after the same process and below this will begin here any more. */
    record Promised<R>(TransactionId below) implements Record<R> {}

    /** All that is named after the same process and below this has ended everywhere. */
    record Ended<R>(TransactionId below) implements Record<R> {}
}
