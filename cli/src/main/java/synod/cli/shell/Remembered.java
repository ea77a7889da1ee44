package synod.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jline.reader.impl.history.DefaultHistory;

/** The history of a shell, which never holds what proves an identity. */
final class Remembered extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
        if (!isSecret(line)) {
            super.add(time, line);
        }
    }

    /** Whether a line presents credentials, however it is quoted; a line that is no words at all may hold them too. */
    static boolean isSecret(String line) {
        List<String> words;
        try {
            words = Words.of(line);
        } catch (WrongUsage e) {
            return line.toLowerCase(Locale.ROOT).contains("auth");
        }
        return !words.isEmpty() && words.get(0).toLowerCase(Locale.ROOT).startsWith("addau");
    }

    /** Makes the file so that only its owner reads it. */
    static void prepare(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(file)) {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        }
    }
}
