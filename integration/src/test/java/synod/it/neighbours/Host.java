package synod.it.neighbours;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a guest written in Java says to the test that has started it. Needs nothing but the JDK: it is loaded beside the
 * jars of clients of any age.
 */
public final class Host {
    /** How long anything may take, in seconds. */
    public static final long PATIENCE_SECONDS = 60;

    private static final BufferedReader ANSWERS =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Host() {}

    /** What a guest does. */
    public interface Visit {
        /** Does it. */
        void run() throws Exception;
    }

    /** Runs a guest and ends its process, whatever threads it has left: with code 0, or 1 after an exception. */
    @SuppressWarnings("CatchAndPrintStackTrace") // The test shows what a guest has written there.
    public static void receive(Visit visit) {
        int code = 1;
        try {
            visit.run();
            code = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /** Tells that a part of the tour has gone well. */
    public static synchronized void done(String step) {
        System.out.println("done: " + step);
    }

    /** Asks for the end of the server with this client port, without a warning, and waits until it is gone. */
    public static void stopServer(int clientPort) {
        ask("stop " + clientPort);
    }

    /** Asks for all servers to be started that do not run, and waits until all serve. */
    public static void startServers() {
        ask("start");
    }

    /** Asks to be stopped as a process until a znode is gone, because the session that it belongs to has expired. */
    public static void freezeUntilGone(String path) {
        ask("freeze " + path);
    }

    private static synchronized void ask(String what) {
        System.out.println("please: " + what);
        try {
            check("the host has done it", "ok", ANSWERS.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless both are equal. */
    public static void check(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            throw new AssertionError(what + ": expected " + expected + ", found " + found);
        }
    }

    /** Fails unless it holds. */
    public static void check(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Waits until something holds. */
    public static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
