package synod.transactions.record;

/**
 * Something that was durable is not there any more, or is not what was written. A participant that meets it does not
 * start: it neither votes nor answers, because its answers could be taken for "aborted".
 */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what cannot be read, and whose it was where that is known */
    public Unreadable(String message) {
        super(message);
    }
}
