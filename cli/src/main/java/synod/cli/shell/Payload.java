package synod.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A path, and data for it from a word, from a file, or from the standard input. */
final class Payload {
    @Parameters(index = "0", paramLabel = "PATH", description = "The znode.")
    private String path = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "The data as text; - reads the standard input.")
    private @Nullable String text;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The data is what this file holds; - is the standard input.")
    private @Nullable String file;

    /** The path as it was typed. */
    String path() {
        return path;
    }

    /** The data, or null when there is none. */
    byte @Nullable [] read(Surroundings surroundings) throws IOException {
        String word = text;
        String source = file;
        if (word != null && source != null) {
            throw new WrongUsage("data comes from DATA or from --file, not from both");
        }
        if ("-".equals(word) || "-".equals(source)) {
            return surroundings.standardInput();
        }
        if (source != null) {
            return readFile(source);
        }
        return word == null ? null : word.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] readFile(String name) throws IOException {
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new WrongUsage("there is no file " + name);
        }
    }
}
