package synod.cli.shell;

import java.util.concurrent.TimeUnit;

/** A line that counts, on the standard error, while a person waits. Nothing appears in the first half second. */
final class Progress {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Printer err;
    private final boolean isShown;
    private final String what;
    private long next = System.nanoTime() + QUIET_NANOS;
    private boolean isDirty;

    Progress(Surroundings surroundings, String what) {
        this.err = surroundings.err();
        this.isShown = surroundings.isForEyes();
        this.what = what;
    }

    void at(long count) {
        if (isShown && System.nanoTime() - next > 0) {
            err.text("\r" + Shown.count(count) + " " + what + " ...");
            err.flush();
            next = System.nanoTime() + STEP_NANOS;
            isDirty = true;
        }
    }

    /** Wipes the line. */
    void end() {
        if (isDirty) {
            err.text("\r\033[K");
            err.flush();
        }
    }
}
