package synod.gateway;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Blocks of {@code dump}: what ends at the same time stands together, the earliest first. */
public final class Expiries {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz uuuu", Locale.US);

    private final SortedMap<Long, List<String>> blocks = new TreeMap<>();
    private int size;

    /** Adds what ends at this time, in milliseconds since 1970. */
    public void add(long endMillis, String line) {
        blocks.computeIfAbsent(endMillis, end -> new ArrayList<>()).add(line);
        size++;
    }

    /** A line that counts the blocks and what is in them, and then each block with the date it is for. */
    public List<String> lines(String name) {
        List<String> lines = new ArrayList<>();
        lines.add(name + " (" + blocks.size() + ")/(" + size + "):");
        for (Map.Entry<Long, List<String>> block : blocks.entrySet()) {
            String date = DATE.format(Instant.ofEpochMilli(block.getKey()).atZone(ZoneId.systemDefault()));
            lines.add(block.getValue().size() + " expire at " + date + ":");
            block.getValue().forEach(line -> lines.add("\t" + line));
        }
        return lines;
    }
}
