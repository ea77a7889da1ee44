package synod.snapshot;

/** A snapshot is not what was written. */
public final class DamagedSnapshot extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message which file and what is the matter with it */
    public DamagedSnapshot(String message) {
        super(message);
    }
}
