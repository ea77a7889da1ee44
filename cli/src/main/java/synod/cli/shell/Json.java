package synod.cli.shell;

import java.io.StringWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Acl;
import synod.cli.client.Event;
import synod.tree.Stat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The shapes that scripts read. One object on one line; members are never renamed or taken away, new ones may come. Zxids
 * and session numbers are strings with {@code 0x}, because 64 bits do not fit into the numbers of every reader; times are
 * milliseconds since 1970.
 */
final class Json {
    private Json() {}

    /** An object of strings, numbers, booleans, null, maps and lists, on one line. */
    static String line(Map<String, ? extends @Nullable Object> object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            write(out, object);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeName(String.valueOf(entry.getKey()));
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            list.forEach(element -> write(out, element));
            out.writeEndArray();
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (value instanceof Number number) {
            out.writeNumber(number.longValue());
        } else {
            out.writeString(value.toString());
        }
    }

    /** An object with a path to begin with. */
    static Map<String, @Nullable Object> of(String path) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("path", path);
        return object;
    }

    /** A number of 64 bits that is no quantity. */
    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    static Map<String, @Nullable Object> stat(Stat stat) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("czxid", hex(stat.czxid()));
        object.put("mzxid", hex(stat.mzxid()));
        object.put("pzxid", hex(stat.pzxid()));
        object.put("ctime", stat.ctime());
        object.put("mtime", stat.mtime());
        object.put("version", stat.version());
        object.put("cversion", stat.cversion());
        object.put("aversion", stat.aversion());
        object.put("ephemeralOwner", stat.ephemeralOwner() != 0 ? hex(stat.ephemeralOwner()) : null);
        object.put("dataLength", stat.dataLength());
        object.put("numChildren", stat.numChildren());
        return object;
    }

    /** Puts data as text when it is UTF-8, else as base64, and says which. */
    static void putData(Map<String, @Nullable Object> object, byte @Nullable [] data) {
        if (data == null) {
            object.put("data", null);
            object.put("encoding", null);
            return;
        }
        String text = Shown.text(data);
        object.put("data", text == null ? Base64.getEncoder().encodeToString(data) : text);
        object.put("encoding", text == null ? "base64" : "utf-8");
    }

    static List<Map<String, @Nullable Object>> acl(List<Acl> list) {
        return list.stream().map(Json::acl).toList();
    }

    private static Map<String, @Nullable Object> acl(Acl acl) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("scheme", acl.scheme());
        entry.put("id", acl.id());
        entry.put("permissions", acl.letters());
        return entry;
    }

    static String event(Event event) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("event", event.kind().word());
        object.put("path", event.path());
        object.put("zxid", event.zxid() < 0 ? null : hex(event.zxid()));
        return line(object);
    }
}
