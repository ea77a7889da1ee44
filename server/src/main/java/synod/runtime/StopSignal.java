package synod.runtime;

/** SIGTERM and SIGINT, as far as Java lets a program see them. */
public final class StopSignal {
    private StopSignal() {}

    /**
     * Runs {@code stop} when the process is told to end, and then ends it with the code of a clean stop, which is not
     * what Java itself would end with.
     */
    public static void onStop(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.run();
                            Runtime.getRuntime().halt(ExitCode.CLEAN.code());
                        },
                        "synod-stop"));
    }

    /** Keeps the calling thread until the process ends. */
    public static void waitForEver() {
        Object never = new Object();
        synchronized (never) {
            while (true) {
                try {
                    never.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
