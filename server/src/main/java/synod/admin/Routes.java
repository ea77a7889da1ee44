package synod.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which command a path means. */
final class Routes {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";

    /**
     * What is sent back.
     *
     * @param type of the text, for HTTP
     * @param headers beside those that every page has
     * @param stream what is sent instead of the text; null for none
     */
    record Page(
            HttpResponseStatus status,
            String type,
            String text,
            Map<String, String> headers,
            @Nullable AdminStream stream) {
        static Page of(HttpResponseStatus status, String type, String text) {
            return new Page(status, type, text, Map.of(), null);
        }
    }

    private final String root;
    private final List<AdminCommand> commands;
    private final Map<String, AdminCommand> byName = new LinkedHashMap<>();
    private final BooleanSupplier isServing;

    Routes(String root, List<AdminCommand> commands, BooleanSupplier isServing) {
        this.root = root;
        this.commands = List.copyOf(commands);
        this.isServing = isServing;
        for (AdminCommand command : commands) {
            for (String name : command.names()) {
                if (byName.put(name, command) != null) {
                    throw new IllegalArgumentException("two commands are called " + name);
                }
            }
        }
    }

    /** Whether a path means a command that may come with a body of any size. */
    boolean isUpload(String uri) {
        String path = new QueryStringDecoder(uri).path();
        AdminCommand command = path.startsWith(root + "/") ? byName.get(path.substring(root.length() + 1)) : null;
        return command != null && command.isUpload();
    }

    /**
     * Works out the page for a path with its query.
     *
     * @param authorization what the asker says of itself; null for nothing
     * @param address where it asks from
     */
    void go(String uri, @Nullable String authorization, String address, Consumer<Page> then) {
        QueryStringDecoder query = new QueryStringDecoder(uri);
        String path = query.path();
        if (path.equals(root) || path.equals(root + "/")) {
            then.accept(Page.of(HttpResponseStatus.OK, "text/html; charset=utf-8", list()));
        } else if (path.startsWith(root + "/")) {
            String name = path.substring(root.length() + 1);
            answer(new AdminRequest(name, arguments(query), authorization, address), then);
        } else {
            then.accept(Page.of(HttpResponseStatus.NOT_FOUND, "text/plain; charset=utf-8", "see " + root + "\n"));
        }
    }

    private static Map<String, String> arguments(QueryStringDecoder query) {
        Map<String, String> arguments = new HashMap<>();
        query.parameters().forEach((name, values) -> arguments.put(name, values.get(0)));
        return arguments;
    }

    private void answer(AdminRequest request, Consumer<Page> then) {
        String name = request.name();
        AdminCommand command = byName.get(name);
        if (command == null) {
            then.accept(page(name, AdminAnswer.failed("Unknown command: " + name)));
        } else if (!command.isAlways() && !isServing.getAsBoolean()) {
            then.accept(page(command.names().get(0), AdminAnswer.failed(NOT_SERVING)));
        } else {
            command.question()
                    .ask(request, answer -> then.accept(page(command.names().get(0), answer)));
        }
    }

    private static Page page(String name, AdminAnswer answer) {
        return new Page(
                HttpResponseStatus.valueOf(answer.status()),
                answer.stream() == null ? "application/json" : "application/octet-stream",
                answer.stream() == null ? answer.json(name) : "",
                answer.headers(),
                answer.stream());
    }

    private String list() {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<title>commands</title>\n");
        for (AdminCommand command : commands) {
            String name = command.names().get(0);
            out.append("<a href=\"")
                    .append(root)
                    .append('/')
                    .append(name)
                    .append("\">")
                    .append(name)
                    .append("</a><br>\n");
        }
        return out.toString();
    }
}
