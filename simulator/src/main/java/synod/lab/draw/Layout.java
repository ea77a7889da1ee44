package synod.lab.draw;

import java.util.ArrayList;
import java.util.List;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Step;

/** Where things are in the picture: processes from left to right, time from top to bottom, a row for each step. */
final class Layout {
    static final int LINE = 14;
    static final int LETTER = 6;

    private static final int LEFT = 88;
    private static final int RIGHT = 62;

    /** How wide a letter is at most, on the average of a label: some are set in bold. */
    private static final int WIDE_LETTER = 7;

    /** How much of a label is shown, in letters. */
    static final int SHOWN = 22;

    private static final int TOP = 58;
    private static final int ROW = 30;
    private static final int LOSS = 17;

    private final int pitch;
    private final int width;
    private final int height;
    private final List<Integer> rows = new ArrayList<>();

    Layout(Trace trace) {
        int nodes = trace.nodes().size();
        this.pitch = nodes <= 3 ? 150 : nodes == 4 ? 126 : 116;
        this.width = LEFT + (nodes - 1) * pitch + right(trace);
        int y = TOP;
        for (Step step : trace.steps()) {
            rows.add(y);
            y += height(step);
        }
        this.height = y + ROW;
    }

    /** How much room is needed behind the last process for what is told beside its line. */
    private static int right(Trace trace) {
        int longest = 0;
        for (Step step : trace.steps()) {
            for (Event event : step.events()) {
                boolean isThere =
                        event.node() == trace.nodes().size() - 1 && (isLabelled(event) || event.kind() == Kind.ASKED);
                longest = isThere ? Math.max(longest, event.name().length() + 2) : longest;
            }
        }
        return Math.max(RIGHT, 14 + Math.min(longest, SHOWN) * WIDE_LETTER);
    }

    /** How much room a step needs. */
    private int height(Step step) {
        int losses = 0;
        int banner = 0;
        int most = 0;
        for (Event event : step.events()) {
            if (event.kind() == Kind.DROPPED) {
                losses++;
            } else if (event.node() < 0) {
                banner += wrapped(banner(event)).size();
            } else {
                most = Math.max(most, labels(step, event.node()));
            }
        }
        return Math.max(ROW, most * LINE + losses * LOSS + LINE + 2) + (banner > 0 ? banner * (LINE + 2) + 10 : 0);
    }

    /** Whether an event is told beside the line of its process. */
    static boolean isLabelled(Event event) {
        return switch (event.kind()) {
            case STATE, NOTE, TIMER, CRASHED, RESTARTED, DISK_LOST, PAUSED, RESUMED, DECIDED, ANSWERED -> true;
            case ASKED, SENT, DELIVERED, DROPPED, DUPLICATED, FORCED, PARTITIONED, HEALED, RULE_BROKEN -> false;
        };
    }

    /** What is told across the whole picture. */
    static String banner(Event event) {
        return switch (event.kind()) {
            case PARTITIONED -> "the network is cut: " + event.text();
            case RULE_BROKEN -> "Rule broken: " + event.name() + ". " + shortened(event.text());
            default -> event.text();
        };
    }

    /** A broken rule's message has its number and sentence in front; what follows is what happened. */
    private static String shortened(String text) {
        int at = text.indexOf(") ");
        return at < 0 ? text : text.substring(at + 2);
    }

    /** In lines that are not wider than the picture. */
    List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int most = (width - LEFT / 2) / (LETTER + 1);
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > most) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    int x(int node) {
        return LEFT + node * pitch;
    }

    /** The top of a step. */
    int y(int step) {
        return rows.get(step);
    }

    /** Where the events of a step happen: below what is told across. */
    int at(int step, Step it) {
        int banner = 0;
        for (Event event : it.events()) {
            banner += event.node() < 0 ? wrapped(banner(event)).size() : 0;
        }
        return y(step) + (banner > 0 ? banner * (LINE + 2) + 10 : 0) + LINE;
    }

    /** The end of a step. */
    int bottom(int step) {
        return step + 1 < rows.size() ? rows.get(step + 1) : height - ROW / 2;
    }

    /** Where the n-th loss of a step is marked: below what is told beside the line of its sender. */
    static int loss(int at, int number, int labels) {
        return at + 4 + number * LOSS + labels * LINE;
    }

    /** How much is told beside the line of a process at a step. */
    static int labels(Step step, int node) {
        int labels = 0;
        for (Event event : step.events()) {
            labels += event.node() == node && isLabelled(event) ? 1 : 0;
        }
        return labels;
    }

    int pitch() {
        return pitch;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int steps() {
        return rows.size();
    }
}
