package synod.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Lines typed at a terminal: edited, completed, remembered. */
final class TerminalLines implements Lines {
    private final Terminal terminal;
    private final LineReader reader;

    /**
     * Takes over a terminal.
     *
     * @param history where lines are remembered, or null for nowhere
     * @throws IOException when the history cannot be kept there
     */
    TerminalLines(Terminal terminal, Completion completion, @Nullable Path history) throws IOException {
        this.terminal = terminal;
        DefaultParser parser = new DefaultParser();
        // A backslash or an open quote is told as what it is, not answered by a second prompt.
        parser.setEofOnUnclosedQuote(false);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("synod")
                .parser(parser)
                .completer(new Completing(completion))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .history(new Remembered());
        if (history != null) {
            Remembered.prepare(history);
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
    }

    @Override
    public @Nullable String next(String prompt) {
        try {
            return reader.readLine(prompt);
        } catch (UserInterruptException e) {
            // Ctrl-C: the line is forgotten, and an empty one does nothing.
            return "";
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void tell(String text) {
        reader.printAbove(text);
    }

    @Override
    public int interruptibly(Command command) {
        Thread self = Thread.currentThread();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> self.interrupt());
        try {
            return command.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            // A Ctrl-C that came when the command had just ended is not the next command's.
            Thread.interrupted();
        }
    }

    @Override
    public void close() throws IOException {
        reader.getHistory().save();
        terminal.close();
    }

    private record Completing(Completion completion) implements Completer {
        @Override
        public void complete(LineReader lineReader, ParsedLine line, List<Candidate> candidates) {
            for (Completion.Choice choice :
                    completion.choices(line.words().subList(0, line.wordIndex()), line.word())) {
                candidates.add(new Candidate(
                        choice.word(), choice.shown(), null, choice.description(), null, null, choice.isWhole()));
            }
        }
    }
}
