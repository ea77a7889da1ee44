package synod.replica;

/** What is on this node's disk cannot be used, and nobody else can make it good. The message says what to do. */
public final class UnusableState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what an operator can do about it */
    public UnusableState(String message) {
        super(message);
    }
}
