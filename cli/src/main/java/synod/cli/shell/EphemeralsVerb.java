package synod.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Request;

/** {@code ephemerals}: what goes with this session. */
@Command(
        name = "ephemerals",
        description = "Lists the ephemeral znodes of this session.",
        footer = {"", "Examples:", "  ephemerals", "  ephemerals /app     those whose paths begin so"})
final class EphemeralsVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "How the paths begin; / without.")
    private String prefix = "/";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    EphemeralsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> paths = new ArrayList<>(surroundings.client().call(Request.ephemerals(prefix)));
        paths.sort(null);
        if (isJson) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("ephemerals", paths);
            surroundings.out().line(Json.line(object));
        } else {
            paths.forEach(path -> surroundings.out().line(Shown.inline(path)));
        }
        return 0;
    }
}
