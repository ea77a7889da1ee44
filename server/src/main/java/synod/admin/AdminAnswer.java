package synod.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param status of HTTP
 * @param fields what it tells: texts, numbers, truth values, null, and lists and maps of those
 * @param error why it tells nothing; null when it does
 * @param headers of HTTP, beside those that every answer has
 * @param stream what is sent instead of all that; null for none
 */
public record AdminAnswer(
        int status,
        Map<String, ? extends @Nullable Object> fields,
        @Nullable String error,
        Map<String, String> headers,
        @Nullable AdminStream stream) {
    private static final int OK = 200;

    /** One without headers of its own. */
    public AdminAnswer(int status, Map<String, ? extends @Nullable Object> fields, @Nullable String error) {
        this(status, fields, error, Map.of(), null);
    }

    /** What it tells. */
    public static AdminAnswer of(Map<String, ? extends @Nullable Object> fields) {
        return new AdminAnswer(OK, fields, null);
    }

    /** Why it tells nothing. That is an answer like any other to HTTP, as in ZooKeeper. */
    public static AdminAnswer failed(String error) {
        return new AdminAnswer(OK, Map.of(), error);
    }

    /** Nothing but a number. */
    public static AdminAnswer ofStatus(int status) {
        return new AdminAnswer(status, Map.of(), null);
    }

    /** Good, and told in headers. */
    public static AdminAnswer ofHeaders(Map<String, String> headers, @Nullable AdminStream stream) {
        return new AdminAnswer(OK, Map.of(), null, headers, stream);
    }

    /** As text, with the name of the command, unless it tells that itself, and the error behind what it tells. */
    String json(String command) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("command", command);
        all.put("error", error);
        return Json.text(all);
    }
}
