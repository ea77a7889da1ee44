package synod.runtime;

/** Why a server's process ended, as scripts and supervisors read it. The numbers are part of the interface. */
public enum ExitCode {
    /** Stopped on request. */
    CLEAN(0),
    /** Something nobody foresaw; the log has a stack trace. */
    UNEXPECTED(1),
    /** The configuration or the command line is wrong; restarting will not help. */
    CONFIGURATION(2),
    /** The disk failed a write or a force, or a file is damaged beyond what the server may repair by itself. */
    DISK(3),
    /** A rule of the protocol was found broken; the events before it are in a file beside the journal. */
    INVARIANT(4),
    /** An address the server was to listen on is taken or not one of this machine's. */
    ADDRESS(5),
    /** The data folder is in use, of another ensemble, of a newer format, or of another program. */
    DATA_FOLDER(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number the process ends with. */
    public int code() {
        return code;
    }
}
