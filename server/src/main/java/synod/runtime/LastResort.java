package synod.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The one way this process ends when it must not go on: after a failed force, after a broken rule, after an error that
 * nobody foresaw.
 */
public interface LastResort {
    /**
     * Tells the operator and ends the process. The caller must not touch its state any more even if this returns, which
     * it does in tests.
     *
     * @param code why
     * @param line one sentence for the operator: what happened, where, and what to do
     * @param cause for the log, or null
     */
    void stop(ExitCode code, String line, @Nullable Throwable cause);
}
