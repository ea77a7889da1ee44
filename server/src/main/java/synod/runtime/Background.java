package synod.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread for what may block and is in no hurry: looking up names, the sizes of folders. Its queue holds at most {@value
 * #QUEUE} tasks; what comes on top is dropped, and whoever asked asks again.
 */
public final class Background implements Executor, AutoCloseable {
    private static final int QUEUE = 1024;

    private final ThreadPoolExecutor threads;

    /** Starts with its first task. */
    public Background() {
        this("synod-background");
    }

    /** The same with a thread of another name, for work that must not wait behind the rest. */
    public Background(String name) {
        threads = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Runs it unless too much waits already; whether it does. For one thread alone. */
    public boolean offer(Runnable task) {
        boolean hasRoom = threads.getQueue().remainingCapacity() > 0;
        if (hasRoom) {
            threads.execute(task);
        }
        return hasRoom;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
