package synod.sim.disk;

/** The process that asked does not exist any more. Not a failure of the disk: nobody is left to handle it. */
public final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message when it happened */
    public PowerLoss(String message) {
        super(message);
    }
}
