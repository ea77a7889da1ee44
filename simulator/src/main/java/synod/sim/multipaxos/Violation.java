package synod.sim.multipaxos;

/** A checker of the world found that a promise was broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message which promise, and how */
    public Violation(String message) {
        super(message);
    }
}
