package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What could come next on a line: verbs, their options, and paths that the server has. */
final class Completion {
    private static final int MOST_PATHS = 200;

    private final CommandLine verbs;
    private final Tree tree;

    /** Asks a server, and answers with nothing when there is none. */
    interface Tree {
        /** The children of a znode in order, each with whether it has children itself. */
        Map<String, Boolean> children(String path, String beginning, int most);
    }

    /**
     * One possibility.
     *
     * @param word the whole word
     * @param shown what to show in a list of choices
     * @param isWhole whether the word ends there
     */
    record Choice(String word, String shown, @Nullable String description, boolean isWhole) {}

    Completion(CommandLine verbs, Tree tree) {
        this.verbs = verbs;
        this.tree = tree;
    }

    /**
     * The possibilities for a word.
     *
     * @param before the words before it
     * @param typed what is there of it
     */
    List<Choice> choices(List<String> before, String typed) {
        if (before.isEmpty()) {
            return verbs(typed, true);
        }
        String verb = before.get(0);
        if (verb.equals("help")) {
            return before.size() == 1 ? verbs(typed, false) : List.of();
        }
        CommandLine command = verbs.getSubcommands().get(verb);
        if (command == null) {
            return List.of();
        }
        if (typed.startsWith("-")) {
            return options(command, typed);
        }
        return typed.isEmpty() || typed.startsWith("/") ? paths(typed) : List.of();
    }

    private List<Choice> verbs(String typed, boolean isCommand) {
        List<Choice> choices = new ArrayList<>();
        verbs.getSubcommands().forEach((name, command) -> {
            String[] about = command.getCommandSpec().usageMessage().description();
            add(choices, typed, name, about.length == 0 ? null : about[0]);
        });
        if (isCommand) {
            add(choices, typed, "help", "Shows what there is, and with a verb how it is used.");
            add(choices, typed, "exit", "Leaves the shell.");
        }
        return choices;
    }

    private static void add(List<Choice> choices, String typed, String word, @Nullable String description) {
        if (word.startsWith(typed)) {
            choices.add(new Choice(word, word, description, true));
        }
    }

    private static List<Choice> options(CommandLine command, String typed) {
        List<Choice> choices = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String[] about = option.description();
            add(choices, typed, option.longestName(), about.length == 0 ? null : about[0]);
        }
        return choices;
    }

    private List<Choice> paths(String typed) {
        int slash = typed.lastIndexOf('/');
        if (slash < 0) {
            return List.of(new Choice("/", "/", null, false));
        }
        String parent = slash == 0 ? "/" : typed.substring(0, slash);
        List<Choice> choices = new ArrayList<>();
        tree.children(parent, typed.substring(slash + 1), MOST_PATHS).forEach((name, hasChildren) -> {
            String word = Paths.child(parent, name);
            choices.add(new Choice(hasChildren ? word + "/" : word, name, null, !hasChildren));
        });
        return choices;
    }
}
