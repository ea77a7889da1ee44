package synod.journal;

import org.jspecify.annotations.Nullable;

/** There is no room left: the one failure that may pass by itself. */
public final class DiskFull extends DiskFailure {
    private static final long serialVersionUID = 1L;

    /** @param message what was tried and on which file */
    public DiskFull(String message) {
        super(message);
    }

    /** @param message what was tried and on which file */
    public DiskFull(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
