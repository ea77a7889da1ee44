package synod.runtime;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The loop's one timer, which is set anew at the end of every turn. On the loop. */
// What a scheduled task came to is told by its effects; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class LoopTimer {
    private static final long NEVER = Long.MAX_VALUE;

    private final SingleThreadEventLoop loop;
    private final Runnable task;
    private long at = NEVER;
    private @Nullable ScheduledFuture<?> scheduled;

    /** @param task run when a deadline has come, or too early; it calls {@link #fired} first */
    LoopTimer(SingleThreadEventLoop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /** When the task is to run next; {@link Long#MAX_VALUE} for when anything else says so. */
    void set(long deadline, long now) {
        if (deadline == NEVER || (at != NEVER && at <= deadline && at > now)) {
            // An earlier timer finds out by itself that it came too soon; most deadlines move before they are due.
            return;
        }
        ScheduledFuture<?> earlier = scheduled;
        if (earlier != null) {
            earlier.cancel(false);
        }
        long wait = deadline - now;
        if (wait <= 0) {
            scheduled = null;
            at = now;
            loop.execute(task);
        } else {
            at = deadline;
            scheduled = loop.schedule(task, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** By how much what is due now is late, nanoseconds; 0 when nothing is. */
    long lateness(long now) {
        return at == NEVER ? 0 : Math.max(0, now - at);
    }

    void fired() {
        at = NEVER;
        scheduled = null;
    }
}
