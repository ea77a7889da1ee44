package synod.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The format of {@code java.util.Properties}, read with line numbers: comments begin with {@code #} or {@code !}, the
 * first {@code =}, {@code :} or blank that is not escaped ends the key, a line that ends in an odd number of backslashes
 * goes on in the next one.
 */
final class PropertiesText {
    /** One assignment. {@code origin} says where it stands, as in {@code line 7}. */
    record Entry(String key, String value, String origin) {}

    private PropertiesText() {}

    /**
     * All assignments in order, repeated keys included.
     *
     * @throws ConfigurationProblem when an escape is malformed
     */
    static List<Entry> parse(String text) {
        List<Entry> entries = new ArrayList<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        int next = 0;
        while (next < lines.length) {
            int number = next + 1;
            String line = lines[next++].stripLeading();
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!') {
                continue;
            }
            StringBuilder logical = new StringBuilder(line);
            while (continues(logical)) {
                logical.setLength(logical.length() - 1);
                if (next == lines.length) {
                    break;
                }
                logical.append(lines[next++].stripLeading());
            }
            entries.add(split(logical, "line " + number));
        }
        return entries;
    }

    private static boolean continues(CharSequence line) {
        int backslashes = 0;
        for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Entry split(CharSequence line, String origin) {
        int keyEnd = 0;
        while (keyEnd < line.length() && !isSeparator(line.charAt(keyEnd))) {
            keyEnd += line.charAt(keyEnd) == '\\' ? 2 : 1;
        }
        keyEnd = Math.min(keyEnd, line.length());
        int valueStart = skipBlanks(line, keyEnd);
        if (valueStart < line.length() && (line.charAt(valueStart) == '=' || line.charAt(valueStart) == ':')) {
            valueStart = skipBlanks(line, valueStart + 1);
        }
        String key = unescape(line.subSequence(0, keyEnd), origin);
        // A blank at the end of a value is invisible in an editor and never meant.
        String value =
                unescape(line.subSequence(valueStart, line.length()), origin).strip();
        return new Entry(key, value, origin);
    }

    private static boolean isSeparator(char c) {
        return c == '=' || c == ':' || isBlank(c);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static int skipBlanks(CharSequence line, int from) {
        int i = from;
        while (i < line.length() && isBlank(line.charAt(i))) {
            i++;
        }
        return i;
    }

    private static String unescape(CharSequence raw, String origin) {
        StringBuilder out = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\' || i == raw.length()) {
                out.append(c);
                continue;
            }
            char escaped = raw.charAt(i++);
            switch (escaped) {
                case 't' -> out.append('\t');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append(unicode(raw, i, origin));
                    i += 4;
                }
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }

    private static char unicode(CharSequence raw, int from, String origin) {
        if (from + 4 <= raw.length()) {
            int value = 0;
            for (int i = from; i < from + 4; i++) {
                int digit = Character.digit(raw.charAt(i), 16);
                value = digit < 0 || value < 0 ? -1 : value * 16 + digit;
            }
            if (value >= 0) {
                return (char) value;
            }
        }
        throw new ConfigurationProblem(
                origin + ": \\u must be followed by four hexadecimal digits; a backslash itself is written \\\\");
    }
}
