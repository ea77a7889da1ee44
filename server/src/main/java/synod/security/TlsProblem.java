package synod.security;

/** A key or trust store, or a setting of TLS, that cannot be used. The message is a full sentence for a person. */
public final class TlsProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the key, the file, what is wrong with it and what to do; never a password */
    public TlsProblem(String message) {
        super(message);
    }
}
