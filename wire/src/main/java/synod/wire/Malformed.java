package synod.wire;

/** Bytes that are not what they should be. The message says what was wrong, in words for an operator. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, without the bytes themselves */
    public Malformed(String message) {
        // A decoder under attack must be cheap: nobody reads the stack of a refusal.
        super(message, null, false, false);
    }
}
