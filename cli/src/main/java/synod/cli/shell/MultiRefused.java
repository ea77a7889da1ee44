package synod.cli.shell;

import synod.cli.client.Refused;

/** A multi of which nothing happened, because of one of its operations. */
final class MultiRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refused cause;
    private final int line;
    private final String verb;

    MultiRefused(int line, String verb, Refused cause) {
        super(cause);
        this.cause = cause;
        this.line = line;
        this.verb = verb;
    }

    Refused cause() {
        return cause;
    }

    String verb() {
        return verb;
    }

    /** The whole answer, around what is wrong with the operation. */
    String around(String explanation) {
        return "nothing was done, because of line " + line + " (" + verb + " " + cause.path() + "): " + explanation;
    }
}
