package synod.cli.shell;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Request;

/** {@code count}: how much is below. */
@Command(
        name = "count",
        description = "Counts everything below a znode, without reading it.",
        footer = {"", "Examples:", "  count /", "  count /app"})
final class CountVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The znode; / without.")
    private String path = "/";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    CountVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        int count = surroundings.client().call(Request.count(znode));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("descendants", count);
            surroundings.out().line(Json.line(object));
        } else {
            // Scripts read it: no commas.
            surroundings.out().line(Integer.toString(count));
        }
        return 0;
    }
}
