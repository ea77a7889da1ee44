package synod.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Which command a path means. */
final class Routes {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";

    /**
     * What is sent back.
     *
     * @param type of the text, for HTTP
     */
    record Page(HttpResponseStatus status, String type, String text) {}

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

    /** Works out the page for a path with its query. */
    void go(String uri, Consumer<Page> then) {
        QueryStringDecoder query = new QueryStringDecoder(uri);
        String path = query.path();
        if (path.equals(root) || path.equals(root + "/")) {
            then.accept(new Page(HttpResponseStatus.OK, "text/html; charset=utf-8", list()));
        } else if (path.startsWith(root + "/")) {
            answer(path.substring(root.length() + 1), arguments(query), then);
        } else {
            then.accept(new Page(HttpResponseStatus.NOT_FOUND, "text/plain; charset=utf-8", "see " + root + "\n"));
        }
    }

    private static Map<String, String> arguments(QueryStringDecoder query) {
        Map<String, String> arguments = new HashMap<>();
        query.parameters().forEach((name, values) -> arguments.put(name, values.get(0)));
        return arguments;
    }

    private void answer(String name, Map<String, String> arguments, Consumer<Page> then) {
        AdminCommand command = byName.get(name);
        if (command == null) {
            then.accept(page(name, AdminAnswer.failed("Unknown command: " + name)));
        } else if (!command.isAlways() && !isServing.getAsBoolean()) {
            then.accept(page(command.names().get(0), AdminAnswer.failed(NOT_SERVING)));
        } else {
            command.question()
                    .ask(arguments, answer -> then.accept(page(command.names().get(0), answer)));
        }
    }

    private static Page page(String name, AdminAnswer answer) {
        return new Page(HttpResponseStatus.valueOf(answer.status()), "application/json", answer.json(name));
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
