package synod.runtime;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has something run on the loop at a time that mostly moves away before it has come. On the loop only. */
// What a scheduled task came to is told by its effects; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class Alarm {
    /** The time that never comes. */
    private static final long NEVER = Long.MAX_VALUE;

    private final SingleThreadEventLoop loop;
    private final Runnable bell;
    private long setTo = NEVER;
    private @Nullable ScheduledFuture<?> timer;

    /** @param bell what is run; it begins with {@link #rang} */
    Alarm(SingleThreadEventLoop loop, Runnable bell) {
        this.loop = loop;
        this.bell = bell;
    }

    /**
     * Rings at this time at the latest. It may ring sooner, when it was set to an earlier time before.
     *
     * @param deadline monotonic nanoseconds
     * @param now the same clock
     */
    void set(long deadline, long now) {
        if (deadline == NEVER || (setTo != NEVER && setTo <= deadline && setTo > now)) {
            // An earlier timer finds out by itself that it came too soon; most deadlines move before they are due.
            return;
        }
        ScheduledFuture<?> earlier = timer;
        if (earlier != null) {
            earlier.cancel(false);
        }
        long wait = deadline - now;
        if (wait <= 0) {
            timer = null;
            setTo = now;
            loop.execute(bell);
        } else {
            setTo = deadline;
            timer = loop.schedule(bell, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** It has rung and is set to no time. */
    void rang() {
        setTo = NEVER;
        timer = null;
    }
}
