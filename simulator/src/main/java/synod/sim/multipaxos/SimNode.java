package synod.sim.multipaxos;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;

/**
 * A process and the machine under it. What comes in waits in an inbox until the process has its turn; it may stand still,
 * end at any of its effects, and come back as its disk remembers it.
 */
abstract class SimNode {
    /** How long a turn keeps the process busy, so that inputs gather. */
    private static final long TURN_NANOS = 20_000;

    final World world;
    final int number;
    final NodeId id;
    final NodeClock clock;

    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private boolean isUp;
    private boolean isPaused;
    private boolean isMidTurn;
    private int life;
    private long turnAt = Long.MAX_VALUE;
    private long busyUntil;
    private int effectsLeft = -1;

    SimNode(World world, int number, NodeClock clock) {
        this.world = world;
        this.number = number;
        this.id = NodeId.of(number);
        this.clock = clock;
    }

    boolean isUp() {
        return isUp;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Counts the times it was started; what was planned for an earlier life does not happen. */
    int life() {
        return life;
    }

    // What the world does to it.

    /** Starts the process; it may end at once. */
    final void start() {
        life++;
        isUp = true;
        isPaused = false;
        isMidTurn = false;
        effectsLeft = -1;
        turnAt = Long.MAX_VALUE;
        guarded(() -> {
            boot();
            for (SimNode other : world.nodes()) {
                if (other.number != number && other.isUp()) {
                    input(() -> linkUp(other.id));
                    other.input(() -> other.linkUp(id));
                }
            }
            planTurn(world.queue().now());
        });
    }

    /** Ends the process. */
    final void end(boolean isPowerLoss) {
        if (!isUp) {
            return;
        }
        life++;
        isUp = false;
        inbox.clear();
        ended(isPowerLoss);
        for (SimNode other : world.nodes()) {
            if (other.number != number) {
                other.input(() -> other.linkDown(id));
            }
        }
        world.nodeEnded(this);
    }

    /** Ends the process at one of its next effects. */
    final void endAtEffect(int effects) {
        effectsLeft = effects;
    }

    final void pause() {
        isPaused = true;
    }

    final void resume() {
        if (isUp && isPaused) {
            isPaused = false;
            planTurn(world.queue().now());
        }
    }

    /** Something for the process to take in. */
    final void input(Runnable input) {
        if (isUp) {
            inbox.add(input);
            planTurn(world.queue().now());
        }
    }

    final int waiting() {
        return inbox.size();
    }

    /** Happens at a time, if the process still is the same one. */
    final void later(long time, Runnable what) {
        int born = life;
        world.queue().at(time, () -> {
            if (life == born) {
                guarded(what);
            }
        });
    }

    final void planTurn(long at) {
        long when = Math.max(at, busyUntil);
        if (when < turnAt) {
            turnAt = when;
            int born = life;
            world.queue().at(when, () -> {
                if (life == born && turnAt == when) {
                    turnAt = Long.MAX_VALUE;
                    takeTurn();
                }
            });
        }
    }

    private void takeTurn() {
        if (isPaused || isMidTurn) {
            return;
        }
        guarded(() -> {
            long now = world.queue().now();
            busyUntil = now + TURN_NANOS;
            int most = world.isBatchOfOne() ? 1 : Integer.MAX_VALUE;
            begin(now);
            for (int taken = 0; taken < most && mayGoOn() && !inbox.isEmpty(); taken++) {
                inbox.remove().run();
            }
            decide(now);
            long standstill = world.standstillNanos(this);
            if (standstill > 0) {
                isMidTurn = true;
                later(now + standstill, () -> {
                    isMidTurn = false;
                    finish();
                });
            } else {
                finish();
            }
        });
    }

    private void finish() {
        long now = world.queue().now();
        int born = life;
        end(now);
        if (life != born) {
            return;
        }
        if (isUp) {
            check();
        }
        if (!inbox.isEmpty()) {
            planTurn(now);
        }
        long due = clock.worldNanos(deadline());
        planTurn(due <= now ? now + TURN_NANOS : due);
    }

    /** Runs something of the process, which may be its end. */
    private void guarded(Runnable what) {
        int born = life;
        try {
            what.run();
        } catch (Crash e) {
            world.crashed(this, born);
        }
    }

    /** Counts an effect down, and ends the process when it is its time. */
    final void beforeEffect() {
        if (effectsLeft >= 0 && effectsLeft-- == 0) {
            throw new Crash();
        }
    }

    final long nowNanos() {
        return clock.nanos(world.queue().now());
    }

    // What the kind of process does.

    /** Restores the process from its disk. */
    abstract void boot();

    /** The process is no more; its disk remains. */
    abstract void ended(boolean isPowerLoss);

    /** Begins a turn. */
    abstract void begin(long now);

    /** Everything that came was taken in: lets time pass. */
    abstract void decide(long now);

    /** Whether this turn takes more in. */
    boolean mayGoOn() {
        return true;
    }

    /** Ends the turn. */
    abstract void end(long now);

    /** When it wants its next turn, on its own clock. */
    abstract long deadline();

    /** A message has arrived. */
    abstract void receive(int from, Object message);

    /** There is a connection to a peer. */
    abstract void linkUp(NodeId peer);

    /** A connection broke. */
    abstract void linkDown(NodeId peer);

    /** After a turn: everything that may have changed is as it should be. */
    abstract void check();

    /** Asks it to give leadership away before it ends. */
    abstract void handOver();

    /** Whether the world may damage what it has written. */
    abstract boolean isDamageable();

    /** From now on, or no longer, the world may damage what it has written. */
    abstract void mayBeDamaged(boolean on);

    /** A bit turns in what it has written; returns where, or null when there is nothing yet. */
    abstract @Nullable String rot();

    /** Everything it has written is gone. Only while it is down. */
    abstract void loseDisk();
}
