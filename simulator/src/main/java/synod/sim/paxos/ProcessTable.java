package synod.sim.paxos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Durable;
import synod.paxos.Event;
import synod.paxos.Legislator;
import synod.paxos.Message;
import synod.paxos.Roster;
import synod.sim.Effect;
import synod.sim.EffectList;
import synod.sim.paxos.Facts.Fact;

/**
 * One process as a table: its states are numbered as they turn up, and what an event does in a state is worked out once,
 * by the real core, and remembered. A state is kept as the journal it was restored from and the events since, because a
 * core cannot be copied but can be made again.
 */
final class ProcessTable {
    /** One way in which a step may end. */
    static final class Ending {
        private final int next;
        private final int[] facts;
        private final boolean isCrash;

        private Ending(int next, int[] facts, boolean isCrash) {
            this.next = next;
            this.facts = facts;
            this.isCrash = isCrash;
        }

        /** The state afterwards. */
        int next() {
            return next;
        }

        /** What became true. Not to be written to. */
        int[] facts() {
            return facts;
        }

        /** Whether the process crashed on the way and came back. */
        boolean isCrash() {
            return isCrash;
        }
    }

    private record State(List<Durable> journal, List<Event> since) {}

    private final NodeId self;
    private final Roster roster;
    private final Facts facts;
    private final Predicate<Message> isOfInterest;
    private final boolean mayCrash;
    private final List<State> states = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Long, List<Ending>> steps = new HashMap<>();

    /**
     * @param isOfInterest which messages are worth a fact; the rest is lost
     * @param mayCrash whether a step may end in a crash
     */
    ProcessTable(NodeId self, Roster roster, Facts facts, Predicate<Message> isOfInterest, boolean mayCrash) {
        this.self = self;
        this.roster = roster;
        this.facts = facts;
        this.isOfInterest = isOfInterest;
        this.mayCrash = mayCrash;
    }

    NodeId self() {
        return self;
    }

    int initial() {
        return numbered(new State(List.of(), List.of()));
    }

    /** How a message that was sent may be taken. */
    List<Ending> onMessage(int state, int fact) {
        return steps.computeIfAbsent(((long) state << 32) | fact, key -> {
            Fact.Sent sent = (Fact.Sent) facts.fact(fact);
            return work(state, new Event.Received(sent.from(), sent.message()));
        });
    }

    /** How the deadline may pass. */
    List<Ending> onTick(int state) {
        return steps.computeIfAbsent(((long) state << 32) | 0xffff_ffffL, key -> work(state, new Event.Tick(0)));
    }

    /** How a wish may be taken. */
    List<Ending> onWish(int state, Bytes value) {
        return steps.computeIfAbsent(((long) state << 32) | 0xffff_fffeL, key -> work(state, new Event.Propose(value)));
    }

    /** What is left after a crash between two steps. */
    List<Ending> onCrash(int state) {
        return steps.computeIfAbsent(((long) state << 32) | 0xffff_fffdL, key -> {
            State before = states.get(state);
            State after = new State(journalAfter(before, List.of()), List.of());
            return List.of(new Ending(numbered(after), new int[0], true));
        });
    }

    private List<Ending> work(int number, Event event) {
        State state = states.get(number);
        Legislator process = made(state, null);
        EffectList<Message, Durable, Bytes> out = new EffectList<>();
        long now = event instanceof Event.Tick ? process.deadline() : 0;
        if (now == Long.MAX_VALUE) {
            return List.of();
        }
        process.step(now, event, out);
        List<Effect<Message, Durable, Bytes>> effects = out.effects();

        List<Event> since = new ArrayList<>(state.since);
        since.add(event);
        List<Ending> endings = new ArrayList<>();
        endings.add(new Ending(numbered(new State(state.journal, since)), factsOf(event, effects), false));
        for (int done = 1; mayCrash && done <= effects.size(); done++) {
            // Everything before the crash is durable and sent. That less is durable is the case of an earlier crash.
            List<Effect<Message, Durable, Bytes>> before = effects.subList(0, done);
            Ending crash = new Ending(
                    numbered(new State(journalAfter(state, before), List.of())), factsOf(event, before), true);
            boolean isNew = endings.stream()
                    .noneMatch(other -> other.next == crash.next && Arrays.equals(other.facts, crash.facts));
            if (isNew) {
                endings.add(crash);
            }
        }
        return List.copyOf(endings);
    }

    /** The process in a state; on the way there, what it made durable is added to {@code journal}. */
    private Legislator made(State state, @Nullable List<Durable> journal) {
        Legislator process = Legislator.restore(self, roster, state.journal, 0);
        for (Event event : state.since) {
            EffectList<Message, Durable, Bytes> out = new EffectList<>();
            process.step(event instanceof Event.Tick ? process.deadline() : 0, event, out);
            if (journal != null) {
                journal.addAll(persisted(out.effects()));
            }
        }
        return process;
    }

    /** The newest record of each kind, which is all that counts. */
    private List<Durable> journalAfter(State state, List<Effect<Message, Durable, Bytes>> effects) {
        List<Durable> all = new ArrayList<>(state.journal);
        made(state, all);
        all.addAll(persisted(effects));
        Map<Class<?>, Durable> newest = new LinkedHashMap<>();
        for (Durable record : all) {
            newest.put(record.getClass(), record);
        }
        return List.copyOf(newest.values());
    }

    private static List<Durable> persisted(List<Effect<Message, Durable, Bytes>> effects) {
        List<Durable> records = new ArrayList<>();
        for (Effect<Message, Durable, Bytes> effect : effects) {
            if (effect instanceof Effect.Persist<Message, Durable, Bytes> persist) {
                records.add(persist.record());
            }
        }
        return records;
    }

    private int numbered(State state) {
        String fingerprint = Fingerprint.of(made(state, null));
        Integer known = numbers.putIfAbsent(fingerprint, states.size());
        if (known != null) {
            return known;
        }
        states.add(state);
        return states.size() - 1;
    }

    private int[] factsOf(Event event, List<Effect<Message, Durable, Bytes>> effects) {
        List<Fact> news = new ArrayList<>();
        if (event instanceof Event.Propose propose) {
            news.add(new Fact.Wished(self, propose.value()));
        }
        for (Effect<Message, Durable, Bytes> effect : effects) {
            if (effect instanceof Effect.Send<Message, Durable, Bytes> send && isOfInterest.test(send.message())) {
                news.add(new Fact.Sent(self, send.to(), send.message()));
            } else if (effect instanceof Effect.Deliver<Message, Durable, Bytes> deliver) {
                news.add(new Fact.Learnt(self, deliver.value()));
            } else if (effect instanceof Effect.Persist<Message, Durable, Bytes> persist
                    && persist.record() instanceof Durable.AcceptorState state) {
                news.add(new Fact.Promised(self, state.promised()));
                if (state.accepted() != null) {
                    news.add(new Fact.Voted(
                            self, state.accepted().ballot(), state.accepted().value()));
                }
            }
        }
        return news.stream().mapToInt(facts::number).sorted().distinct().toArray();
    }
}
