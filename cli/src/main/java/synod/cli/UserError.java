package synod.cli;

/** Something the user can put right. The message is the whole answer. */
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserError(String message) {
        super(message);
    }
}
