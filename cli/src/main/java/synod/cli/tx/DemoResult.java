package synod.cli.tx;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a demonstration has shown. */
final class DemoResult {
    private final String protocol;
    private final int transfers;
    private final int concurrency;
    private final long expected;
    final List<String> inDoubt = new ArrayList<>();
    int committed;
    int aborted;
    int unknown;
    boolean isReached;
    long found;
    double perSecond;
    double messages;
    double forcedWrites;

    DemoResult(String protocol, int transfers, int concurrency, long expected) {
        this.protocol = protocol;
        this.transfers = transfers;
        this.concurrency = concurrency;
        this.expected = expected;
    }

    boolean isKept() {
        return found == expected;
    }

    /** For people. */
    List<String> lines() {
        return List.of(
                transfers + " transfers: " + committed + " committed, " + aborted + " aborted, " + unknown
                        + " of which the application heard nothing",
                String.format(
                        Locale.ROOT,
                        "%s at a time without a crash: %.0f commits a second, %.1f messages and %.1f forced writes for each transfer",
                        concurrency == 1 ? "one" : concurrency,
                        perSecond,
                        messages,
                        forcedWrites),
                isKept() ? "the sum is kept: " + found : "THE SUM IS NOT KEPT: there are " + found + " of " + expected);
    }

    /** For scripts: one object on one line. */
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeStringProperty("protocol", protocol);
            out.writeNumberProperty("transfers", transfers);
            out.writeNumberProperty("concurrency", concurrency);
            out.writeNumberProperty("committed", committed);
            out.writeNumberProperty("aborted", aborted);
            out.writeNumberProperty("unknown", unknown);
            out.writeBooleanProperty("crashReached", isReached);
            out.writeName("inDoubt");
            out.writeStartArray();
            inDoubt.forEach(out::writeString);
            out.writeEndArray();
            out.writeNumberProperty("perSecond", Math.rint(perSecond * 10) / 10);
            out.writeNumberProperty("messagesPerTransaction", Math.rint(messages * 10) / 10);
            out.writeNumberProperty("forcedWritesPerTransaction", Math.rint(forcedWrites * 10) / 10);
            out.writeNumberProperty("expected", expected);
            out.writeNumberProperty("found", found);
            out.writeBooleanProperty("kept", isKept());
            out.writeEndObject();
        }
        return text.toString();
    }
}
