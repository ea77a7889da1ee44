package synod.bench.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The snapshots in a server's data folder, told by their names alone: both systems call them {@code snapshot} and
 * something. One is complete when it was there before with the same length.
 */
final class SnapshotFiles {
    private static final String PREFIX = "snapshot";

    /** What a file is called in which one is being written, where it has another name until it is complete. */
    private static final String UNFINISHED = "-writing";

    private static final long QUIET_MILLIS = 2_000;

    private final Path folder;
    private final Map<Path, Long> old;
    private final Map<Path, Long> complete = new TreeMap<>();
    private Map<Path, Long> last;

    /** Remembers which there are, so that only later ones count. */
    SnapshotFiles(Path folder) throws IOException {
        this.folder = folder;
        this.old = lengths(folder);
        this.last = old;
    }

    /** Looks again. */
    void look() throws IOException {
        Map<Path, Long> now = lengths(folder);
        now.forEach((path, length) -> {
            boolean isNew = !old.containsKey(path) && !path.toString().endsWith(UNFINISHED);
            if (isNew && length > 0 && length.equals(last.get(path))) {
                complete.put(path, length);
            }
        });
        last = now;
    }

    /** New ones that were complete when somebody looked, including those that are gone again. */
    int count() {
        return complete.size();
    }

    /** Length of the last of them by name; 0 when there is none. */
    long bytes() {
        return complete.values().stream().reduce(0L, (first, second) -> second);
    }

    /** Waits until no snapshot is being written. */
    static void awaitQuiet(Path folder, long limitNanos) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Map<Path, Long> before = lengths(folder);
        while (true) {
            Thread.sleep(QUIET_MILLIS);
            Map<Path, Long> now = lengths(folder);
            if (now.equals(before)) {
                return;
            }
            if (System.nanoTime() - begin > limitNanos) {
                throw new IOException("snapshots are still being written after "
                        + TimeUnit.NANOSECONDS.toSeconds(limitNanos) + " s without load");
            }
            before = now;
        }
    }

    private static Map<Path, Long> lengths(Path folder) throws IOException {
        Map<Path, Long> lengths = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(SnapshotFiles::isSnapshot).toList()) {
                // A file that the server removed or renamed just now has no length, and is told by a later look.
                lengths.put(file, file.toFile().length());
            }
        } catch (UncheckedIOException e) {
            // Files come and go under a running server, and a walk that meets that is simply repeated.
            if (e.getCause() instanceof NoSuchFileException) {
                return lengths(folder);
            }
            throw e;
        }
        return lengths;
    }

    private static boolean isSnapshot(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(PREFIX) && Files.isRegularFile(path);
    }
}
