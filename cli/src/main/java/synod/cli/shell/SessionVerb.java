package synod.cli.shell;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Client;
import synod.cli.client.Servers;
import synod.cli.client.Word;

/** {@code session}: the one that is used; or why another one ended, asked of each server without a session. */
@Command(
        name = "session",
        description = {
            "Tells about this session: its number, its timeout, the server that holds it.",
            "With an ID, tells what each server knows of that session: whether it lives, why it ended, and which of its"
                    + " connections went and why."
        },
        footer = {
            "",
            "A server remembers the last 1024 ends and the last 1024 connections, until it",
            "is restarted.",
            "",
            "Examples:",
            "  session",
            "  session 0x100004e2a1b0003"
        })
final class SessionVerb implements Callable<Integer> {
    private static final int WAIT_MILLIS = 3_000;

    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A session's number, as logs and tools show it.")
    private @Nullable String id;

    @Option(names = "--json", description = "Prints one JSON object, with an ID one for each server.")
    private boolean isJson;

    SessionVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        return id == null ? tellOwn() : tellOf(parse(id));
    }

    private int tellOwn() throws InterruptedException {
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

    static long parse(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new WrongUsage("\"" + text + "\" is no session's number, such as 0x100004e2a1b0003");
        }
    }

    private int tellOf(long session) {
        boolean isAnswered = false;
        for (Servers.Address server : surroundings.servers().all()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("server", server.toString());
            String said = "";
            try {
                said = Word.ask(server, surroundings.way(), "sess", session, WAIT_MILLIS)
                        .strip();
                isAnswered |= !said.isEmpty();
                if (said.isEmpty()) {
                    said = "it does not know this question";
                    object.put("error", said);
                } else {
                    object.put("lines", List.of(said.split("\n", -1)));
                }
            } catch (IOException e) {
                said = String.valueOf(e.getMessage());
                object.put("error", said);
            }
            if (isJson) {
                surroundings.out().line(Json.line(object));
            } else {
                surroundings.out().line(server.toString());
                said.lines().forEach(line -> surroundings.out().line("  " + line));
            }
        }
        return isAnswered ? 0 : Failures.NOT_CONNECTED;
    }
}
