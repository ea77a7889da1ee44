package synod.session;

/** Bytes that are no image of a table of sessions. */
public final class MalformedSessions extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong */
    public MalformedSessions(String message) {
        super(message);
    }
}
