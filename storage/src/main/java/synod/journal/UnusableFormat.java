package synod.journal;

/**
 * The files are whole but not for us: written by a newer format, or they belong to another journal. The message says
 * what to do. Nothing was changed on the disk.
 */
public final class UnusableFormat extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message which file, what is the matter, and what to do */
    public UnusableFormat(String message) {
        super(message);
    }
}
