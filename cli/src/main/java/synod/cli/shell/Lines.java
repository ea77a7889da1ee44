package synod.cli.shell;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a shell's lines come from, and how to say something while one is being typed. */
interface Lines extends AutoCloseable {
    /**
     * The next line, or null at the end.
     *
     * @param prompt what a person sees before the place where the line is typed
     */
    @Nullable
    String next(String prompt) throws IOException;

    /** Says something without destroying what is being typed. May be called by any thread. */
    void tell(String text);

    /**
     * Carries out a command so that Ctrl-C interrupts it, and only it.
     *
     * @return what the command gives
     */
    int interruptibly(Command command);

    @Override
    void close() throws IOException;

    /** One command. */
    interface Command {
        /** Gives the exit code. */
        int run();
    }
}
