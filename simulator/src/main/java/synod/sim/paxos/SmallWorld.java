package synod.sim.paxos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.LearnerPolicy;
import synod.paxos.Message;
import synod.paxos.PaxosRule;
import synod.paxos.Roster;
import synod.sim.paxos.Facts.Fact;
import synod.sim.paxos.ProcessTable.Ending;

/**
 * The search. A state is where each process is and which facts hold; from it goes one way for every message ever sent
 * that its receiver may take now, for every deadline that may pass and every wish that may be uttered, and, where
 * crashes are asked for, for every place inside such a step at which the process may crash. A wish is uttered once: a
 * proposer that crashed stays silent, which leaves what it began to the other one. Breadth first, so a broken rule comes
 * with one of the shortest ways to break it.
 */
public final class SmallWorld {
    /**
     * How much of the endless world is searched.
     *
     * @param acceptors how many acceptors, 1 to 5
     * @param firstRounds the highest round that the first proposer may begin
     * @param secondRounds the highest round that the second proposer may begin
     * @param refusals whether refusals arrive; without them every refusal is lost, which is a smaller world
     * @param crashes whether processes may crash inside and between steps, any number of times
     * @param stateLimit where to stop, in states
     */
    public record Bound(
            int acceptors, int firstRounds, int secondRounds, boolean refusals, boolean crashes, int stateLimit) {}

    /**
     * What was found.
     *
     * @param states how many states there are, or were seen
     * @param steps how many ways lead from one to another
     * @param learnt in how many ways of having voted somebody can learn a value
     * @param isComplete whether every state within the bound was seen
     * @param broken the rule that does not hold, or null
     * @param trace the way to it, one line per step
     */
    public record Result(
            int states,
            long steps,
            int learnt,
            boolean isComplete,
            @Nullable PaxosRule broken,
            List<String> trace) {}

    private static final NodeId FIRST = NodeId.of(8);
    private static final NodeId SECOND = NodeId.of(9);
    private static final NodeId LEARNER = NodeId.of(10);
    private static final int FACT_WORDS = 4;
    private static final int STATE_BITS = 16;

    /** Causes of a step other than the number of a message that was sent. */
    private static final int TICK = -1;

    private static final int WISH = -2;

    private static final int CRASH = -3;

    private final Bound bound;
    private final Facts facts = new Facts();
    private final List<ProcessTable> processes = new ArrayList<>();
    private final int[] processOf = new int[NodeId.MAX_VALUE + 1];
    private final int processWords;
    private final StateSet states;
    private final LearnerSearch learners;
    private final StateSet judged = new StateSet(FACT_WORDS);
    private final long[] relevantFacts = new long[FACT_WORDS];
    private int classified;

    /** For each state, the one it was found from and how; read only to tell the way. */
    private int[] parents = new int[1 << 16];

    private int[] ways = new int[1 << 16];
    private int last;
    private int learnt;
    private long steps;
    private int from;
    private @Nullable PaxosRule broken;

    private SmallWorld(Bound bound) {
        this.bound = bound;
        List<NodeId> proposers = List.of(FIRST, SECOND);
        List<NodeId> learners = List.of(FIRST, SECOND, LEARNER);
        List<NodeId> acceptors = new ArrayList<>();
        for (int i = 1; i <= bound.acceptors; i++) {
            acceptors.add(NodeId.of(i));
        }
        Roster roster = new Roster(proposers, acceptors, learners, new LearnerPolicy.Everyone(), 100);
        for (NodeId acceptor : acceptors) {
            add(new ProcessTable(acceptor, roster, facts, this::isOfInterest, bound.crashes));
        }
        for (NodeId proposer : proposers) {
            add(new ProcessTable(proposer, roster, facts, this::isOfInterest, bound.crashes));
        }
        this.learners = new LearnerSearch(LEARNER, roster);
        this.processWords = (processes.size() * STATE_BITS + 63) / 64;
        this.states = new StateSet(processWords + FACT_WORDS);
    }

    /**
     * Which messages there are a network for. What learners say and hear changes no vote and no ballot, so it is searched
     * apart, for every way of having voted; a proposer that is never told that it succeeded only does more.
     */
    private boolean isOfInterest(Message message) {
        return message instanceof Message.Prepare
                || message instanceof Message.Promise
                || message instanceof Message.Accept
                || (bound.refusals && message instanceof Message.Refused);
    }

    private void add(ProcessTable process) {
        processOf[process.self().value()] = processes.size();
        processes.add(process);
    }

    /** Searches everything within {@code bound}, or up to the first broken rule. */
    public static Result search(Bound bound) {
        return new SmallWorld(bound).run();
    }

    private Result run() {
        long[] state = new long[processWords + FACT_WORDS];
        for (int process = 0; process < processes.size(); process++) {
            put(state, process, processes.get(process).initial());
        }
        found(state, -1, way(0, WISH, false));
        for (from = 0; from < states.count() && broken == null && states.count() < bound.stateLimit; from++) {
            states.read(from, state);
            expand(state);
        }
        boolean isComplete = broken == null && from == states.count();
        return new Result(states.count(), steps, learnt, isComplete, broken, isComplete ? List.of() : trace());
    }

    private void expand(long[] state) {
        for (int process = 0; process < processes.size(); process++) {
            ProcessTable table = processes.get(process);
            int at = get(state, process);
            take(state, process, table.onTick(at), TICK);
            if (bound.crashes) {
                take(state, process, table.onCrash(at), CRASH);
            }
            if (process >= bound.acceptors) {
                byte name = (byte) (table.self().equals(FIRST) ? 0x0a : 0x0b);
                Bytes value = Bytes.wrap(new byte[] {name});
                boolean uttered = has(state, facts.number(new Fact.Wished(table.self(), value)));
                if (!uttered) {
                    take(state, process, table.onWish(at, value), WISH);
                }
            }
        }
        for (int word = 0; word < FACT_WORDS; word++) {
            for (long bits = state[processWords + word]; bits != 0; bits &= bits - 1) {
                int fact = word * 64 + Long.numberOfTrailingZeros(bits);
                if (facts.fact(fact) instanceof Fact.Sent sent) {
                    int process = processOf[sent.to().value()];
                    take(state, process, processes.get(process).onMessage(get(state, process), fact), fact);
                }
            }
        }
    }

    private void take(long[] state, int process, List<Ending> endings, int cause) {
        for (Ending ending : endings) {
            if (broken != null || isBeyondBound(ending)) {
                continue;
            }
            steps++;
            long[] next = state.clone();
            put(next, process, ending.next());
            for (int fact : ending.facts()) {
                set(next, fact);
            }
            if (cause >= 0 && !ending.isCrash()) {
                broken = judgeAnswer(state, ((Fact.Sent) facts.fact(cause)), ending);
            }
            forgetSpent(next);
            if (!Arrays.equals(state, next) || broken != null) {
                found(next, from, way(process, cause, ending.isCrash()));
            }
        }
    }

    /**
     * Takes out of the network what can change nothing any more: a prepare that its acceptor is above, a promise that its
     * proposer is past. Both only ever go up, also across a crash, so neither could matter again.
     */
    private void forgetSpent(long[] state) {
        for (int word = 0; word < FACT_WORDS; word++) {
            for (long bits = state[processWords + word]; bits != 0; bits &= bits - 1) {
                int fact = word * 64 + Long.numberOfTrailingZeros(bits);
                if (facts.fact(fact) instanceof Fact.Sent sent
                        && (sent.message() instanceof Message.Prepare || sent.message() instanceof Message.Promise)) {
                    int process = processOf[sent.to().value()];
                    int at = get(state, process);
                    Ending ending = processes.get(process).onMessage(at, fact).get(0);
                    if (ending.next() == at && hasAll(state, ending.facts())) {
                        state[processWords + word] &= ~(1L << fact);
                    }
                }
            }
        }
    }

    private boolean hasAll(long[] state, int[] all) {
        for (int fact : all) {
            if (!has(state, fact)) {
                return false;
            }
        }
        return true;
    }

    private boolean isBeyondBound(Ending ending) {
        for (int fact : ending.facts()) {
            if (facts.fact(fact) instanceof Fact.Sent sent && sent.message() instanceof Message.Prepare prepare) {
                int limit = sent.from().equals(FIRST) ? bound.firstRounds : bound.secondRounds;
                if (prepare.ballot().round() > limit) {
                    return true;
                }
            }
        }
        return false;
    }

    private void found(long[] state, int parent, int way) {
        int number = states.count();
        if (!states.add(state) && broken == null) {
            return;
        }
        if (number == parents.length) {
            parents = Arrays.copyOf(parents, number * 2);
            ways = Arrays.copyOf(ways, number * 2);
        }
        parents[number] = parent;
        ways[number] = way;
        last = number;
        if (broken == null) {
            broken = judge(state);
        }
    }

    /** P1a is about one step; only an acceptor that is asked to accept can break it. */
    private @Nullable PaxosRule judgeAnswer(long[] state, Fact.Sent sent, Ending ending) {
        if (!(sent.message() instanceof Message.Accept accept)) {
            return null;
        }
        List<Fact> news = Arrays.stream(ending.facts()).mapToObj(facts::fact).toList();
        return DecreeChecker.brokenBy(sent.to(), accept, holding(state, false), news);
    }

    /** The other rules are about states, and only about some of the facts in them, so most states need no new look. */
    private @Nullable PaxosRule judge(long[] state) {
        List<Fact> relevant = holding(state, true);
        long[] mask = Arrays.copyOfRange(state, processWords, state.length);
        for (int word = 0; word < FACT_WORDS; word++) {
            mask[word] &= relevantFacts[word];
        }
        if (!judged.add(mask)) {
            return null;
        }
        List<Fact> known = learners.whatTheyMayLearn(relevant);
        learnt += known.isEmpty() ? 0 : 1;
        relevant.addAll(known);
        return new DecreeChecker(bound.acceptors, relevant).broken();
    }

    private List<Fact> holding(long[] state, boolean relevantOnly) {
        for (; classified < facts.count(); classified++) {
            if (classified >= FACT_WORDS * 64) {
                throw new IllegalStateException("more than " + FACT_WORDS * 64 + " facts; a smaller bound is needed");
            }
            if (DecreeChecker.isRelevant(facts.fact(classified))) {
                relevantFacts[classified >> 6] |= 1L << classified;
            }
        }
        List<Fact> holding = new ArrayList<>();
        for (int word = 0; word < FACT_WORDS; word++) {
            long bits = state[processWords + word] & (relevantOnly ? relevantFacts[word] : -1);
            for (; bits != 0; bits &= bits - 1) {
                holding.add(facts.fact(word * 64 + Long.numberOfTrailingZeros(bits)));
            }
        }
        return holding;
    }

    private static int way(int process, int cause, boolean isCrash) {
        return (cause - CRASH) << 9 | process << 1 | (isCrash ? 1 : 0);
    }

    private List<String> trace() {
        List<String> lines = new ArrayList<>();
        for (int number = last; parents[number] >= 0; number = parents[number]) {
            int cause = (ways[number] >> 9) + CRASH;
            NodeId self = processes.get(ways[number] >> 1 & 0xff).self();
            String what = cause == TICK
                    ? "deadline"
                    : cause == WISH ? "wish" : facts.fact(cause).toString();
            lines.add(0, self + " takes " + what + ((ways[number] & 1) == 1 ? " and crashes" : ""));
        }
        return lines;
    }

    private boolean has(long[] state, int fact) {
        return (state[processWords + (fact >> 6)] >> fact & 1) == 1;
    }

    private void set(long[] state, int fact) {
        if (fact >= FACT_WORDS * 64) {
            throw new IllegalStateException("more than " + FACT_WORDS * 64 + " facts; a smaller bound is needed");
        }
        state[processWords + (fact >> 6)] |= 1L << fact;
    }

    private static int get(long[] state, int process) {
        int bit = process * STATE_BITS;
        return (int) (state[bit >> 6] >>> (bit & 63)) & ((1 << STATE_BITS) - 1);
    }

    private static void put(long[] state, int process, int number) {
        if (number >= 1 << STATE_BITS) {
            throw new IllegalStateException("process states beyond " + (1 << STATE_BITS));
        }
        int bit = process * STATE_BITS;
        long mask = ((1L << STATE_BITS) - 1) << (bit & 63);
        state[bit >> 6] = (state[bit >> 6] & ~mask) | (long) number << (bit & 63);
    }
}
