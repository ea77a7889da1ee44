package synod.server;

/** What an operator has to change before the server can start. The message is a full sentence for a person. */
public final class ConfigurationProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public ConfigurationProblem(String message) {
        super(message);
    }
}
