package synod.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import synod.cli.client.Client;
import synod.cli.client.Event;
import synod.cli.client.Servers;
import synod.cli.client.Way;

/** Reads lines and carries them out, in one session, until there are no more. */
final class Shell implements Surroundings, Client.Listener {
    private final Printer out;
    private final Printer err;
    private final boolean isForEyes;
    private final CommandLine verbs;
    private volatile @Nullable Lines lines;
    private @Nullable Client client;
    private boolean isLeaving;

    /** @param isForEyes whether a person types the lines and reads the answers */
    Shell(Printer out, Printer err, boolean isForEyes) {
        this.out = out;
        this.err = err;
        this.isForEyes = isForEyes;
        this.verbs = Verbs.shellLine(this);
    }

    CommandLine verbs() {
        return verbs;
    }

    /**
     * Carries out all lines.
     *
     * @param isGoingOn whether to go on behind a line that failed
     * @return 0, or the exit code of the line that ended it, or of the last one that failed
     */
    int run(Lines source, Client connected, boolean isGoingOn) throws IOException {
        lines = source;
        client = connected;
        int worst = 0;
        int number = 0;
        while (!isLeaving) {
            String line = source.next(prompt(connected));
            if (line == null) {
                break;
            }
            number++;
            int code = source.interruptibly(() -> execute(line));
            out.flush();
            err.flush();
            if (code != 0) {
                worst = code;
                if (!isGoingOn) {
                    err.line("synod: ended by line " + number + "; --keep-going would go on");
                    err.flush();
                    break;
                }
            }
        }
        lines = null;
        return worst;
    }

    private static String prompt(Client client) {
        return Prompt.of(client.state(), String.valueOf(client.server()));
    }

    private int execute(String line) {
        List<String> words;
        try {
            words = Words.of(line);
        } catch (WrongUsage e) {
            err.line(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.USAGE;
        }
        if (words.isEmpty()) {
            return 0;
        }
        return switch (words.get(0)) {
            case "exit", "quit" -> {
                isLeaving = true;
                yield 0;
            }
            case "help" -> help(words.subList(1, words.size()));
            default -> execute(words);
        };
    }

    private int execute(List<String> words) {
        if (!verbs.getSubcommands().containsKey(words.get(0))) {
            err.line("there is no verb \"" + Shown.inline(words.get(0)) + "\"; help lists what there is");
            return CommandLine.ExitCode.USAGE;
        }
        StringWriter told = new StringWriter();
        StringWriter wrong = new StringWriter();
        // A verb's fields start from their defaults with each line, which picocli sees to.
        verbs.setOut(new PrintWriter(told, true));
        verbs.setErr(new PrintWriter(wrong, true));
        int code = verbs.execute(words.toArray(new String[0]));
        out.text(told.toString());
        err.text(wrong.toString());
        return code;
    }

    private int help(List<String> words) {
        if (words.isEmpty()) {
            verbs.getSubcommands().forEach((name, command) -> {
                String[] about = command.getCommandSpec().usageMessage().description();
                out.line(String.format(java.util.Locale.ROOT, "%-12s %s", name, String.join(" ", about)));
            });
            out.line("help VERB    how a verb is used, with examples");
            out.line("exit         leaves, as Ctrl-D does; Ctrl-C cancels");
            return 0;
        }
        CommandLine command = verbs.getSubcommands().get(words.get(0));
        if (command == null) {
            err.line("there is no verb \"" + Shown.inline(words.get(0)) + "\"; help lists what there is");
            return CommandLine.ExitCode.USAGE;
        }
        out.text(command.getUsageMessage());
        return 0;
    }

    @Override
    public void onEvent(Event event) {
        tell(Shown.event(event));
    }

    @Override
    public void onState(Client.State state, String detail) {
        Lines now = lines;
        // The first connection is seen in the prompt.
        if (now != null) {
            tell("-- " + detail);
        }
    }

    private void tell(String text) {
        Lines now = lines;
        if (now != null) {
            now.tell(text);
        }
    }

    @Override
    public Client client() {
        Client known = client;
        if (known == null) {
            throw new IllegalStateException("a verb before the shell has a client");
        }
        return known;
    }

    @Override
    public Servers servers() {
        return client().servers();
    }

    @Override
    public Way way() {
        return client().way();
    }

    @Override
    public Printer out() {
        return out;
    }

    @Override
    public Printer err() {
        return err;
    }

    @Override
    public boolean isForEyes() {
        return isForEyes;
    }

    @Override
    public boolean isShell() {
        return true;
    }

    @Override
    public byte[] standardInput() {
        throw new WrongUsage("in a shell the standard input holds the commands; use --file");
    }

    @Override
    public Event awaitEvent() {
        throw new IllegalStateException("a shell tells events by itself");
    }
}
