package synod.cli.shell;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Request;

/** {@code sync}: a barrier. */
@Command(
        name = "sync",
        description = "Waits until this session's server has everything that was written before, by anybody.",
        footer = {"", "Examples:", "  sync", "  sync /app"})
final class SyncVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The protocol wants one; it makes no difference.")
    private String path = "/";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    SyncVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        long zxid = surroundings.client().call(Request.sync(znode));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("zxid", Json.hex(zxid));
            surroundings.out().line(Json.line(object));
        } else {
            surroundings.out().line("caught up to " + Json.hex(zxid));
        }
        return 0;
    }
}
