package synod.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Opens the terminal that a person sits at. */
final class TypedLines {
    private TypedLines() {}

    static Lines open(Completion completion, @Nullable Path history) throws IOException {
        // A terminal that can do nothing is better than none.
        return new TerminalLines(
                TerminalBuilder.builder().system(true).dumb(true).build(), completion, history);
    }
}
