package synod.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words of a command line: {@code --name value}, {@code --name=value}, flags without a value, and the rest in order. */
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();

    private Options() {}

    /**
     * Sorts the words.
     *
     * @param names options that take a value
     * @param flags options that take none
     * @throws IllegalArgumentException when an option is unknown or lacks its value
     */
    static Options parse(List<String> args, Set<String> names, Set<String> flags) {
        Options options = new Options();
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!word.startsWith("--")) {
                options.words.add(word);
            } else if (flags.contains(word)) {
                options.values.put(word, "");
            } else if (names.contains(name) && equals >= 0) {
                options.values.put(name, word.substring(equals + 1));
            } else if (names.contains(name) && i + 1 < args.size()) {
                i++;
                options.values.put(name, args.get(i));
            } else {
                throw new IllegalArgumentException(
                        names.contains(name) ? name + " needs a value" : "unknown option " + word);
            }
        }
        return options;
    }

    /** Whether there was not a single word. */
    boolean isEmpty() {
        return values.isEmpty() && words.isEmpty();
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * A whole number of at least one.
     *
     * @throws IllegalArgumentException when the text is not one
     */
    int count(String name, int otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(name + " takes a number of at least 1, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    List<String> words() {
        return List.copyOf(words);
    }
}
