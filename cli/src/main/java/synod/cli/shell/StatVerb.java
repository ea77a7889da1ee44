package synod.cli.shell;

import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Refused;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code stat}: versions, times and sizes. */
@Command(
        name = "stat",
        description = "Tells versions, times and sizes of a znode.",
        footer = {
            "",
            "Examples:",
            "  stat /app/config",
            "  stat --watch /app/leader      waits for it to come, to change or to go",
            "  stat --json /app/config"
        })
final class StatVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", description = "The znode.")
    private String path = "";

    @Option(
            names = {"-w", "--watch"},
            description = "Leaves a watch, also when there is no such znode yet.")
    private boolean isWatching;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    StatVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        Printer out = surroundings.out();
        try {
            Stat stat = surroundings.client().call(Request.exists(znode, isWatching));
            if (isJson) {
                Map<String, @Nullable Object> object = Json.of(znode);
                object.put("stat", Json.stat(stat));
                out.line(Json.line(object));
            } else {
                out.text(Shown.stat(stat, ZoneId.systemDefault()));
            }
        } catch (Refused e) {
            if (!isWatching || e.code() != synod.cli.client.ErrorCode.NO_NODE) {
                throw e;
            }
            surroundings.err().line("there is no " + Shown.inline(znode) + " yet");
            surroundings.err().flush();
        }
        OnWatch.finish(surroundings, isWatching, isJson);
        return 0;
    }
}
