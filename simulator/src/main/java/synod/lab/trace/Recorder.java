package synod.lab.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Step;
import synod.lab.trace.Trace.Tone;
import synod.lab.trace.Trace.Verdict;

/** Writes down a run while it happens. Steps in which nothing happened that is shown leave no mark. */
public final class Recorder {
    private static final List<Tone> BALLOTS =
            List.of(Tone.BALLOT_1, Tone.BALLOT_2, Tone.BALLOT_3, Tone.BALLOT_4, Tone.BALLOT_5);

    private final List<String> nodes;
    private final List<Step> steps = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Tone> ballots = new TreeMap<>();
    private final Map<String, Integer> unseen = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private long nanos;
    private String caption = "";

    /** @param nodes the names of the processes */
    public Recorder(List<String> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** The names of the processes. */
    public List<String> nodes() {
        return nodes;
    }

    /** A step begins. */
    public void begin(long atNanos, String what) {
        nanos = atNanos;
        caption = what;
        events.clear();
    }

    /** Something happened in it. What is told twice in one step is written down once. */
    public void event(Kind kind, int node, int other, long message, String name, String text, Tone tone) {
        Event event = new Event(kind, node, other, message, name, text, tone);
        boolean isSaidAgain = kind == Kind.NOTE
                && events.stream()
                        .anyMatch(said -> said.kind() == kind
                                && said.node() == node
                                && said.name().equals(name));
        if (!isSaidAgain) {
            events.add(event);
        }
    }

    /** Something happened to one process. */
    public void event(Kind kind, int node, String name, String text, Tone tone) {
        event(kind, node, -1, 0, name, text, tone);
    }

    /** The step is over, and this is what each process knows. A timer of which nothing came is nothing to see. */
    public void end(List<List<String>> states) {
        if (events.stream().anyMatch(event -> event.kind() != Kind.TIMER)) {
            steps.add(new Step(nanos, caption, events, states));
        }
        events.clear();
    }

    /** The tone of a ballot: the same for the same ballot. */
    public Tone ballot(String ballot) {
        Tone known = ballots.get(ballot);
        if (known == null) {
            known = BALLOTS.get(ballots.size() % BALLOTS.size());
            ballots.put(ballot, known);
        }
        return known;
    }

    /** Something that is counted and not drawn. */
    public void unseen(String what) {
        unseen.merge(what, 1, Integer::sum);
    }

    /** An expectation was looked at. */
    public void check(Check check) {
        checks.add(check);
    }

    /** The run is over. */
    public Trace trace(String title, String protocol, long seed, List<String> about, List<Verdict> verdicts) {
        List<String> remarks = new ArrayList<>();
        unseen.forEach((what, times) -> remarks.add("Not drawn: " + what + ", " + times + " times."));
        return new Trace(title, protocol, seed, about, nodes, steps, verdicts, checks, remarks);
    }
}
