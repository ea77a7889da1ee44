package synod.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines from a pipe or a file: no prompt, no history. */
final class PipedLines implements Lines {
    private final BufferedReader in;
    private final Printer out;

    PipedLines(InputStream in, Printer out) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    @Override
    public @Nullable String next(String prompt) throws IOException {
        return in.readLine();
    }

    @Override
    public void tell(String text) {
        out.line(text);
        out.flush();
    }

    @Override
    public int interruptibly(Command command) {
        return command.run();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
