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
 */
public record AdminAnswer(
        int status,
        Map<String, ? extends @Nullable Object> fields,
        @Nullable String error) {
    private static final int OK = 200;

    /** What it tells. */
    public static AdminAnswer of(Map<String, ? extends @Nullable Object> fields) {
        return new AdminAnswer(OK, fields, null);
    }

    /** Why it tells nothing. That is an answer like any other to HTTP, as in ZooKeeper. */
    public static AdminAnswer failed(String error) {
        return new AdminAnswer(OK, Map.of(), error);
    }

    /** As text, with the name of the command and the error behind what it tells. */
    String json(String command) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
        all.put("command", command);
        all.put("error", error);
        return Json.text(all);
    }
}
