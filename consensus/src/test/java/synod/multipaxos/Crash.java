package synod.multipaxos;

/** Thrown out of an effect to stop a node between any two of its effects. */
final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("crash", null, false, false);
    }
}
