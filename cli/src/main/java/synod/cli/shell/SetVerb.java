package synod.cli.shell;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code set}: new data. */
@Command(
        name = "set",
        description = "Replaces the data of a znode.",
        footer = {
            "",
            "Examples:",
            "  set /app/config 'threads=8'",
            "  set --version 3 /app/config 'threads=8'     only if nobody else was faster",
            "  set --file app.yaml /app/config",
            "  date | synod set /app/started -"
        })
final class SetVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Payload payload = new Payload();

    @Option(names = "--version", paramLabel = "N", description = "Only if the data has this version.")
    private int version = -1;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    SetVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String znode = Paths.checked(payload.path());
        byte[] data = payload.read(surroundings);
        if (data == null) {
            throw new WrongUsage("set what? Give DATA, or --file FILE, or - for the standard input");
        }
        Stat stat = surroundings.client().call(Request.set(znode, data, version));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("stat", Json.stat(stat));
            surroundings.out().line(Json.line(object));
        } else {
            surroundings
                    .out()
                    .line("set " + Shown.inline(znode) + ": " + Shown.size(stat.dataLength()) + ", version "
                            + stat.version());
        }
        return 0;
    }
}
