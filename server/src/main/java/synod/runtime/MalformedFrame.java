package synod.runtime;

/** A length that no honest sender writes. The connection it came from is closed; nothing else is at stake. */
public final class MalformedFrame extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFrame(String message) {
        // Anybody can provoke it as often as they like, so it costs no stack trace.
        super(message, null, false, false);
    }
}
