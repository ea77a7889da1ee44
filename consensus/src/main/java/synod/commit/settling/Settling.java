package synod.commit.settling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitProcess;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Order.Conclude;
import synod.commit.Out;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/**
 * A process of a commit protocol that forgets what has ended everywhere: it stands between the protocol's process and the
 * world, hands everything on, and keeps from it what is about the forgotten.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class Settling<M, R> implements CommitProcess<Message<M>, Record<R>> {
    private final NodeId self;
    private final long life;
    private final SettlingSettings settings;
    private final Function<M, TransactionId> about;
    private final CommitProcess<M, R> own;

    /** By origin: nothing below begins here any more. */
    private final TreeMap<NodeId, TransactionId> promised = new TreeMap<>();

    /** By origin: everything below has ended everywhere. */
    private final TreeMap<NodeId, TransactionId> ended = new TreeMap<>();

    /** What the others have promised about the transactions named after this process. */
    private final TreeMap<NodeId, TransactionId> settled = new TreeMap<>();

    private long newest;
    private long askAt;
    private long delivered;

    private Settling(
            NodeId self,
            long life,
            SettlingSettings settings,
            Function<M, TransactionId> about,
            CommitProcess<M, R> own) {
        this.self = self;
        this.life = life;
        this.settings = settings;
        this.about = about;
        this.own = own;
    }

    /**
     * A process as its disk remembers it.
     *
     * @param life greater than at any earlier start of this process; 1 or more
     * @param journal every record it made durable, oldest first; empty for a new one
     * @param about the transaction that a message of the protocol is about
     * @param restore how to restore the protocol's process from its own records
     */
    public static <M, R> Settling<M, R> restore(
            NodeId self,
            long life,
            SettlingSettings settings,
            List<Record<R>> journal,
            Function<M, TransactionId> about,
            Function<List<R>, CommitProcess<M, R>> restore) {
        List<R> records = new ArrayList<>();
        TreeMap<NodeId, TransactionId> promised = new TreeMap<>();
        TreeMap<NodeId, TransactionId> ended = new TreeMap<>();
        for (Record<R> record : journal) {
            if (record instanceof Record.Own<R> its) {
                records.add(its.record());
            } else if (record instanceof Record.Promised<R> promise) {
                raise(promised, promise.below().origin(), promise.below());
            } else if (record instanceof Record.Ended<R> mark) {
                raise(ended, mark.below().origin(), mark.below());
            }
        }
        Settling<M, R> restored = new Settling<>(self, life, settings, about, restore.apply(List.copyOf(records)));
        restored.promised.putAll(promised);
        restored.ended.putAll(ended);
        ended.values().forEach(restored.own::forgetBelow);
        return restored;
    }

    /** Marks only ever go up. Returns whether this one did. */
    private static boolean raise(Map<NodeId, TransactionId> marks, NodeId node, TransactionId below) {
        TransactionId former = marks.get(node);
        if (former != null && former.compareTo(below) >= 0) {
            return false;
        }
        marks.put(node, below);
        return true;
    }

    private static boolean isBelow(Map<NodeId, TransactionId> marks, TransactionId id) {
        TransactionId mark = marks.get(id.origin());
        return mark != null && id.compareTo(mark) < 0;
    }

    // ---- what happens

    @Override
    public void step(long now, Event<Message<M>> event, Effects<Message<M>, Record<R>, Order> effects) {
        Out<Message<M>, Record<R>> out = new Out<>(effects, delivered);
        Onward onward = new Onward(out);
        if (event instanceof Event.Received<Message<M>> received) {
            onMessage(now, received.from(), received.message(), out);
        } else if (event instanceof Event.Tick<Message<M>> tick) {
            own.step(now, new Event.Tick<>(tick.coin()), onward);
        } else if (event instanceof Event.Begin<Message<M>> begin) {
            TransactionId id = begin.transaction();
            seen(id);
            if (isBelow(ended, id)) {
                out.note(new Ignored(id, begin, Reason.TOO_LATE));
            } else {
                own.step(now, new Event.Begin<>(id, begin.participants()), onward);
            }
        } else if (event instanceof Event.Opened<Message<M>> opened) {
            TransactionId id = opened.transaction();
            seen(id);
            if (isBelow(ended, id)) {
                out.note(new Ignored(id, opened, Reason.TOO_LATE));
            } else {
                own.step(now, new Event.Opened<>(id), onward);
            }
        } else if (event instanceof Event.Joined<Message<M>> joined) {
            join(now, joined.transaction(), new Event.Joined<>(joined.transaction()), out);
        } else if (event instanceof Event.Joining<Message<M>> joining) {
            join(now, joining.transaction(), new Event.Joining<>(joining.transaction()), out);
        } else if (event instanceof Event.Voted<Message<M>> voted) {
            own.step(now, new Event.Voted<>(voted.transaction(), voted.vote()), onward);
        } else if (event instanceof Event.Abandon<Message<M>> abandon) {
            own.step(now, new Event.Abandon<>(abandon.transaction()), onward);
        } else if (event instanceof Event.Suspected<Message<M>> suspicion) {
            own.step(now, new Event.Suspected<>(suspicion.process()), onward);
        } else if (event instanceof Event.Trusted<Message<M>> trust) {
            own.step(now, new Event.Trusted<>(trust.process()), onward);
        }
        askWhenItIsTime(out);
        delivered = out.delivered();
    }

    /** The promise is kept: what is older has no part here any more, and its work is undone. */
    private void join(long now, TransactionId id, Event<M> event, Out<Message<M>, Record<R>> out) {
        seen(id);
        if (isBelow(promised, id) || isBelow(ended, id)) {
            out.note(new Ignored(id, "work", Reason.TOO_LATE));
            out.deliver(new Conclude(id, Outcome.ABORTED));
        } else {
            own.step(now, event, new Onward(out));
        }
    }

    private void onMessage(long now, NodeId from, Message<M> message, Out<Message<M>, Record<R>> out) {
        if (message instanceof Message.Own<M> its) {
            onOwn(now, from, its.message(), out);
        } else if (message instanceof Message.Settle<M> settle) {
            onSettle(from, settle.below(), out);
        } else if (message instanceof Message.Settled<M> answer) {
            if (answer.below().origin().equals(self) && raise(settled, from, answer.below())) {
                agree(out);
            }
        } else if (message instanceof Message.Ended<M> mark) {
            forget(mark.below(), out);
        }
    }

    private void onOwn(long now, NodeId from, M message, Out<Message<M>, Record<R>> out) {
        TransactionId id = about.apply(message);
        seen(id);
        TransactionId mark = ended.get(id.origin());
        if (mark == null || id.compareTo(mark) >= 0) {
            own.step(now, new Event.Received<>(from, message), new Onward(out));
            return;
        }
        out.note(new Ignored(id, message, Reason.TOO_LATE));
        if (!from.equals(self)) {
            // One that still waits for something below the mark stops waiting.
            out.send(from, new Message.Ended<>(mark));
        }
    }

    /** Says how far everything has ended here, and promises that it stays so. */
    private void onSettle(NodeId from, TransactionId below, Out<Message<M>, Record<R>> out) {
        TransactionId reached = lower(below, own.oldestOpen(below.origin()));
        if (raise(promised, below.origin(), reached)) {
            out.persist(new Record.Promised<>(reached));
        }
        TransactionId answer = promised.get(below.origin());
        if (answer != null) {
            out.send(from, new Message.Settled<>(answer));
        }
    }

    private static TransactionId lower(TransactionId one, @Nullable TransactionId other) {
        return other == null || one.compareTo(other) < 0 ? one : other;
    }

    // ---- the process that transactions are named after

    private void seen(TransactionId id) {
        if (id.origin().equals(self) && id.life() == life) {
            newest = Math.max(newest, id.number());
        }
    }

    private void askWhenItIsTime(Out<Message<M>, Record<R>> out) {
        if (newest == 0 || newest < askAt) {
            return;
        }
        askAt = newest + settings.every();
        Message<M> question = new Message.Settle<>(new TransactionId(self, life, Math.max(1, newest - settings.lag())));
        for (NodeId node : settings.everyone()) {
            if (!node.equals(self)) {
                // A question promises nothing.
                out.sendAhead(node, question);
            }
        }
    }

    /** F1: everyone has promised, and nothing below is open here. */
    private void agree(Out<Message<M>, Record<R>> out) {
        TransactionId agreed = new TransactionId(self, life, Long.MAX_VALUE);
        for (NodeId node : settings.everyone()) {
            TransactionId theirs = settled.get(node);
            if (theirs == null && !node.equals(self)) {
                return;
            }
            agreed = lower(agreed, theirs);
        }
        agreed = lower(agreed, own.oldestOpen(self));
        if (forget(agreed, out)) {
            for (NodeId node : settings.everyone()) {
                if (!node.equals(self)) {
                    out.send(node, new Message.Ended<>(agreed));
                }
            }
        }
    }

    private boolean forget(TransactionId below, Out<Message<M>, Record<R>> out) {
        if (!raise(ended, below.origin(), below)) {
            return false;
        }
        own.forgetBelow(below);
        out.persist(new Record.Ended<>(below));
        return true;
    }

    // ---- questions

    @Override
    public long deadline() {
        return own.deadline();
    }

    @Override
    public List<TransactionId> inDoubt() {
        return own.inDoubt();
    }

    @Override
    public Map<TransactionId, Outcome> concluded() {
        return own.concluded();
    }

    @Override
    public @Nullable TransactionId oldestOpen(NodeId origin) {
        return own.oldestOpen(origin);
    }

    @Override
    public void forgetBelow(TransactionId mark) {
        own.forgetBelow(mark);
    }

    @Override
    public List<Record<R>> retained() {
        List<Record<R>> records = new ArrayList<>();
        for (R record : own.retained()) {
            records.add(new Record.Own<>(record));
        }
        promised.values().forEach(below -> records.add(new Record.Promised<>(below)));
        ended.values().forEach(below -> records.add(new Record.Ended<>(below)));
        return records;
    }

    @Override
    public List<String> view() {
        List<String> lines = new ArrayList<>(own.view());
        ended.values().forEach(below -> lines.add("all has ended below " + below));
        return lines;
    }

    /** What the protocol's process does, as this one does it. */
    private final class Onward implements Effects<M, R, Order> {
        private final Out<Message<M>, Record<R>> out;

        Onward(Out<Message<M>, Record<R>> out) {
            this.out = out;
        }

        @Override
        public void persist(R record) {
            out.persist(new Record.Own<>(record));
        }

        @Override
        public void send(NodeId to, M message) {
            out.send(to, new Message.Own<>(message));
        }

        @Override
        public void sendAhead(NodeId to, M message) {
            // The protocol says why.
            out.sendAhead(to, new Message.Own<>(message));
        }

        @Override
        public void deliver(long position, Order order) {
            out.deliver(order);
        }

        @Override
        public void note(Note note) {
            out.note(note);
        }
    }
}
