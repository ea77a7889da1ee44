package synod.it.neighbours;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs that the machine may have or not. */
final class Tools {
    /** Where the sources of the guests lie. */
    static final Path SOURCES = Path.of("src", "test").toAbsolutePath();

    private Tools() {}

    /** Whether a command can be run, and ends with code 0. */
    static boolean works(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        }
    }

    /** The first of these commands that works with some arguments behind it; without one, the test is skipped. */
    static String anyOf(List<String> commands, List<String> arguments, String howToGet) throws InterruptedException {
        Optional<String> found = Optional.empty();
        for (String command : commands) {
            List<String> whole = new ArrayList<>(List.of(command));
            whole.addAll(arguments);
            if (found.isEmpty() && works(whole.toArray(String[]::new))) {
                found = Optional.of(command);
            }
        }
        Assumptions.assumeTrue(found.isPresent(), howToGet);
        return found.orElseThrow();
    }
}
