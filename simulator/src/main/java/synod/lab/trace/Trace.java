package synod.lab.trace;

import java.util.List;

/**
 * A run that is over.
 *
 * @param title what it is called
 * @param protocol what was run
 * @param seed what decided where the scenario left something open
 * @param about what one sees, one paragraph for each
 * @param nodes the processes, in the order in which they are drawn; node {@code i} of an event is the one at {@code i}
 * @param steps what happened, in order
 * @param verdicts the rules that were checked
 * @param checks what the scenario expected, in the order in which it did
 * @param remarks what is not drawn, and what else a reader should know
 */
public record Trace(
        String title,
        String protocol,
        long seed,
        List<String> about,
        List<String> nodes,
        List<Step> steps,
        List<Verdict> verdicts,
        List<Check> checks,
        List<String> remarks) {
    /** Copies the lists. */
    public Trace {
        about = List.copyOf(about);
        nodes = List.copyOf(nodes);
        steps = List.copyOf(steps);
        verdicts = List.copyOf(verdicts);
        checks = List.copyOf(checks);
        remarks = List.copyOf(remarks);
    }

    /** Whether everything came as the scenario expects. */
    public boolean isAsExpected() {
        return checks.stream().allMatch(Check::holds);
    }

    /**
     * One thing that was done, and all that came of it at once.
     *
     * @param nanos virtual time since the beginning of the run, in nanoseconds
     * @param caption what was done, in words
     * @param events what came of it, in order; never empty
     * @param states for each process what it knows afterwards, a line each
     */
    public record Step(long nanos, String caption, List<Event> events, List<List<String>> states) {
        /** Copies the lists. */
        public Step {
            events = List.copyOf(events);
            states = List.copyOf(states);
        }
    }

    /** What can happen. */
    public enum Kind {
        /** A message left {@code node} for {@code other}. */
        SENT,
        /** A message came to {@code node} from {@code other}. */
        DELIVERED,
        /** A message from {@code other} to {@code node} will never come. */
        DROPPED,
        /** A copy of a message came to {@code node} from {@code other}; another is still on its way. */
        DUPLICATED,
        /** Everything that {@code node} had written is on its disk. */
        FORCED,
        /** {@code node} is in another state, which the tone says, too. */
        STATE,
        /** {@code node} told something. */
        NOTE,
        /** The deadline of {@code node} came. */
        TIMER,
        /** {@code node} is gone with all that was only in its memory. */
        CRASHED,
        /** {@code node} is back, as its disk remembers it. */
        RESTARTED,
        /** The disk of {@code node} is empty. */
        DISK_LOST,
        /** {@code node} stands still. */
        PAUSED,
        /** {@code node} goes on where it stood. */
        RESUMED,
        /** The network is cut; the text names the sides. */
        PARTITIONED,
        /** The network is whole again. */
        HEALED,
        /** {@code node} ended its part, or knows what is chosen. */
        DECIDED,
        /** A client asked something of {@code node}. */
        ASKED,
        /** {@code node} answered a client. */
        ANSWERED,
        /** A rule does not hold. */
        RULE_BROKEN
    }

    /** What the colour of an event or of a process stands for. */
    public enum Tone {
        /** Nothing in particular. */
        PLAIN,
        /** It has a part in a transaction and has not voted. */
        WORKING,
        /** It voted yes. */
        PREPARED,
        /** It knows that all voted yes, or takes part in an attempt to commit. */
        PRE_COMMITTED,
        /** It takes part in an attempt to abort. */
        PRE_ABORTED,
        /** It committed. */
        COMMITTED,
        /** It aborted. */
        ABORTED,
        /** The first ballot that is seen in the run. */
        BALLOT_1,
        /** The second. */
        BALLOT_2,
        /** The third. */
        BALLOT_3,
        /** The fourth. */
        BALLOT_4,
        /** The fifth; the sixth is as the first again. */
        BALLOT_5
    }

    /**
     * One event.
     *
     * @param kind what kind
     * @param node whom it concerns, as an index into {@link Trace#nodes}; -1 for all
     * @param other the other end of a message, -1 without one
     * @param message the number of a message in this run, from 1; 0 without one
     * @param name the name of the message, of the state, or of the rule; short
     * @param text the rest of what there is to say
     * @param tone what its colour stands for
     */
    public record Event(Kind kind, int node, int other, long message, String name, String text, Tone tone) {}

    /** What became of a rule. */
    public enum Finding {
        /** It held all the time. */
        HELD,
        /** It did not hold. */
        BROKEN,
        /** Not yet: somebody waits for something that did not come in this run. */
        WAITING,
        /** The run says nothing about it. */
        OPEN
    }

    /**
     * A rule that was checked.
     *
     * @param id its number
     * @param sentence the rule
     * @param finding what became of it
     * @param how what shows it; empty when there is nothing to say
     */
    public record Verdict(String id, String sentence, Finding finding, String how) {}

    /**
     * Something that a scenario expects.
     *
     * @param line the line of the scenario
     * @param expected what it expects, in its own words
     * @param holds whether it was so
     * @param found what was found
     */
    public record Check(int line, String expected, boolean holds, String found) {}
}
