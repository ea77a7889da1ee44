package synod.cli.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import synod.cli.client.Client;

/** {@code session}: the one that is used. */
@Command(
        name = "session",
        description = "Tells about this session: its number, its timeout, the server that holds it.",
        footer = {"", "Example:", "  session"})
final class SessionVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    SessionVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Client client = surroundings.client();
        Object server = client.server();
        if (isJson) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("session", Json.hex(client.sessionId()));
            object.put("timeout", client.grantedMillis());
            object.put("server", server == null ? null : server.toString());
            surroundings.out().line(Json.line(object));
        } else {
            surroundings.out().line("session  " + Json.hex(client.sessionId()));
            surroundings.out().line("timeout  " + Shown.duration(client.grantedMillis()));
            surroundings.out().line("server   " + (server == null ? "none now" : server));
        }
        return 0;
    }
}
