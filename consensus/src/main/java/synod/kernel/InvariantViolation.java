package synod.kernel;

/**
 * What we did wrong, as opposed to what a client or the world did: a rule of a protocol does not hold. It is caught in
 * one place, which writes down the last events and ends the process. The state behind it must not be used any more.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the rule that is broken, with the values that break it */
    public InvariantViolation(String message) {
        super(message);
    }
}
