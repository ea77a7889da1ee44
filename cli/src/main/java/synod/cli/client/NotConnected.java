package synod.cli.client;

/** There is no connection, or there was none any more when the answer should have come. */
public final class NotConnected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence, or several lines, for the user */
    public NotConnected(String message) {
        super(message);
    }
}
