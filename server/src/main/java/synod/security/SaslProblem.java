package synod.security;

/** A setting of SASL, or the file that it names, that cannot be used. The message is a full sentence for a person. */
public final class SaslProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the key or file, what is wrong with it and what to do; never a password */
    public SaslProblem(String message) {
        super(message);
    }
}
