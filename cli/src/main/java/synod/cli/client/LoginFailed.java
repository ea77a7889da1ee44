package synod.cli.client;

/** A login did not come about, for a reason on this side: what it was given, or a server that is not who it should be. */
public final class LoginFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason one sentence, without secrets */
    LoginFailed(String reason, Throwable cause) {
        super("no login: " + reason, cause);
    }
}
