package synod.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.server.PropertiesText.Entry;

/**
 * The keys and values of one start, from the file and from {@code -D} options, checked against {@link KnownKeys}. It
 * gathers every problem, so that an operator mends a file in one go.
 */
final class Assignments {
    private final KnownKeys known = new KnownKeys();
    private final Map<String, Entry> values = new LinkedHashMap<>();
    private final SortedMap<String, String> effective = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Takes the assignments of a file. A repeated key counts with its last value, as in Apache, and is told. */
    void addAll(List<Entry> entries) {
        for (Entry entry : entries) {
            Entry before = values.get(entry.key());
            if (before != null && !before.value().equals(entry.value())) {
                warnings.add(entry.key() + " is given twice, at " + before.origin() + " and at " + entry.origin()
                        + "; the last one counts");
            }
            add(entry);
        }
    }

    /**
     * Takes the system properties that stand for keys: {@code zookeeper.K}, the bare ones, and {@code synod.*}. As in
     * Apache the file wins over them.
     */
    void addSystemProperties(SortedMap<String, String> properties) {
        properties.forEach((property, value) -> {
            String origin = "-D" + property;
            if (property.startsWith("zookeeper.")) {
                String name = property.substring("zookeeper.".length());
                KnownKeys.Key key = known.find(name);
                if (key == null || key.scope() != KnownKeys.Scope.PREFIXED) {
                    warnings.add(origin + " has no effect: "
                            + (key == null ? "no such key is known" : name + " is read from the file only"));
                } else if (!values.containsKey(name)) {
                    add(new Entry(name, value, origin));
                }
            } else if (!values.containsKey(property)) {
                KnownKeys.Key key = known.find(property);
                if (property.startsWith("synod.") || (key != null && key.scope() == KnownKeys.Scope.BARE)) {
                    add(new Entry(property, value, origin));
                }
            }
        });
    }

    private void add(Entry entry) {
        KnownKeys.Key key = known.find(entry.key());
        if (key == null) {
            String nearest = known.nearest(entry.key());
            problems.add(entry.origin() + ": unknown key " + entry.key()
                    + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            return;
        }
        values.put(entry.key(), entry);
        boolean isNeutral = KnownKeys.isNeutral(key, entry.value());
        if (key.standing() == KnownKeys.Standing.REFUSED && !isNeutral) {
            problems.add(entry.origin() + ": " + entry.key() + " cannot be honoured: " + key.reason()
                    + (key.neutral() == null
                            ? "; remove the line"
                            : "; remove the line or set it to " + key.neutral()));
        } else if (key.standing() == KnownKeys.Standing.NO_EFFECT && !isNeutral) {
            warnings.add(entry.key() + " (" + entry.origin() + ") has no effect in Synod because " + key.reason());
        } else if (key.standing() == KnownKeys.Standing.HONOURED) {
            effective.put(entry.key(), KnownKeys.isSecret(entry.key()) ? "***" : entry.value());
        }
    }

    /** The entry of a key, or null. */
    @Nullable
    Entry find(String key) {
        return values.get(key);
    }

    /** All entries whose key begins with {@code prefix}. */
    List<Entry> withPrefix(String prefix) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : values.values()) {
            if (entry.key().startsWith(prefix)) {
                found.add(entry);
            }
        }
        return found;
    }

    String text(String key, String fallback) {
        Entry entry = values.get(key);
        String value = entry == null ? fallback : entry.value();
        effective.put(key, KnownKeys.isSecret(key) ? "***" : value);
        return value;
    }

    /** A whole number in a range; a problem and the fallback when it is none. */
    int number(String key, int fallback, int least, int most) {
        Entry entry = values.get(key);
        int value = entry == null ? fallback : number(entry, fallback, least, most);
        effective.put(key, Integer.toString(value));
        return value;
    }

    private int number(Entry entry, int fallback, int least, int most) {
        try {
            int value = Integer.parseInt(entry.value());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number outside its range.
        }
        problem(entry, "must be a whole number from " + least + " to " + most + ", not \"" + entry.value() + "\"");
        return fallback;
    }

    /** A number from 0 to 1; a problem and the fallback when it is none. */
    double share(String key, double fallback) {
        Entry entry = values.get(key);
        double value = fallback;
        if (entry != null) {
            try {
                value = Double.parseDouble(entry.value());
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
            if (!(value >= 0 && value <= 1)) {
                problem(entry, "must be a number from 0 to 1, not \"" + entry.value() + "\"");
                value = fallback;
            }
        }
        effective.put(key, Double.toString(value));
        return value;
    }

    /** Exactly {@code true} or {@code false} in any case, as Apache wants it. */
    boolean flag(String key, boolean fallback) {
        Entry entry = values.get(key);
        boolean value = fallback;
        if (entry != null) {
            String given = entry.value().toLowerCase(Locale.ROOT);
            if ("true".equals(given) || "false".equals(given)) {
                value = "true".equals(given);
            } else {
                problem(entry, "must be true or false, not \"" + entry.value() + "\"");
            }
        }
        effective.put(key, Boolean.toString(value));
        return value;
    }

    /** One of the words of an enum in any case. */
    <E extends Enum<E>> E choice(String key, E fallback, Class<E> words) {
        Entry entry = values.get(key);
        E value = fallback;
        if (entry != null) {
            List<String> names = new ArrayList<>();
            boolean isFound = false;
            for (E word : words.getEnumConstants()) {
                names.add(word.name().toLowerCase(Locale.ROOT));
                if (word.name().equalsIgnoreCase(entry.value())) {
                    value = word;
                    isFound = true;
                }
            }
            if (!isFound) {
                problem(entry, "must be one of " + String.join(", ", names) + ", not \"" + entry.value() + "\"");
            }
        }
        effective.put(key, value.name().toLowerCase(Locale.ROOT));
        return value;
    }

    void problem(Entry entry, String what) {
        problems.add(entry.origin() + ": " + entry.key() + " " + what);
    }

    void problem(String what) {
        problems.add(what);
    }

    void warn(String what) {
        warnings.add(what);
    }

    /** Replaces what is printed for a key, for values that are worked out from others. */
    void showEffective(String key, String value) {
        effective.put(key, value);
    }

    /** @throws ConfigurationProblem when anything was wrong, with one line for each problem */
    void refuseProblems(String source) {
        if (problems.size() == 1) {
            throw new ConfigurationProblem(source + ": " + problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationProblem(source + ":\n  " + String.join("\n  ", problems));
        }
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** {@code key=value} for everything this server goes by, in order of the keys. */
    List<String> effective() {
        List<String> lines = new ArrayList<>();
        effective.forEach((key, value) -> lines.add(key + "=" + value));
        return lines;
    }
}
