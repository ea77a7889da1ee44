package synod.cli.shell;

/** The words make no sense. The message is the whole answer; the exit code is 2. */
public final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}
