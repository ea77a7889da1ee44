package synod.sim.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Order.Closed;
import synod.commit.Order.Conclude;
import synod.commit.Order.Enlisted;
import synod.commit.Order.GetReady;
import synod.commit.Order.Report;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.sim.Effect;
import synod.sim.EffectList;

/**
 * Processes of one protocol, with everything between and below them. Nothing moves by itself.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class Stage<M, R> {
    /**
     * A message on its way.
     *
     * @param number counted from 1
     * @param delays how many messages, one after the other, it took to get this one sent, and itself
     */
    public record Envelope<M>(long number, NodeId from, NodeId to, M message, int delays) {}

    /** What a resource answers when it is asked to get ready; null when it does not answer at all. */
    @FunctionalInterface
    public interface Votes {
        @Nullable
        Vote of(NodeId member, TransactionId transaction);
    }

    private final class Actor {
        final NodeId id;
        final List<R> durable = new ArrayList<>();
        final List<R> pending = new ArrayList<>();
        final ArrayDeque<Event<M>> inbox = new ArrayDeque<>();
        final TreeSet<TransactionId> locked = new TreeSet<>();
        Protocol.@Nullable Player<M, R> process;
        boolean isPaused;
        long life;
        long clock;
        int forced;
        int delays;

        Actor(NodeId id) {
            this.id = id;
        }

        void start() {
            life++;
            process = protocol.restore(id, life, List.copyOf(durable), clock);
            locked.addAll(process.inDoubt());
            // What is durable is carried out again by a resource that comes back.
            process.concluded().forEach((transaction, outcome) -> facts.concluded(transaction, id, outcome));
        }

        void force() {
            if (!pending.isEmpty()) {
                durable.addAll(pending);
                pending.clear();
                forced++;
                tell.forced(id);
            }
        }
    }

    private final Protocol<M, R> protocol;
    private final Votes votes;
    private final StageListener tell;
    private final Facts facts = new Facts();
    private final TreeMap<NodeId, Actor> actors = new TreeMap<>();
    private final List<Envelope<M>> onTheWay = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final TreeMap<String, Integer> sent = new TreeMap<>();
    private long envelopes;
    private long effects;
    private int delays;
    private TreeSet<Long> crashesAt = new TreeSet<>();
    private boolean crashesAll;

    /** A stage with processes 1 to {@code size}, all up. */
    public Stage(Protocol<M, R> protocol, int size, Votes votes, StageListener tell) {
        this.protocol = protocol;
        this.votes = votes;
        this.tell = tell;
        for (int i = 1; i <= size; i++) {
            Actor actor = new Actor(NodeId.of(i));
            actors.put(actor.id, actor);
            actor.start();
        }
    }

    /** What happened to the transactions. */
    public Facts facts() {
        return facts;
    }

    /** Everything that was told so far. */
    public List<Note> notes() {
        return List.copyOf(notes);
    }

    /** The life that {@code node} is in or was in last; transactions are named with it. */
    public long life(NodeId node) {
        return actor(node).life;
    }

    /** How many forced writes {@code node} has made. */
    public int forced(NodeId node) {
        return actor(node).forced;
    }

    /** How many messages went from one process to another, by kind. */
    public Map<String, Integer> sent() {
        return new TreeMap<>(sent);
    }

    /** How many messages went from one process to another. */
    public int sentInAll() {
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many messages, one after the other, it took until the last participant had its outcome. */
    public int delays() {
        return delays;
    }

    /** How many effects there were: the moments at which a crash can be planned. */
    public long effects() {
        return effects;
    }

    /** Lets the process that is about to have the {@code n}-th effect crash before it, for each n given. */
    public void crashAtEffects(Collection<Long> moments, boolean everyone) {
        crashesAt = new TreeSet<>(moments);
        crashesAll = everyone;
    }

    public boolean isUp(NodeId node) {
        return actor(node).process != null;
    }

    /** Whether {@code node} stands still. */
    public boolean isPaused(NodeId node) {
        return actor(node).isPaused;
    }

    /** What the clock of {@code node} shows. */
    public long clock(NodeId node) {
        return actor(node).clock;
    }

    /** When the timer of {@code node} goes off, on its clock; {@link Long#MAX_VALUE} for never. */
    public long deadline(NodeId node) {
        Protocol.Player<M, R> process = actor(node).process;
        return process == null ? Long.MAX_VALUE : process.core().deadline();
    }

    public List<NodeId> nodes() {
        return List.copyOf(actors.keySet());
    }

    /** What {@code node} may not decide by itself. */
    public List<TransactionId> inDoubt(NodeId node) {
        Protocol.Player<M, R> process = actor(node).process;
        return process == null ? List.of() : process.inDoubt();
    }

    /** What {@code node}'s resource holds locks for. */
    public List<TransactionId> locked(NodeId node) {
        return List.copyOf(actor(node).locked);
    }

    /** The records on {@code node}'s disk. */
    public List<R> journal(NodeId node) {
        return List.copyOf(actor(node).durable);
    }

    /** The state of {@code node} for people. */
    public List<String> view(NodeId node) {
        Protocol.Player<M, R> process = actor(node).process;
        return process == null ? List.of("down") : process.view();
    }

    // ---- what applications and resources do

    /** The resource at {@code node} does work for the transaction. */
    public void join(NodeId node, TransactionId transaction) {
        Actor actor = actor(node);
        if (actor.process != null) {
            actor.locked.add(transaction);
            handle(actor, new Event.Joined<>(transaction));
        }
    }

    /** The application at the process that the transaction is named after begins it; participants join one by one. */
    public void open(TransactionId transaction) {
        facts.opened(transaction);
        handle(actor(transaction.origin()), new Event.Opened<>(transaction));
    }

    /** The resource at {@code node} does work for a transaction that was opened. */
    public void joinOpened(NodeId node, TransactionId transaction) {
        Actor actor = actor(node);
        if (actor.process != null) {
            actor.locked.add(transaction);
            handle(actor, new Event.Joining<>(transaction));
        }
    }

    /** The application asks to commit a transaction that was opened. */
    public void beginOpened(TransactionId transaction) {
        handle(actor(transaction.origin()), new Event.Begin<>(transaction, List.of()));
    }

    /** The application beside {@code node} asks to commit. */
    public void begin(NodeId node, TransactionId transaction, List<NodeId> members) {
        facts.began(transaction, members);
        handle(actor(node), new Event.Begin<>(transaction, members));
    }

    /** A resource that did not answer at once does now. */
    public void vote(NodeId node, TransactionId transaction, Vote vote) {
        answer(actor(node), transaction, vote);
        settle(actor(node));
    }

    /** Any other event. */
    public void event(NodeId node, Event<M> event) {
        handle(actor(node), event);
    }

    // ---- what the network does

    /** The messages on their way, oldest first. */
    public List<Envelope<M>> onTheWay() {
        return List.copyOf(onTheWay);
    }

    /** Delivers a message; it stays on its way when {@code again}. */
    public void deliver(Envelope<M> envelope, boolean again) {
        if (!again) {
            onTheWay.remove(envelope);
        }
        Actor receiver = actor(envelope.to());
        if (receiver.process == null) {
            tell.lost(envelope.number(), "its receiver is down");
            return;
        }
        if (receiver.isPaused) {
            onTheWay.add(envelope);
            return;
        }
        tell.arrived(envelope.number());
        receiver.delays = Math.max(receiver.delays, envelope.delays());
        handle(receiver, new Event.Received<>(envelope.from(), envelope.message()));
    }

    /** Loses every message on its way that is such. */
    public int lose(Predicate<Envelope<M>> such) {
        int before = onTheWay.size();
        onTheWay.removeIf(envelope -> {
            if (such.test(envelope)) {
                tell.lost(envelope.number(), "lost");
                return true;
            }
            return false;
        });
        return before - onTheWay.size();
    }

    /** Delivers what is on its way and is such, oldest first, and what comes of it, until there is none. */
    public void deliverAll(Predicate<Envelope<M>> such) {
        for (int i = 0; i < onTheWay.size(); ) {
            Envelope<M> envelope = onTheWay.get(i);
            if (such.test(envelope) && !actor(envelope.to()).isPaused) {
                deliver(envelope, false);
                i = 0;
            } else {
                i++;
            }
        }
    }

    /** Delivers everything, and what comes of it. */
    public void deliverAll() {
        deliverAll(envelope -> true);
    }

    // ---- what time does

    /** The timer of {@code node} goes off, if it has one set. Its clock jumps there. */
    public boolean fire(NodeId node, long coin) {
        Actor actor = actor(node);
        if (actor.process == null || actor.isPaused) {
            return false;
        }
        long deadline = actor.process.core().deadline();
        if (deadline == Long.MAX_VALUE) {
            return false;
        }
        actor.clock = Math.max(actor.clock, deadline);
        handle(actor, new Event.Tick<>(coin));
        return true;
    }

    /** The clock of {@code node} goes on by {@code nanos} without anything happening. */
    public void age(NodeId node, long nanos) {
        actor(node).clock += nanos;
    }

    // ---- what goes wrong

    /** The process is gone, with all that was not forced but the oldest {@code survivors} records. */
    public void crash(NodeId node, int survivors) {
        crash(actor(node), survivors);
    }

    private void crash(Actor actor, int survivors) {
        if (actor.process == null) {
            return;
        }
        actor.durable.addAll(actor.pending.subList(0, Math.min(survivors, actor.pending.size())));
        actor.pending.clear();
        actor.inbox.clear();
        actor.locked.clear();
        actor.process = null;
        actor.isPaused = false;
        tell.crashed(actor.id);
    }

    /** How many records of {@code node} are not forced. */
    public int pending(NodeId node) {
        return actor(node).pending.size();
    }

    /** The process starts again from its disk. */
    public void restart(NodeId node) {
        Actor actor = actor(node);
        if (actor.process == null) {
            actor.start();
            tell.restarted(node, view(node));
        }
    }

    /** The process stands still: it neither hears nor notices that time goes by. */
    public void pause(NodeId node) {
        actor(node).isPaused = true;
    }

    /** The process goes on where it stood. */
    public void resume(NodeId node) {
        actor(node).isPaused = false;
        settle(actor(node));
    }

    /** Mends everything: all processes are up and go on. */
    public void mend() {
        crashesAt = new TreeSet<>();
        for (Actor actor : actors.values()) {
            restart(actor.id);
            resume(actor.id);
        }
    }

    /**
     * With nothing going wrong any more, delivers everything and lets timers go off when nothing is on its way.
     *
     * @return whether nobody is in doubt in the end
     */
    public boolean calm(int rounds) {
        mend();
        for (int round = 0; round < rounds; round++) {
            deliverAll();
            boolean fired = false;
            for (NodeId node : nodes()) {
                fired |= fire(node, round);
            }
            if (!fired && onTheWay.isEmpty()) {
                break;
            }
        }
        return actors.keySet().stream().allMatch(node -> inDoubt(node).isEmpty());
    }

    // ---- one step

    private void handle(Actor actor, Event<M> event) {
        actor.inbox.add(event);
        settle(actor);
    }

    private void settle(Actor actor) {
        while (actor.process != null && !actor.isPaused && !actor.inbox.isEmpty()) {
            EffectList<M, R, Order> out = new EffectList<>();
            actor.process.core().step(actor.clock, actor.inbox.remove(), out);
            for (Effect<M, R, Order> effect : out.effects()) {
                effects++;
                if (crashesAt.remove(effects)) {
                    if (crashesAll) {
                        actors.values().forEach(each -> crash(each, 0));
                    } else {
                        crash(actor, 0);
                    }
                    return;
                }
                perform(actor, effect);
            }
            tell.stepped(actor.id, view(actor.id));
        }
    }

    private void perform(Actor actor, Effect<M, R, Order> effect) {
        if (effect instanceof Effect.Persist<M, R, Order> persist) {
            actor.pending.add(persist.record());
            tell.persisted(actor.id, String.valueOf(persist.record()));
        } else if (effect instanceof Effect.Send<M, R, Order> send) {
            if (!send.isAhead()) {
                actor.force();
            }
            post(actor, send.to(), send.message());
        } else if (effect instanceof Effect.Deliver<M, R, Order> deliver) {
            actor.force();
            obey(actor, deliver.value());
        } else if (effect instanceof Effect.Tell<M, R, Order> told) {
            notes.add(told.note());
            tell.noted(actor.id, told.note());
        }
    }

    private void post(Actor from, NodeId to, M message) {
        if (to.equals(from.id)) {
            from.inbox.add(new Event.Received<>(to, message));
            return;
        }
        envelopes++;
        sent.merge(message.getClass().getSimpleName(), 1, Integer::sum);
        onTheWay.add(new Envelope<>(envelopes, from.id, to, message, from.delays + 1));
        tell.sent(envelopes, from.id, to, String.valueOf(message));
    }

    private void obey(Actor actor, Order order) {
        TransactionId transaction = order.transaction();
        if (order instanceof GetReady) {
            Vote vote = votes.of(actor.id, transaction);
            if (vote != null) {
                answer(actor, transaction, vote);
            }
        } else if (order instanceof Conclude conclude) {
            actor.locked.remove(transaction);
            delays = Math.max(delays, actor.delays);
            // Told first: whoever looks on sees what breaks a rule, too.
            tell.concluded(actor.id, transaction, conclude.outcome());
            facts.concluded(transaction, actor.id, conclude.outcome());
        } else if (order instanceof Enlisted) {
            facts.enlisted(transaction, actor.id);
        } else if (order instanceof Closed closed) {
            facts.closed(transaction, closed.participants());
        } else if (order instanceof Report report) {
            facts.reported(transaction, report.result());
        }
    }

    private void answer(Actor actor, TransactionId transaction, Vote vote) {
        facts.voted(transaction, actor.id, vote);
        if (vote != Vote.YES) {
            actor.locked.remove(transaction);
        }
        actor.inbox.add(new Event.Voted<>(transaction, vote));
    }

    private Actor actor(NodeId node) {
        Actor actor = actors.get(node);
        if (actor == null) {
            throw new IllegalArgumentException("no process " + node + " is on this stage");
        }
        return actor;
    }
}
