package synod.lab.draw;

import java.util.List;
import java.util.Locale;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Step;
import synod.lab.trace.Trace.Verdict;

/** A run as lines of text. */
public final class PlainText {
    private static final int MILLION = 1_000_000;

    private PlainText() {}

    /** All of it. */
    public static String of(Trace trace) {
        StringBuilder out = new StringBuilder();
        out.append(trace.title()).append('\n');
        out.append(trace.protocol()).append(", seed ").append(trace.seed()).append("\n\n");
        for (String paragraph : trace.about()) {
            wrap(out, paragraph);
            out.append('\n');
        }
        for (int i = 0; i < trace.steps().size(); i++) {
            step(out, trace, i);
        }
        out.append("\nRules\n");
        for (Verdict verdict : trace.verdicts()) {
            out.append("  ")
                    .append(finding(verdict))
                    .append("  ")
                    .append(verdict.id())
                    .append("  ");
            out.append(verdict.sentence());
            out.append(verdict.how().isEmpty() ? "" : "  " + verdict.how()).append('\n');
        }
        if (!trace.checks().isEmpty()) {
            out.append("\nExpected\n");
        }
        for (Check check : trace.checks()) {
            out.append(check.holds() ? "  so      " : "  NOT SO  ").append(check.expected());
            out.append(check.holds() ? "" : "; found: " + check.found()).append('\n');
        }
        for (String remark : trace.remarks()) {
            out.append('\n').append(remark);
        }
        return out.append(trace.remarks().isEmpty() ? "" : "\n").toString();
    }

    private static void wrap(StringBuilder out, String paragraph) {
        int width = 0;
        for (String word : paragraph.split(" ", -1)) {
            if (width > 0 && width + 1 + word.length() > 100) {
                out.append('\n');
                width = 0;
            }
            out.append(width == 0 ? "" : " ").append(word);
            width += word.length() + 1;
        }
        out.append('\n');
    }

    private static void step(StringBuilder out, Trace trace, int number) {
        Step step = trace.steps().get(number);
        out.append(padded(String.valueOf(number + 1), 4)).append(padded(time(step.nanos()), 9));
        out.append("  ").append(step.caption()).append('\n');
        for (Event event : step.events()) {
            out.append("                 ")
                    .append(sentence(trace.nodes(), event))
                    .append('\n');
        }
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** A time for people: milliseconds. */
    static String time(long nanos) {
        return nanos / MILLION + " ms";
    }

    /** A finding in one word. */
    static String finding(Verdict verdict) {
        return verdict.finding().name().toLowerCase(Locale.ROOT);
    }

    /** An event in words. */
    static String sentence(List<String> nodes, Event event) {
        String node = event.node() < 0 ? "" : nodes.get(event.node());
        String other = event.other() < 0 ? "" : nodes.get(event.other());
        String message = label(event);
        String more = event.text().isEmpty() ? "" : " (" + event.text() + ")";
        return switch (event.kind()) {
            case SENT -> node + " -> " + other + ": " + message;
            case DELIVERED -> node + " <- " + other + ": " + message;
            case DUPLICATED -> node + " <- " + other + ": " + message + ", a copy";
            case DROPPED -> other + " -x " + node + ": " + event.name() + more;
            case FORCED -> node + " forces its journal";
            case STATE -> node + ": " + event.name() + more;
            case NOTE ->
                (node.isEmpty() ? "" : node + ": ")
                        + (event.name().equals("note") ? event.text() : event.name() + more);
            case TIMER -> node + ": its timer goes off";
            case CRASHED -> node + " crashes";
            case RESTARTED -> node + " starts again" + more;
            case DISK_LOST -> node + " loses its disk";
            case PAUSED -> node + " stands still";
            case RESUMED -> node + " goes on";
            case PARTITIONED -> "the network is cut: " + event.text();
            case HEALED -> "the network is whole again";
            case DECIDED -> node + ": " + event.name() + more;
            case ASKED -> node + " is asked: " + event.name();
            case ANSWERED -> node + " " + event.name() + more;
            case RULE_BROKEN -> "RULE BROKEN: " + event.name() + more;
        };
    }

    /** The name of a message with what it says. */
    static String label(Event event) {
        return event.text().isEmpty() ? event.name() : event.name() + " " + event.text();
    }
}
