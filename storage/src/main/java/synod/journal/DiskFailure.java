package synod.journal;

import org.jspecify.annotations.Nullable;

/**
 * The disk did not do what it was asked. After a failed write or force the state of the file is unknown: whoever wrote
 * stops, and the truth is read from the disk after a restart.
 */
public class DiskFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was tried, on which file, and what went wrong */
    public DiskFailure(String message) {
        super(message);
    }

    /** @param message what was tried, on which file, and what went wrong */
    public DiskFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
