package synod.lab.play;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;
import synod.lab.trace.Trace.Verdict;

/**
 * The processes of one protocol, with the network, the disks and the clocks in the hands of a {@link Director}. Processes
 * are numbered from 0 here, as in the trace; the cores know them by one more.
 */
abstract class Play {
    private static final Pattern NODE = Pattern.compile("\\bn(\\d+)\\b(?!=)");
    private static final Pattern TRANSACTION = Pattern.compile("\\bn\\d+\\.\\d+#\\d+");

    /**
     * A message on its way.
     *
     * @param number counted from 1
     * @param name the kind of message
     * @param isShown whether it is drawn
     * @param dueNanos when it arrives if nobody does anything about it
     */
    record Flight(long number, int from, int to, String name, String text, Tone tone, boolean isShown, long dueNanos) {}

    /** What a scenario expects, and what is so. */
    record Expectation(BooleanSupplier isSo, java.util.function.Supplier<String> found) {}

    final Recorder recorder;
    final List<String> names;
    private final SplittableRandom random;
    private final long seed;
    private final TreeMap<String, String> broken = new TreeMap<>();
    private final TreeMap<Long, Flight> flights = new TreeMap<>();
    private long now;

    Play(Recorder recorder, long seed) {
        this.recorder = recorder;
        this.names = recorder.nodes();
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    // ---- what the director does

    /** Delivers a message; a copy stays on its way when {@code again}. */
    abstract void deliver(Flight flight, boolean again);

    /** A message never arrives. */
    abstract void lose(Flight flight);

    abstract boolean isUp(int node);

    abstract boolean isPaused(int node);

    abstract void crash(int node);

    abstract void restart(int node);

    /** Everything that a process that is down had written is gone. */
    abstract void loseDisk(Line line, int node);

    abstract void pause(int node);

    abstract void resume(int node);

    /** When the timer of a process is due, on the clock of the play; {@link Long#MAX_VALUE} for never. */
    abstract long deadline(int node);

    /** The timer of a process goes off. */
    abstract void fire(int node, long coin);

    /** All clocks are set to {@link #now}. */
    abstract void setClocks();

    /** The kinds of messages there are. */
    abstract List<String> kinds();

    /** Does what only some protocols know. Returns false when it is not known here. */
    abstract boolean act(Line line);

    /** What a scenario expects of these words; null when nothing of the kind can be expected here. */
    abstract @Nullable Expectation expectation(Line line, List<String> words);

    /** What a process knows, a line each. */
    abstract List<String> view(int node);

    /** The rules that were checked, those that do not hold left as held. */
    abstract List<Verdict> rules();

    /** Everything that can be checked only from outside is checked. */
    void check() {}

    // ---- what all plays share

    final long now() {
        return now;
    }

    /** Time goes on to a moment, never back. */
    final void moveTo(long nanos) {
        now = Math.max(now, nanos);
        setClocks();
    }

    final long coin() {
        return random.nextLong();
    }

    /** How long the next message takes. */
    private long latency() {
        long usual = Director.LATENCY_MILLIS * Director.MILLISECOND;
        return seed == 0 ? usual : usual / 2 + random.nextLong(usual);
    }

    final List<Flight> onTheWay() {
        return new ArrayList<>(flights.values());
    }

    final void sent(long number, int from, int to, String name, String text, Tone tone, boolean isShown) {
        flights.put(number, new Flight(number, from, to, name, text, tone, isShown, now + latency()));
        if (isShown) {
            recorder.event(Kind.SENT, from, to, number, name, text, tone);
        } else {
            recorder.unseen(name);
        }
    }

    final void arrived(Flight flight, boolean again) {
        if (!again) {
            flights.remove(flight.number);
        }
        tell(again ? Kind.DUPLICATED : Kind.DELIVERED, flight, flight.text);
    }

    final void gone(Flight flight, String why) {
        flights.remove(flight.number);
        tell(Kind.DROPPED, flight, why);
    }

    private void tell(Kind kind, Flight flight, String text) {
        if (flight.isShown) {
            recorder.event(kind, flight.to, flight.from, flight.number, flight.name, text, flight.tone);
        }
    }

    /** The word for people: names instead of numbers. */
    final String named(String text) {
        String short_ = TRANSACTION.matcher(text).replaceAll("T");
        return NODE.matcher(short_).replaceAll(found -> Matcher.quoteReplacement(name(found)));
    }

    private String name(java.util.regex.MatchResult found) {
        int number = Integer.parseInt(found.group(1));
        return number >= 1 && number <= names.size() ? names.get(number - 1) : found.group();
    }

    static NodeId id(int node) {
        return NodeId.of(node + 1);
    }

    static int index(NodeId id) {
        return id.value() - 1;
    }

    final int node(Line line, String name) {
        int node = names.indexOf(name);
        if (node < 0) {
            throw line.wrong("expected one of " + String.join(", ", names) + ", found \"" + name + "\"");
        }
        return node;
    }

    // ---- rules

    /** Runs a step of process {@code node}; one that finds a rule broken ends there. */
    final void guarded(int node, Runnable step) {
        try {
            step.run();
        } catch (InvariantViolation violation) {
            String message = named(String.valueOf(violation.getMessage()));
            broken(message.substring(0, message.indexOf(' ')), message);
            if (endsProcess(violation) && isUp(node)) {
                recorder.event(Kind.NOTE, node, "stops", "it has found a rule broken", Tone.PLAIN);
                crash(node);
            }
        }
    }

    /** Whether the process itself found out, and not the checker that looks on. */
    abstract boolean endsProcess(InvariantViolation violation);

    final void broken(String id, String how) {
        if (broken.putIfAbsent(id, how) == null) {
            recorder.event(Kind.RULE_BROKEN, -1, id, how, Tone.PLAIN);
        }
    }

    final boolean isBroken(String id) {
        return broken.containsKey(id);
    }

    final List<String> brokenRules() {
        return List.copyOf(broken.keySet());
    }

    final List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Verdict verdict : rules()) {
            String how = broken.get(verdict.id());
            verdicts.add(how == null ? verdict : new Verdict(verdict.id(), verdict.sentence(), Finding.BROKEN, how));
        }
        return verdicts;
    }

    final List<List<String>> views() {
        List<List<String>> views = new ArrayList<>();
        for (int node = 0; node < names.size(); node++) {
            List<String> lines = new ArrayList<>();
            for (String line : isUp(node) ? view(node) : List.of("down")) {
                lines.add(named(line));
            }
            views.add(lines);
        }
        return views;
    }
}
