package synod.lab.draw;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Step;
import synod.lab.trace.Trace.Verdict;

/** A run as JSON: all that is known of it. */
public final class Data {
    private Data() {}

    /** All of it, a line for each step. */
    public static String of(Trace trace) {
        return "{\n"
                + "\"title\": " + Markup.json(trace.title()) + ",\n"
                + "\"protocol\": " + Markup.json(trace.protocol()) + ",\n"
                + "\"seed\": " + trace.seed() + ",\n"
                + "\"about\": " + strings(trace.about()) + ",\n"
                + "\"nodes\": " + strings(trace.nodes()) + ",\n"
                + "\"steps\": [\n" + list(trace.steps(), step -> step(trace, step), ",\n") + "\n],\n"
                + "\"rules\": [\n" + list(trace.verdicts(), Data::verdict, ",\n") + "\n],\n"
                + "\"expected\": [\n" + list(trace.checks(), Data::check, ",\n") + "\n],\n"
                + "\"remarks\": " + strings(trace.remarks()) + "\n"
                + "}\n";
    }

    private static <T> String list(List<T> items, Function<T, String> one, String between) {
        return String.join(between, items.stream().map(one).toList());
    }

    static String strings(List<String> texts) {
        return "[" + list(texts, Markup::json, ", ") + "]";
    }

    private static String step(Trace trace, Step step) {
        return "{\"nanos\": " + step.nanos()
                + ", \"caption\": " + Markup.json(step.caption())
                + ", \"events\": [" + list(step.events(), event -> event(trace, event), ", ")
                + "], \"states\": [" + list(step.states(), Data::strings, ", ") + "]}";
    }

    private static String event(Trace trace, Event event) {
        StringBuilder out = new StringBuilder("{\"kind\": " + word(event.kind()));
        out.append(
                event.node() < 0
                        ? ""
                        : ", \"node\": " + Markup.json(trace.nodes().get(event.node())));
        out.append(
                event.other() < 0
                        ? ""
                        : ", \"other\": " + Markup.json(trace.nodes().get(event.other())));
        out.append(event.message() == 0 ? "" : ", \"message\": " + event.message());
        out.append(", \"name\": ").append(Markup.json(event.name()));
        out.append(event.text().isEmpty() ? "" : ", \"text\": " + Markup.json(event.text()));
        return out.append(", \"tone\": ").append(word(event.tone())).append('}').toString();
    }

    private static String verdict(Verdict verdict) {
        return "{\"id\": " + Markup.json(verdict.id())
                + ", \"sentence\": " + Markup.json(verdict.sentence())
                + ", \"finding\": " + word(verdict.finding())
                + ", \"how\": " + Markup.json(verdict.how()) + "}";
    }

    private static String check(Check check) {
        return "{\"line\": " + check.line()
                + ", \"expected\": " + Markup.json(check.expected())
                + ", \"holds\": " + check.holds()
                + ", \"found\": " + Markup.json(check.found()) + "}";
    }

    private static String word(Enum<?> value) {
        return Markup.json(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
