package synod.server;

/** A data folder that this server must not use as it is. The message says which one, why, and what to do. */
public final class DataFolderProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a full sentence for a person */
    public DataFolderProblem(String message) {
        super(message);
    }
}
