package synod.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What opens a store: a text, or a file that is read each time the store is. It shows itself to nobody. */
public final class Password {
    private final String key;
    private final String text;
    private final @Nullable Path file;

    private Password(String key, String text, @Nullable Path file) {
        this.key = key;
        this.text = text;
        this.file = file;
    }

    /** A password from the configuration; empty for none. */
    public static Password of(String key, String text) {
        return new Password(key, text, null);
    }

    /** A password that a file holds, but for the end of its line. */
    public static Password inFile(String key, Path file) {
        return new Password(key, "", file);
    }

    /** The configuration's key that it comes from. */
    String key() {
        return key;
    }

    /** @throws TlsProblem when its file cannot be read */
    char[] read() {
        Path from = file;
        if (from == null) {
            return text.toCharArray();
        }
        try {
            return Files.readString(from, StandardCharsets.UTF_8)
                    .stripTrailing()
                    .toCharArray();
        } catch (IOException e) {
            throw new TlsProblem(key + ": the file " + from + " cannot be read ("
                    + e.getClass().getSimpleName() + "); correct the path or its permissions");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
