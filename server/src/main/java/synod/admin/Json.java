package synod.admin;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON over several lines, for people and programs alike. */
final class Json {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /**
     * The text of a value: a text, a number, a truth value, null, or a collection or map of such; of anything else what it
     * says of itself.
     */
    static String text(@Nullable Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    private void value(@Nullable Object value, String margin) {
        if (value instanceof Map<?, ?> map) {
            members(map, margin);
        } else if (value instanceof Collection<?> list) {
            elements(list, margin);
        } else if (value == null || value instanceof Boolean || isFinite(value)) {
            out.append(value);
        } else {
            quoted(value.toString());
        }
    }

    /** Numbers that JSON can write. */
    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private void members(Map<?, ?> map, String margin) {
        String inner = margin + STEP;
        String before = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(before).append(inner);
            quoted(String.valueOf(entry.getKey()));
            out.append(" : ");
            value(entry.getValue(), inner);
            before = ",";
        }
        out.append(map.isEmpty() ? "{ }" : margin + "}");
    }

    private void elements(Collection<?> list, String margin) {
        String inner = margin + STEP;
        Iterator<?> elements = list.iterator();
        if (!elements.hasNext()) {
            out.append("[ ]");
            return;
        }
        String before = "[";
        while (elements.hasNext()) {
            out.append(before).append(inner);
            value(elements.next(), inner);
            before = ",";
        }
        out.append(margin).append(']');
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // Half a pair of surrogates is no character that UTF-8 could carry.
                    boolean isBare = Character.isSurrogate(c) && !isPaired(text, i);
                    if (c < ' ' || c == 0x7f || isBare) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPaired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
