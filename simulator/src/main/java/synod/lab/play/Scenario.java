package synod.lab.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as it is written: a head that says what is played and by whom, and lines that say what happens. The format is
 * described in {@code docs/lab.md}.
 *
 * @param title one line
 * @param protocol what is played
 * @param about what one sees, one paragraph for each
 * @param nodes the names of the processes, each once
 * @param settings the other lines of the head, which only some protocols have
 * @param lines what happens
 */
public record Scenario(
        String title, Cast protocol, List<String> about, List<String> nodes, List<Line> settings, List<Line> lines) {
    /** How many processes fit into a picture. */
    public static final int MOST_NODES = 9;

    private static final List<String> HEAD =
            List.of("title", "protocol", "text", "nodes", "vote", "acceptors", "participants", "proposers", "direct");

    /** Copies the lists. */
    public Scenario {
        about = List.copyOf(about);
        nodes = List.copyOf(nodes);
        settings = List.copyOf(settings);
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param number counted from 1
     * @param words what it says, split at blanks; at least one
     */
    public record Line(int number, List<String> words) {
        /** Copies the list. */
        public Line {
            words = List.copyOf(words);
        }

        /** The first word. */
        public String verb() {
            return words.get(0);
        }

        /** The words behind the first. */
        public List<String> rest() {
            return words.subList(1, words.size());
        }

        /** The error that this line is. */
        public ScenarioError wrong(String message) {
            return new ScenarioError(number, message);
        }

        /** All of it. */
        public String text() {
            return String.join(" ", words);
        }
    }

    /** The same with another protocol. */
    public Scenario with(Cast other) {
        return new Scenario(title, other, about, nodes, settings, lines);
    }

    /**
     * Reads one.
     *
     * @throws ScenarioError when it is none
     */
    public static Scenario parse(String text) {
        String title = "A scenario";
        Cast protocol = null;
        List<String> about = new ArrayList<>();
        List<String> nodes = List.of();
        List<Line> settings = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            Line line = line(number, raw);
            if (line == null) {
                continue;
            }
            String rest = String.join(" ", line.rest());
            if (HEAD.contains(line.verb()) && !lines.isEmpty()) {
                throw line.wrong("\"" + line.verb() + "\" belongs to the head, before the first thing that happens");
            }
            switch (line.verb()) {
                case "title" -> title = needed(line, rest, "a title");
                case "text" -> about.add(needed(line, rest, "a paragraph"));
                case "protocol" -> protocol = Cast.of(line);
                case "nodes" -> nodes = nodes(line);
                default -> (HEAD.contains(line.verb()) ? settings : lines).add(line);
            }
        }
        if (protocol == null) {
            throw new ScenarioError(0, "expected a line \"protocol\" with one of " + String.join(", ", Cast.words()));
        }
        if (nodes.isEmpty()) {
            throw new ScenarioError(0, "expected a line \"nodes\" with the names of the processes");
        }
        return new Scenario(title, protocol, about, nodes, settings, lines);
    }

    private static @Nullable Line line(int number, String raw) {
        int comment = raw.indexOf('#');
        String bare = (comment < 0 ? raw : raw.substring(0, comment)).strip();
        return bare.isEmpty() ? null : new Line(number, List.of(bare.split("\\s+")));
    }

    private static String needed(Line line, String rest, String what) {
        if (rest.isEmpty()) {
            throw line.wrong("expected " + what + " after \"" + line.verb() + "\"");
        }
        return rest;
    }

    private static List<String> nodes(Line line) {
        List<String> names = line.rest();
        if (names.isEmpty() || names.size() > MOST_NODES) {
            throw line.wrong("expected 1 to " + MOST_NODES + " names, found " + names.size());
        }
        for (String name : names) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,11}")) {
                throw line.wrong(
                        "\"" + name + "\" is no name: expected a letter, then at most 11 letters, digits, - or _");
            }
            if (Director.WORDS.contains(name.toLowerCase(Locale.ROOT))) {
                throw line.wrong("\"" + name + "\" means something else in a scenario: choose another name");
            }
        }
        if (new TreeSet<>(names).size() < names.size()) {
            throw line.wrong("a name is given twice in " + names);
        }
        return names;
    }
}
