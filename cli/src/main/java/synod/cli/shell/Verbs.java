package synod.cli.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/** The table of verbs: what there is, and how a command line gets them. */
public final class Verbs implements AutoCloseable {
    /** Which of the standard streams are terminals, told by {@code bin/synod}: some of the letters i, o and e. */
    static final String TERMINALS = "synod.terminals";

    private static final Map<String, Function<Surroundings, Object>> ALL = all();
    private static final List<String> SHELL_ONLY = List.of("addauth");
    private static final Map<String, String> EXIT_CODES = exitCodes();

    private final List<OneShot> begun = new ArrayList<>();

    private static Map<String, Function<Surroundings, Object>> all() {
        Map<String, Function<Surroundings, Object>> all = new LinkedHashMap<>();
        all.put("get", GetVerb::new);
        all.put("set", SetVerb::new);
        all.put("create", CreateVerb::new);
        all.put("delete", DeleteVerb::new);
        all.put("ls", LsVerb::new);
        all.put("tree", TreeVerb::new);
        all.put("stat", StatVerb::new);
        all.put("count", CountVerb::new);
        all.put("acl", AclVerb::new);
        all.put("watch", WatchVerb::new);
        all.put("multi", MultiVerb::new);
        all.put("sync", SyncVerb::new);
        all.put("whoami", WhoAmIVerb::new);
        all.put("addauth", AddAuthVerb::new);
        all.put("session", SessionVerb::new);
        all.put("ephemerals", EphemeralsVerb::new);
        return all;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("1", "the server refused");
        codes.put("2", "the words make no sense, or a file cannot be read");
        codes.put("3", "no connection, or it broke before the answer came");
        return codes;
    }

    /** Whether {@code synod WORD} is one of these verbs, the shell included. */
    public static boolean isVerb(String word) {
        return word.equals("shell") || (ALL.containsKey(word) && !SHELL_ONLY.contains(word));
    }

    /**
     * Gives a command line the verbs for use by themselves, with sessions of their own on the standard streams.
     *
     * @param isWanted which of them: a command line is ready sooner with only the one that it needs
     */
    public void addTo(CommandLine root, Predicate<String> isWanted) {
        String terminals = System.getProperty(TERMINALS, "");
        for (Map.Entry<String, Function<Surroundings, Object>> verb : ALL.entrySet()) {
            if (isVerb(verb.getKey()) && isWanted.test(verb.getKey())) {
                ConnectionOptions options = new ConnectionOptions();
                OneShot surroundings = new OneShot(
                        options,
                        System.in,
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        terminals.contains("o"));
                root.addSubcommand(verb.getKey(), oneShot(verb.getKey(), options, surroundings));
            }
        }
        if (isWanted.test("shell")) {
            CommandLine shell =
                    withHelp(new CommandLine(new ShellVerb(terminals.contains("i"), terminals.contains("o"))));
            describeExitCodes(shell);
            root.addSubcommand("shell", shell);
        }
    }

    /** Ends the sessions that verbs have begun, and lets go what they have printed. */
    @Override
    public void close() {
        begun.forEach(OneShot::close);
    }

    /** A verb for use by itself. */
    CommandLine oneShot(String name, ConnectionOptions options, OneShot surroundings) {
        begun.add(surroundings);
        CommandLine command = of(name, surroundings);
        command.addMixin("connection", options);
        describeExitCodes(command);
        command.setExecutionExceptionHandler(new Failures(surroundings));
        return command;
    }

    private static void describeExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES);
    }

    /** All verbs as they are in a shell: without connections of their own. */
    static CommandLine shellLine(Surroundings surroundings) {
        CommandLine root = new CommandLine(new Root());
        for (String verb : ALL.keySet()) {
            root.addSubcommand(verb, of(verb, surroundings));
        }
        root.setExecutionExceptionHandler(new Failures(surroundings));
        root.setParameterExceptionHandler((failure, words) -> {
            String verb = failure.getCommandLine().getCommandName();
            surroundings.err().line(failure.getMessage() + "; help " + verb + " shows how it is used");
            return CommandLine.ExitCode.USAGE;
        });
        return root;
    }

    /** What every verb has. Picocli's own mixin would take {@code --version}, which is a znode's here. */
    private static CommandLine withHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this.")
                        .build());
        return command;
    }

    private static CommandLine of(String name, Surroundings surroundings) {
        Function<Surroundings, Object> verb = ALL.get(name);
        if (verb == null) {
            throw new IllegalArgumentException("there is no verb " + name);
        }
        return withHelp(new CommandLine(verb.apply(surroundings)));
    }

    @CommandLine.Command(name = "")
    private static final class Root implements Runnable {
        @Override
        public void run() {
            // A line without words does nothing.
        }
    }
}
