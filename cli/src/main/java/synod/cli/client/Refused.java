package synod.cli.client;

/** A server answered a request with an error. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int number;
    private final String path;
    private final boolean isWrite;

    Refused(int number, Request<?> request) {
        this(number, request.path(), request.isWrite());
    }

    /** What an operation of a multi was answered. */
    public Refused(int number, String path, boolean isWrite) {
        super(ErrorCode.of(number).word() + " (" + number + ") for " + path);
        this.code = ErrorCode.of(number);
        this.number = number;
        this.path = path;
        this.isWrite = isWrite;
    }

    /** What is wrong. */
    public ErrorCode code() {
        return code;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** The path that was asked about; empty when the request had none. */
    public String path() {
        return path;
    }

    /** Whether the request would have changed something. */
    public boolean isWrite() {
        return isWrite;
    }
}
