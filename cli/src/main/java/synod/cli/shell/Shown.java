package synod.cli.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Event;
import synod.tree.Stat;

/** Sizes, times and bytes as people read them. */
final class Shown {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT);
    private static final int DUMP_WIDTH = 16;
    private static final int DUMP_MOST = 4096;

    private Shown() {}

    /** The text that bytes hold when they are UTF-8, or null. */
    static @Nullable String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Data for a terminal: text as it is, and anything that could do something to the terminal as a dump. */
    static String forTerminal(byte[] data) {
        String text = text(data);
        return text != null && isHarmless(text) ? text : dump(data);
    }

    /** Text in one line for a terminal: control characters are shown by their numbers. */
    static String inline(String text) {
        if (isHarmless(text) && text.indexOf('\n') < 0 && text.indexOf('\t') < 0) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static boolean isHarmless(String text) {
        return text.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c));
    }

    static String dump(byte[] data) {
        StringBuilder out = new StringBuilder();
        int length = Math.min(data.length, DUMP_MOST);
        for (int at = 0; at < length; at += DUMP_WIDTH) {
            out.append(String.format(Locale.ROOT, "%08x ", at));
            StringBuilder letters = new StringBuilder();
            for (int i = at; i < at + DUMP_WIDTH; i++) {
                if (i < length) {
                    out.append(String.format(Locale.ROOT, " %02x", data[i]));
                    letters.append(data[i] >= ' ' && data[i] < 0x7f ? (char) data[i] : '.');
                } else {
                    out.append("   ");
                }
            }
            out.append("  |").append(letters).append("|\n");
        }
        if (length < data.length) {
            out.append("... and ").append(count(data.length - length)).append(" bytes more\n");
        }
        return out.toString();
    }

    /** A quantity with a comma behind each thousand. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A quantity with its noun. */
    static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    static String size(long bytes) {
        if (bytes < 1024) {
            return count(bytes, "byte", "bytes");
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
    }

    static String time(long millis, ZoneId zone) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    static String duration(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis % 1000 != 0) {
            return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds / 60 + " min" + rest(seconds % 60);
    }

    private static String rest(long seconds) {
        return seconds == 0 ? "" : " " + seconds + " s";
    }

    /** What kind of znode it is, in words. Of containers and times to live servers do not tell. */
    static String kind(Stat stat) {
        return stat.ephemeralOwner() != 0
                ? "ephemeral, of session " + Json.hex(stat.ephemeralOwner())
                : "not ephemeral";
    }

    /** A Stat as lines of names and values. */
    static String stat(Stat stat, ZoneId zone) {
        StringBuilder out = new StringBuilder();
        line(out, "kind", kind(stat));
        line(out, "created", time(stat.ctime(), zone) + "  czxid " + Json.hex(stat.czxid()));
        line(out, "modified", time(stat.mtime(), zone) + "  mzxid " + Json.hex(stat.mzxid()));
        line(out, "data", size(stat.dataLength()) + ", version " + stat.version());
        line(
                out,
                "children",
                count(stat.numChildren()) + ", cversion " + stat.cversion() + ", pzxid " + Json.hex(stat.pzxid()));
        line(out, "access list", "version " + stat.aversion());
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format(Locale.ROOT, "%-12s %s%n", name, value).replace("\r\n", "\n"));
    }

    static String event(Event event) {
        String what = event.kind().word() + " " + inline(event.path());
        return event.zxid() < 0 ? what + " (while disconnected)" : what + " at " + Json.hex(event.zxid());
    }
}
