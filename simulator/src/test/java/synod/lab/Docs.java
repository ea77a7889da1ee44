package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pages about the protocols. With {@code -Dsynod.rewrite=true} what is made by the lab in them is made anew. */
final class Docs {
    static final Path PROTOCOLS = Path.of("..", "docs", "protocols");

    private static final boolean REWRITES = Boolean.getBoolean("synod.rewrite");

    private Docs() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertSays(Path file, String expected) {
        if (REWRITES) {
            try {
                Files.writeString(file, expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(read(file))
                .as("%s is not what the lab makes today; -Dsynod.rewrite=true makes it anew", file)
                .isEqualTo(expected);
    }
}
