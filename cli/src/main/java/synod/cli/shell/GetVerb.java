package synod.cli.shell;

import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Request;

/** {@code get}: data. */
@Command(
        name = "get",
        description = "Prints the data of a znode: exactly its bytes when no terminal shows them.",
        footer = {
            "",
            "Examples:",
            "  get /app/config",
            "  get --stat /app/config",
            "  get --watch /app/config      waits for the next change (the shell goes on)",
            "  get --json /app/config"
        })
final class GetVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", description = "The znode.")
    private String path = "";

    @Option(
            names = {"-s", "--stat"},
            description = "Prints the Stat as well.")
    private boolean hasStat;

    @Option(
            names = {"-w", "--watch"},
            description = "Leaves a watch, which tells the next change once.")
    private boolean isWatching;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    GetVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        Request.Data data = surroundings.client().call(Request.data(znode, isWatching));
        Printer out = surroundings.out();
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            Json.putData(object, data.data());
            object.put("stat", Json.stat(data.stat()));
            out.line(Json.line(object));
        } else {
            print(data.data());
            if (hasStat) {
                out.text(Shown.stat(data.stat(), ZoneId.systemDefault()));
            }
        }
        OnWatch.finish(surroundings, isWatching, isJson);
        return 0;
    }

    private void print(byte @Nullable [] data) {
        Printer out = surroundings.out();
        byte[] bytes = data == null ? new byte[0] : data;
        if (!surroundings.isForEyes() && !surroundings.isShell()) {
            out.bytes(bytes);
            if (hasStat || isWatching) {
                endLine(bytes);
            }
        } else if (data == null) {
            surroundings.err().line("(no data)");
            surroundings.err().flush();
        } else if (surroundings.isForEyes()) {
            String text = Shown.forTerminal(bytes);
            out.text(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
        } else {
            out.bytes(bytes);
            endLine(bytes);
        }
    }

    private void endLine(byte[] bytes) {
        if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
            surroundings.out().text("\n");
        }
    }
}
