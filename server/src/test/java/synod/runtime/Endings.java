package synod.runtime;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Remembers how the process would have ended. */
public final class Endings implements LastResort {
    /** One of them. */
    public record Ending(ExitCode code, String line) {}

    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();

    @Override
    public void stop(ExitCode code, String line, @Nullable Throwable cause) {
        endings.add(new Ending(code, line));
    }

    /** The next one; fails when none comes for ten seconds. */
    public Ending await() throws InterruptedException {
        Ending ending = endings.poll(10, TimeUnit.SECONDS);
        if (ending == null) {
            throw new AssertionError("the process did not end");
        }
        return ending;
    }

    /** Whether there was one. */
    public boolean isEmpty() {
        return endings.isEmpty();
    }
}
