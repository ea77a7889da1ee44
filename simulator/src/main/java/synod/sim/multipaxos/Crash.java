package synod.sim.multipaxos;

/** The process that asked for an effect does not exist any more. Thrown through it; nobody is left to handle it. */
final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("the process ends here", null, false, false);
    }
}
