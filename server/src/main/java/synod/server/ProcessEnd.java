package synod.server;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.runtime.ExitCode;
import synod.runtime.LastResort;

/** Ends the process at once, after its last line has been written. */
final class ProcessEnd implements LastResort {
    private static final Logger log = LoggerFactory.getLogger("synod");

    private final AtomicBoolean isEnding = new AtomicBoolean();

    @Override
    public void stop(ExitCode code, String line, @Nullable Throwable cause) {
        if (!isEnding.compareAndSet(false, true)) {
            return;
        }
        try {
            log.error("{} (exit code {})", line, code.code(), cause);
            Logs.flush();
        } finally {
            Runtime.getRuntime().halt(code.code());
        }
    }
}
