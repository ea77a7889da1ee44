package synod.lab.draw;

import java.util.List;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Step;
import synod.lab.trace.Trace.Verdict;

/** A run as one HTML page with everything in it: the picture, a slider through the steps, the rules, and all in words. */
public final class Page {
    private Page() {}

    /** The page. */
    public static String of(Trace trace) {
        StringBuilder out = new StringBuilder();
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        // Nothing is fetched: the page says so to the browser, too.
        out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        out.append("style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
        out.append("<title>").append(Markup.xml(trace.title())).append("</title>\n");
        out.append("<style>\n").append(Style.PICTURE).append(Style.PAGE).append("</style>\n</head>\n<body>\n");
        header(out, trace);
        // On a narrow screen the picture shrinks no further than its words can be read.
        int least = new Layout(trace).width() * 85 / 100;
        out.append("<main>\n<figure tabindex=\"0\" aria-label=\"The picture; it scrolls\" style=\"--least: ");
        out.append(least).append("px\">\n");
        out.append(Picture.part(trace)).append("</figure>\n");
        panel(out, trace);
        out.append("</main>\n<section class=\"below\">\n");
        rules(out, trace.verdicts());
        checks(out, trace.checks());
        legend(out);
        words(out, trace);
        for (String remark : trace.remarks()) {
            out.append("<p class=\"soft\">").append(Markup.xml(remark)).append("</p>\n");
        }
        out.append("</section>\n<script type=\"application/json\" id=\"run\">").append(data(trace));
        out.append("</script>\n<script>\n").append(Style.SCRIPT).append("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private static void header(StringBuilder out, Trace trace) {
        out.append("<header>\n<h1>").append(Markup.xml(trace.title())).append("</h1>\n<p class=\"soft\">");
        out.append(Markup.xml(trace.protocol()))
                .append(" \u00b7 ")
                .append(trace.steps().size())
                .append(" steps \u00b7 seed ");
        out.append(trace.seed()).append("</p>\n");
        for (String paragraph : trace.about()) {
            out.append("<p>").append(Markup.xml(paragraph)).append("</p>\n");
        }
        out.append("</header>\n");
    }

    /** Without a script the panel shows the end of the run. */
    private static void panel(StringBuilder out, Trace trace) {
        int last = trace.steps().size() - 1;
        out.append("<aside aria-label=\"One step\">\n<div class=\"bar\">\n");
        out.append("<button type=\"button\" id=\"back\" aria-label=\"One step back\">\u25c0</button>\n");
        out.append("<input type=\"range\" id=\"step\" min=\"0\" max=\"")
                .append(Math.max(0, last))
                .append("\" value=\"");
        out.append(Math.max(0, last)).append("\" aria-label=\"Step\">\n");
        out.append("<button type=\"button\" id=\"on\" aria-label=\"One step on\">\u25b6</button>\n</div>\n");
        Step step = last < 0
                ? new Step(0, "nothing happens", List.of(), List.of())
                : trace.steps().get(last);
        out.append("<p id=\"caption\" aria-live=\"polite\">")
                .append(Markup.xml(caption(trace, last)))
                .append("</p>\n");
        out.append("<dl id=\"states\">\n");
        for (int node = 0; node < trace.nodes().size() && last >= 0; node++) {
            out.append("<div><dt>").append(Markup.xml(trace.nodes().get(node))).append("</dt>");
            for (String line : step.states().get(node)) {
                out.append("<dd>").append(Markup.xml(line)).append("</dd>");
            }
            out.append("</div>\n");
        }
        out.append("</dl>\n</aside>\n");
    }

    private static String caption(Trace trace, int step) {
        if (step < 0) {
            return "nothing happens";
        }
        Step it = trace.steps().get(step);
        return step + 1 + " of " + trace.steps().size() + ", " + PlainText.time(it.nanos()) + ": " + it.caption();
    }

    private static void rules(StringBuilder out, List<Verdict> verdicts) {
        out.append(
                "<h2>Rules</h2>\n<table>\n<thead><tr><th>Rule</th><th>It says</th><th>In this run</th></tr></thead>\n<tbody>\n");
        for (Verdict verdict : verdicts) {
            String finding = PlainText.finding(verdict);
            out.append("<tr class=\"")
                    .append(finding)
                    .append("\"><th scope=\"row\">")
                    .append(Markup.xml(verdict.id()));
            out.append("</th><td>").append(Markup.xml(verdict.sentence())).append("</td><td><strong>");
            out.append(sign(verdict.finding())).append("</strong>");
            out.append(verdict.how().isEmpty() ? "" : " " + Markup.xml(verdict.how()))
                    .append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n");
    }

    private static String sign(Finding finding) {
        return switch (finding) {
            case HELD -> "\u2713 held";
            case BROKEN -> "\u2717 broken";
            case WAITING -> "\u2026 somebody waits";
            case OPEN -> "\u2013 says nothing here";
        };
    }

    private static void checks(StringBuilder out, List<Check> checks) {
        if (checks.isEmpty()) {
            return;
        }
        out.append("<h2>What was expected</h2>\n<ul class=\"checks\">\n");
        for (Check check : checks) {
            out.append(check.holds() ? "<li class=\"held\">\u2713 " : "<li class=\"broken\">\u2717 ");
            out.append("<code>").append(Markup.xml(check.expected())).append("</code>");
            out.append(check.holds() ? "" : " \u2014 found: " + Markup.xml(check.found()))
                    .append("</li>\n");
        }
        out.append("</ul>\n");
    }

    private static void legend(StringBuilder out) {
        out.append(
                "<h2>How to read the picture</h2>\n<p>Each process has a line, and time goes down. A line is coloured by ");
        out.append(
                "the state that the process is in, or by the ballot it goes along with; it is dashed while the process ");
        out.append(
                "is down and dotted while it stands still. An arrow is a message, a cross on it its loss, a dashed ");
        out.append(
                "arrow a second copy. A small disk is a forced write, a clock a timer that goes off, \u25b8 a client's ");
        out.append(
                "request and \u25c2 its answer. Shaded columns are the sides of a cut network. Keys: \u2190 and \u2192 for a ");
        out.append("step, Home and End for the first and the last.</p>\n");
    }

    private static void words(StringBuilder out, Trace trace) {
        out.append("<details><summary>The whole run in words</summary>\n<ol class=\"words\">\n");
        for (Step step : trace.steps()) {
            out.append("<li><strong>").append(Markup.xml(step.caption())).append("</strong> <span class=\"soft\">");
            out.append(PlainText.time(step.nanos())).append("</span><ul>");
            for (Event event : step.events()) {
                out.append("<li>")
                        .append(Markup.xml(PlainText.sentence(trace.nodes(), event)))
                        .append("</li>");
            }
            out.append("</ul></li>\n");
        }
        out.append("</ol>\n</details>\n");
    }

    /** What the script needs: for each step its caption and what each process knows. */
    private static String data(Trace trace) {
        StringBuilder data = new StringBuilder("{\"nodes\": " + Data.strings(trace.nodes()) + ", \"steps\": [");
        for (int step = 0; step < trace.steps().size(); step++) {
            data.append(step == 0 ? "\n" : ",\n").append("{\"caption\": ").append(Markup.json(caption(trace, step)));
            data.append(", \"states\": [");
            List<List<String>> states = trace.steps().get(step).states();
            for (int node = 0; node < states.size(); node++) {
                data.append(node == 0 ? "" : ", ").append(Data.strings(states.get(node)));
            }
            data.append("]}");
        }
        return data.append("]}").toString();
    }
}
