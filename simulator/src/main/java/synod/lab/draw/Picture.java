package synod.lab.draw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Step;
import synod.lab.trace.Trace.Tone;

/**
 * A run as SVG: one line for each process, time downward, an arrow for each message. Colours are never the only sign:
 * whatever has one has a word or a form as well.
 */
public final class Picture {
    private final Trace trace;
    private final Layout layout;
    private final StringBuilder out = new StringBuilder();

    private Picture(Trace trace) {
        this.trace = trace;
        this.layout = new Layout(trace);
    }

    /** A picture by itself, with its own colours for light and dark. */
    public static String of(Trace trace) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new Picture(trace).svg(true);
    }

    /** The picture as part of a page that brings the colours along. */
    static String part(Trace trace) {
        return new Picture(trace).svg(false);
    }

    private String svg(boolean isAlone) {
        int width = layout.width();
        int height = layout.height();
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lab\" viewBox=\"0 0 ")
                .append(width)
                .append(' ');
        out.append(height)
                .append("\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height);
        out.append("\" role=\"img\" aria-labelledby=\"lab-title lab-desc\">\n");
        out.append("<title id=\"lab-title\">").append(Markup.xml(trace.title())).append("</title>\n");
        out.append("<desc id=\"lab-desc\">")
                .append(Markup.xml(String.join(" ", trace.about())))
                .append("</desc>\n");
        if (isAlone) {
            out.append("<style>").append(Style.PICTURE).append("</style>\n");
        }
        out.append("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        partitions();
        rows();
        lines();
        names();
        messages();
        for (int step = 0; step < trace.steps().size(); step++) {
            step(step);
        }
        return out.append("</svg>\n").toString();
    }

    private Step at(int step) {
        return trace.steps().get(step);
    }

    private int y(int step) {
        return layout.at(step, at(step));
    }

    // ---- behind everything

    /** Shades the sides of a cut, each in its own way, for as long as it lasts. */
    private void partitions() {
        String sides = "";
        int since = 0;
        for (int step = 0; step < trace.steps().size(); step++) {
            for (Event event : at(step).events()) {
                if (event.kind() == Kind.PARTITIONED || event.kind() == Kind.HEALED) {
                    shade(sides, since, y(step));
                    sides = event.kind() == Kind.PARTITIONED ? event.text() : "";
                    since = y(step);
                }
            }
        }
        shade(sides, since, layout.height());
    }

    private void shade(String sides, int from, int to) {
        if (sides.isEmpty()) {
            return;
        }
        List<String> each = List.of(sides.split(" \\| ", -1));
        for (int side = 0; side < each.size(); side++) {
            for (String name : each.get(side).split(" ", -1)) {
                int x = layout.x(trace.nodes().indexOf(name));
                int half = layout.pitch() / 2;
                out.append("<rect class=\"side side")
                        .append(side % 3)
                        .append("\" x=\"")
                        .append(x - half + 3);
                out.append("\" y=\"").append(from).append("\" width=\"").append(layout.pitch() - 6);
                out.append("\" height=\"").append(Math.max(0, to - from)).append("\"/>\n");
            }
        }
    }

    private void rows() {
        long before = -1;
        for (int step = 0; step < layout.steps(); step++) {
            out.append("<rect class=\"row\" data-step=\"")
                    .append(step)
                    .append("\" x=\"0\" y=\"")
                    .append(layout.y(step));
            out.append("\" width=\"").append(layout.width()).append("\" height=\"");
            out.append(layout.bottom(step) - layout.y(step)).append("\"/>\n");
            long nanos = at(step).nanos();
            if (nanos != before) {
                text("time", 6, y(step) + 4, "start", PlainText.time(nanos), step);
            }
            before = nanos;
        }
    }

    private void names() {
        for (int node = 0; node < trace.nodes().size(); node++) {
            int x = layout.x(node);
            String name = trace.nodes().get(node);
            int half = Math.max(22, name.length() * 4 + 10);
            out.append("<rect class=\"name\" rx=\"6\" x=\"").append(x - half).append("\" y=\"10\" width=\"");
            out.append(2 * half).append("\" height=\"26\"/>\n");
            out.append("<text class=\"name\" text-anchor=\"middle\" x=\"")
                    .append(x)
                    .append("\" y=\"28\">");
            out.append(Markup.xml(name)).append("</text>\n");
        }
    }

    // ---- the lines of the processes

    private void lines() {
        for (int node = 0; node < trace.nodes().size(); node++) {
            int since = 36;
            String look = "line";
            for (int step = 0; step < trace.steps().size(); step++) {
                for (Event event : at(step).events()) {
                    if (event.node() == node) {
                        String next = look(event, look);
                        if (!next.equals(look)) {
                            segment(node, look, since, y(step));
                            since = y(step);
                            look = next;
                        }
                    }
                }
            }
            segment(node, look, since, layout.height());
        }
    }

    private static String look(Event event, String before) {
        return switch (event.kind()) {
            case CRASHED -> "line down";
            case RESTARTED, RESUMED -> "line";
            case PAUSED -> "line paused";
            case STATE -> event.tone() == Tone.PLAIN ? "line" : "line is " + tone(event);
            default -> before;
        };
    }

    private void segment(int node, String look, int from, int to) {
        out.append("<line class=\"")
                .append(look)
                .append("\" x1=\"")
                .append(layout.x(node))
                .append("\" y1=\"");
        out.append(from)
                .append("\" x2=\"")
                .append(layout.x(node))
                .append("\" y2=\"")
                .append(to)
                .append("\"/>\n");
    }

    // ---- messages

    private record Sent(int step, Event event) {}

    private void messages() {
        Map<Long, Sent> onTheWay = new LinkedHashMap<>();
        for (int step = 0; step < trace.steps().size(); step++) {
            int losses = 0;
            for (Event event : at(step).events()) {
                switch (event.kind()) {
                    case SENT -> onTheWay.put(event.message(), new Sent(step, event));
                    case DELIVERED -> {
                        arrow(sent(onTheWay, event), step, event);
                        onTheWay.remove(event.message());
                    }
                    case DUPLICATED -> arrow(sent(onTheWay, event), step, event);
                    case DROPPED -> {
                        loss(sent(onTheWay, event), step, event, losses);
                        onTheWay.remove(event.message());
                        losses++;
                    }
                    default -> {
                        // Drawn where it happens.
                    }
                }
            }
        }
        for (Sent sent : onTheWay.values()) {
            open(sent);
        }
    }

    private static Sent sent(Map<Long, Sent> onTheWay, Event event) {
        Sent sent = onTheWay.get(event.message());
        if (sent == null) {
            throw new IllegalArgumentException("what was never sent has arrived or was lost: " + event);
        }
        return sent;
    }

    private void beginMessage(Sent sent, int until, String kind) {
        out.append("<g class=\"message ").append(kind).append(' ').append(tone(sent.event));
        out.append("\" data-step=\"")
                .append(sent.step)
                .append("\" data-end=\"")
                .append(until)
                .append("\"><title>");
        out.append(Markup.xml(PlainText.sentence(trace.nodes(), sent.event))).append("</title>");
    }

    private void arrow(Sent sent, int step, Event event) {
        int from = layout.x(sent.event.node());
        int to = layout.x(event.node());
        int y1 = y(sent.step) + 3;
        int y2 = y(step);
        int toward = to > from ? 1 : -1;
        beginMessage(sent, step, event.kind() == Kind.DUPLICATED ? "copy" : "arrived");
        path(from, y1, to - 5 * toward, y2);
        head(from, y1, to - 3 * toward, y2);
        label(to - 10 * toward, y2 - 5, toward > 0 ? "end" : "start", PlainText.label(sent.event), "what");
        out.append("</g>\n");
    }

    private void loss(Sent sent, int step, Event event, int number) {
        int from = layout.x(sent.event.node());
        int to = layout.x(event.node());
        int toward = to > from ? 1 : -1;
        int x = from + toward * (layout.pitch() * 45 / 100);
        int labels = Layout.labels(at(step), sent.event.node());
        int y = Math.max(Layout.loss(y(step), number, labels), y(sent.step) + 8);
        beginMessage(sent, step, "lost");
        path(from, y(sent.step) + 3, x, y);
        cross(x, y, 4, "gone");
        label(x + 8 * toward, y + 4, toward > 0 ? "start" : "end", sent.event.name(), "what");
        out.append("</g>\n");
    }

    /** One that was still on its way when the run was over. */
    private void open(Sent sent) {
        int from = layout.x(sent.event.node());
        int toward = layout.x(sent.event.other()) > from ? 1 : -1;
        int y = y(sent.step) + 3;
        beginMessage(sent, trace.steps().size(), "open");
        path(from, y, from + toward * layout.pitch() / 3, y + 12);
        out.append("</g>\n");
    }

    private void path(int x1, int y1, int x2, int y2) {
        out.append("<line class=\"arrow\" x1=\"")
                .append(x1)
                .append("\" y1=\"")
                .append(y1)
                .append("\" x2=\"");
        out.append(x2).append("\" y2=\"").append(y2).append("\"/>");
    }

    private void head(int x1, int y1, int x2, int y2) {
        double length = Math.hypot(x2 - x1, y2 - y1);
        double dx = (x2 - x1) / length;
        double dy = (y2 - y1) / length;
        out.append("<polygon class=\"head\" points=\"").append(x2).append(',').append(y2);
        for (int side = -1; side <= 1; side += 2) {
            out.append(' ').append(tenth(x2 - 9 * dx + side * 4 * dy));
            out.append(',').append(tenth(y2 - 9 * dy - side * 4 * dx));
        }
        out.append("\"/>");
    }

    /** A number with one digit behind the point, the same everywhere. */
    private static String tenth(double number) {
        long tenths = Math.round(number * 10);
        return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
    }

    private void cross(int x, int y, int size, String look) {
        out.append("<path class=\"")
                .append(look)
                .append("\" d=\"M")
                .append(x - size)
                .append(' ')
                .append(y - size);
        out.append('l')
                .append(2 * size)
                .append(' ')
                .append(2 * size)
                .append("m0 ")
                .append(-2 * size)
                .append('l');
        out.append(-2 * size).append(' ').append(2 * size).append("\"/>");
    }

    private void label(int x, int y, String anchor, String whole, String look) {
        String text = whole.length() > Layout.SHOWN ? whole.substring(0, Layout.SHOWN - 1) + "\u2026" : whole;
        out.append("<text class=\"")
                .append(look)
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\" x=\"");
        out.append(x)
                .append("\" y=\"")
                .append(y)
                .append("\">")
                .append(Markup.xml(text))
                .append("</text>");
    }

    private void text(String look, int x, int y, String anchor, String text, int step) {
        out.append("<text class=\"")
                .append(look)
                .append("\" data-step=\"")
                .append(step)
                .append("\" text-anchor=\"");
        out.append(anchor)
                .append("\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\">");
        out.append(Markup.xml(text)).append("</text>\n");
    }

    // ---- what happens at a step

    private void step(int step) {
        out.append("<g class=\"step\" data-step=\"").append(step).append("\">\n");
        banners(step);
        for (int node = 0; node < trace.nodes().size(); node++) {
            List<Event> own = new ArrayList<>();
            for (Event event : at(step).events()) {
                if (event.node() == node && event.kind() != Kind.DROPPED) {
                    own.add(event);
                }
            }
            if (!own.isEmpty()) {
                marks(node, step, own);
                labels(node, step, own);
            }
        }
        out.append("</g>\n");
    }

    private void banners(int step) {
        int y = layout.y(step) + 4;
        for (Event event : at(step).events()) {
            if (event.node() >= 0) {
                continue;
            }
            String look = event.kind() == Kind.RULE_BROKEN ? "banner broken" : "banner";
            List<String> lines = layout.wrapped(Layout.banner(event));
            int height = lines.size() * (Layout.LINE + 2) + 6;
            out.append("<rect class=\"")
                    .append(look)
                    .append("\" x=\"4\" rx=\"4\" y=\"")
                    .append(y)
                    .append("\" width=\"");
            out.append(layout.width() - 8).append("\" height=\"").append(height).append("\"/>");
            for (String line : lines) {
                y += Layout.LINE + 2;
                text(look, layout.width() / 2, y, "middle", line, step);
            }
            y += 8;
        }
    }

    private void marks(int node, int step, List<Event> events) {
        int x = layout.x(node);
        int y = y(step);
        out.append("<circle class=\"dot\" cx=\"")
                .append(x)
                .append("\" cy=\"")
                .append(y)
                .append("\" r=\"3\"/>");
        for (Event event : events) {
            switch (event.kind()) {
                case FORCED -> {
                    out.append("<g class=\"disk\"><title>forced write</title><rect x=\"")
                            .append(x - 5)
                            .append("\" y=\"");
                    out.append(y + 4)
                            .append("\" width=\"10\" height=\"9\" rx=\"1\"/><path d=\"M")
                            .append(x - 2);
                    out.append(' ').append(y + 4).append("v3h4v-3\"/></g>");
                }
                case CRASHED, DISK_LOST -> cross(x, y, 7, "crash");
                case RESTARTED, RESUMED ->
                    out.append("<circle class=\"back\" cx=\"")
                            .append(x)
                            .append("\" cy=\"")
                            .append(y)
                            .append("\" r=\"6\"/>");
                case PAUSED ->
                    out.append("<path class=\"crash\" d=\"M")
                            .append(x - 4)
                            .append(' ')
                            .append(y - 6)
                            .append("v12m8 -12v12\"/>");
                case TIMER -> {
                    out.append("<g class=\"clock\"><circle cx=\"")
                            .append(x)
                            .append("\" cy=\"")
                            .append(y);
                    out.append("\" r=\"6\"/><path d=\"M")
                            .append(x)
                            .append(' ')
                            .append(y - 4)
                            .append("v4h3\"/></g>");
                }
                default -> {
                    // Told in words.
                }
            }
        }
        out.append('\n');
    }

    /** Beside the line, below the event: where the message did not come from, if there is room. */
    private void labels(int node, int step, List<Event> events) {
        int side = side(node, step, events);
        int y = y(step) + Layout.LINE - 1;
        for (Event event : events) {
            if (event.kind() == Kind.ASKED) {
                label(layout.x(node) + 11, y(step) - 6, "start", "\u25b8 " + event.name(), "label t-plain");
            } else if (Layout.isLabelled(event)) {
                String look = "label " + tone(event) + " " + event.kind().name().toLowerCase(Locale.ROOT);
                label(layout.x(node) + 11 * side, y, side > 0 ? "start" : "end", words(event), look);
                y += Layout.LINE;
            }
        }
    }

    private int side(int node, int step, List<Event> events) {
        if (node == 0) {
            return 1;
        }
        for (Event event : events) {
            if (event.kind() == Kind.DELIVERED || event.kind() == Kind.DUPLICATED) {
                return event.other() < node ? 1 : -1;
            }
        }
        boolean losesRight = at(step).events().stream()
                .anyMatch(event -> event.kind() == Kind.DROPPED && event.other() == node && event.node() > node);
        return losesRight ? -1 : 1;
    }

    private static String words(Event event) {
        return event.kind() == Kind.ANSWERED ? "\u25c2 " + event.name() : event.name();
    }

    private static String tone(Event event) {
        return "t-" + event.tone().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
