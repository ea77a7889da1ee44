package synod.lab.play;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Core;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;
import synod.sim.Effect;
import synod.sim.EffectList;

/**
 * Processes that each are one core on a journal in memory. A force takes no time, and a crash takes what was not forced.
 *
 * @param <C> the cores
 * @param <E> their events
 * @param <M> their messages
 * @param <R> their records
 * @param <V> what they deliver
 */
abstract class CorePlay<C extends Core<E, M, R, V>, E, M, R, V> extends Play {
    /** How a message is told to people. */
    record Words(String detail, Tone tone, boolean isShown) {}

    private final class Actor {
        final int node;
        final List<R> durable = new ArrayList<>();
        final List<R> pending = new ArrayList<>();
        final ArrayDeque<E> inbox = new ArrayDeque<>();

        @Nullable
        C core;

        boolean isPaused;
        boolean isSettling;

        Actor(int node) {
            this.node = node;
        }
    }

    private final List<Actor> actors = new ArrayList<>();
    private final TreeMap<Long, M> messages = new TreeMap<>();
    private long sent;

    CorePlay(Recorder recorder, long seed) {
        super(recorder, seed);
        for (int node = 0; node < names.size(); node++) {
            actors.add(new Actor(node));
        }
    }

    /** Starts everybody; to be called when the subclass is ready. */
    final void startAll() {
        for (Actor actor : actors) {
            actor.core = restore(actor.node, List.copyOf(actor.durable));
        }
        for (Actor actor : actors) {
            started(actor.node);
        }
    }

    // ---- what a protocol is

    abstract C restore(int node, List<R> journal);

    abstract E received(NodeId from, M message);

    abstract E tick(long coin);

    abstract Words words(M message);

    /** A message leaves. */
    abstract void leaves(int node, M message);

    /** Records are on the disk of a process. */
    abstract void stored(int node, List<R> records);

    abstract void delivered(int node, long position, V value);

    abstract void noted(int node, Note note);

    /** A process was started, for the first time or again. */
    abstract void started(int node);

    /** A process is gone. */
    abstract void ended(int node);

    // ---- what the director does

    final C core(int node) {
        C core = actors.get(node).core;
        if (core == null) {
            throw new IllegalStateException(names.get(node) + " is down");
        }
        return core;
    }

    /** How often a message was sent. */
    final long sent() {
        return sent;
    }

    final void handle(int node, E event) {
        Actor actor = actors.get(node);
        if (actor.core != null) {
            actor.inbox.add(event);
            settle(actor);
        }
    }

    @Override
    final void deliver(Flight flight, boolean again) {
        M message = messages.get(flight.number());
        if (message == null) {
            throw new IllegalStateException("no such message: " + flight);
        }
        arrived(flight, again);
        handle(flight.to(), received(id(flight.from()), message));
    }

    @Override
    final void lose(Flight flight) {
        messages.remove(flight.number());
    }

    @Override
    final boolean isUp(int node) {
        return actors.get(node).core != null;
    }

    @Override
    final boolean isPaused(int node) {
        return actors.get(node).isPaused;
    }

    @Override
    final void crash(int node) {
        Actor actor = actors.get(node);
        if (actor.core != null) {
            actor.core = null;
            actor.inbox.clear();
            actor.pending.clear();
            actor.isPaused = false;
            recorder.event(Kind.CRASHED, node, "crash", "what was only in memory is gone", Tone.PLAIN);
            ended(node);
        }
    }

    @Override
    final void restart(int node) {
        Actor actor = actors.get(node);
        if (actor.core == null) {
            String found = actor.durable.isEmpty() ? "its disk is empty" : "it finds what its disk remembers";
            recorder.event(Kind.RESTARTED, node, "restart", found, Tone.PLAIN);
            guarded(node, () -> actor.core = restore(node, List.copyOf(actor.durable)));
            started(node);
        }
    }

    @Override
    final void loseDisk(Line line, int node) {
        crash(node);
        actors.get(node).durable.clear();
        recorder.event(Kind.DISK_LOST, node, "disk lost", "nothing that it wrote is left", Tone.PLAIN);
    }

    @Override
    final void pause(int node) {
        actors.get(node).isPaused = true;
        recorder.event(Kind.PAUSED, node, "pause", "it neither hears nor notices that time goes by", Tone.PLAIN);
    }

    @Override
    final void resume(int node) {
        actors.get(node).isPaused = false;
        recorder.event(Kind.RESUMED, node, "resume", "it goes on where it stood", Tone.PLAIN);
        settle(actors.get(node));
    }

    @Override
    final long deadline(int node) {
        C core = actors.get(node).core;
        return core == null ? Long.MAX_VALUE : core.deadline();
    }

    @Override
    final void fire(int node, long coin) {
        handle(node, tick(coin));
    }

    @Override
    final void setClocks() {
        // All read the clock of the play.
    }

    @Override
    final boolean endsProcess(InvariantViolation violation) {
        return true;
    }

    // ---- one step

    private void settle(Actor actor) {
        if (actor.isSettling) {
            return;
        }
        actor.isSettling = true;
        while (actor.core != null && !actor.isPaused && !actor.inbox.isEmpty()) {
            E event = actor.inbox.remove();
            guarded(actor.node, () -> step(actor, core(actor.node), event));
        }
        actor.isSettling = false;
    }

    private void step(Actor actor, C core, E event) {
        EffectList<M, R, V> out = new EffectList<>();
        core.step(now(), event, out);
        for (Effect<M, R, V> effect : out.effects()) {
            if (effect instanceof Effect.Persist<M, R, V> persist) {
                actor.pending.add(persist.record());
            } else if (effect instanceof Effect.Send<M, R, V> send) {
                if (!send.isAhead()) {
                    force(actor);
                }
                post(actor, send.to(), send.message());
            } else if (effect instanceof Effect.Deliver<M, R, V> deliver) {
                delivered(actor.node, deliver.position(), deliver.value());
            } else if (effect instanceof Effect.Tell<M, R, V> told) {
                noted(actor.node, told.note());
            }
        }
        // The disk goes on writing whether or not anybody waits for it.
        force(actor);
    }

    private void force(Actor actor) {
        if (!actor.pending.isEmpty()) {
            List<R> records = List.copyOf(actor.pending);
            actor.pending.clear();
            actor.durable.addAll(records);
            recorder.event(Kind.FORCED, actor.node, "forced", "what it wrote is on its disk", Tone.PLAIN);
            stored(actor.node, records);
        }
    }

    private void post(Actor from, NodeId to, M message) {
        leaves(from.node, message);
        if (index(to) == from.node) {
            from.inbox.add(received(to, message));
            return;
        }
        sent++;
        messages.put(sent, message);
        Words words = words(message);
        sent(
                sent,
                from.node,
                index(to),
                message.getClass().getSimpleName(),
                named(words.detail()),
                words.tone(),
                words.isShown());
    }
}
