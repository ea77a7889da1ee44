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

    /**
     * Refuses a file of a version that is not known yet.
     *
     * @throws UnusableFormat when {@code version} is above {@code known}
     */
    public static void refuseNewer(String file, int version, int known) {
        if (version > known) {
            throw new UnusableFormat(file + " was written in format version " + version + " by a newer Synod; this one"
                    + " reads up to version " + known + ". Start the newer one again, or empty this folder so that the"
                    + " server starts anew and learns from its peers.");
        }
    }
}
