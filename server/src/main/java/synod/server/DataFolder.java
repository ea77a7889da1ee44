package synod.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one server, held under a lock for as long as it runs.
 *
 * <pre>
 * dataDir/myid                   this server's number, written by the operator
 * dataDir/synod/lock             held by the running server; its text is the process's number
 * dataDir/synod/format           "synod data folder", "format 1", "server N"
 * dataDir/synod/snapshots/       images of the state
 * dataLogDir/synod/journal/      what was promised and accepted; dataLogDir has a lock of its own if it differs
 * </pre>
 */
final class DataFolder implements AutoCloseable {
    /** The newest layout that this program writes and reads. */
    static final int FORMAT = 1;

    private static final String TITLE = "synod data folder";

    private final Path snapshots;
    private final Path journal;
    private final Path root;
    private final List<FileChannel> locks;

    private DataFolder(Path root, Path snapshots, Path journal, List<FileChannel> locks) {
        this.root = root;
        this.snapshots = snapshots;
        this.journal = journal;
        this.locks = locks;
    }

    /**
     * Opens the folders, making what is missing.
     *
     * @param server this server's number; 1 for a server alone
     * @throws DataFolderProblem when they are in use, of another server, of a newer format or not accessible
     */
    static DataFolder open(Path dataDirectory, Path journalDirectory, int server) {
        List<FileChannel> locks = new ArrayList<>();
        try {
            refuseApacheData(dataDirectory);
            Path root = dataDirectory.resolve("synod");
            Files.createDirectories(root);
            locks.add(lock(root));
            Path journalRoot = journalDirectory.resolve("synod");
            Files.createDirectories(journalRoot);
            if (!Files.isSameFile(root, journalRoot)) {
                locks.add(lock(journalRoot));
            }
            refuseStrayJournal(root, journalRoot);
            checkFormat(root, server);
            Path snapshots = Files.createDirectories(root.resolve("snapshots"));
            Path journal = Files.createDirectories(journalRoot.resolve("journal"));
            return new DataFolder(root, snapshots, journal, locks);
        } catch (AccessDeniedException e) {
            closeAll(locks);
            throw new DataFolderProblem(
                    "this user may not write to " + e.getFile() + ": give it the right, or choose another dataDir");
        } catch (IOException e) {
            closeAll(locks);
            throw new DataFolderProblem("the data folder " + dataDirectory + " cannot be opened: " + e);
        } catch (DataFolderProblem e) {
            closeAll(locks);
            throw e;
        }
    }

    /** The text of {@code myid}, or null when there is no such file. */
    static @Nullable String readMyId(Path dataDirectory) {
        Path file = dataDirectory.resolve("myid");
        try {
            // A file of any size may stand here by mistake; its first bytes are enough to refuse it.
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(64), StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new DataFolderProblem(file + " cannot be read: " + e);
        }
    }

    /**
     * A folder that nobody has opened yet, for the images of a new server.
     *
     * @throws DataFolderProblem when there is anything of a server in it already
     */
    static Path forSeed(Path dataDirectory, Path journalDirectory) {
        try {
            refuseApacheData(dataDirectory);
            for (Path used : List.of(dataDirectory.resolve("synod"), journalDirectory.resolve("synod"))) {
                if (Files.exists(used)) {
                    throw new DataFolderProblem(used + " is there already: only a server that never ran can be seeded."
                            + " Choose another folder; or, if nothing in it is needed any more, stop its server and"
                            + " remove it");
                }
            }
            return Files.createDirectories(dataDirectory.resolve("synod").resolve("snapshots"));
        } catch (IOException e) {
            throw new DataFolderProblem("the data folder " + dataDirectory + " cannot be made: " + e);
        }
    }

    /** An image that was put into a fresh folder does not go with what an earlier server promised elsewhere. */
    private static void refuseStrayJournal(Path root, Path journalRoot) throws IOException {
        boolean isFirstStart = !Files.exists(root.resolve("format"));
        if (isFirstStart && hasFiles(root.resolve("snapshots")) && hasFiles(journalRoot.resolve("journal"))) {
            throw new DataFolderProblem(root + " has an image and was never started, but " + journalRoot
                    + " has the journal of a server: give this one an empty dataLogDir");
        }
    }

    private static boolean hasFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    private static void refuseApacheData(Path dataDirectory) throws IOException {
        Path apache = dataDirectory.resolve("version-2");
        if (!Files.isDirectory(apache) || Files.exists(dataDirectory.resolve("synod"))) {
            return;
        }
        try (Stream<Path> files = Files.list(apache)) {
            if (files.findAny().isPresent()) {
                throw new DataFolderProblem(apache + " holds the data of an Apache ZooKeeper server, which this"
                        + " version cannot import; choose another dataDir, or create the folder "
                        + dataDirectory.resolve("synod") + " to start empty beside it");
            }
        }
    }

    // The channel is what holds the lock: it stays open in the list until the folder is closed.
    @SuppressWarnings("resource")
    private static FileChannel lock(Path root) throws IOException {
        Path file = root.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String owner = Files.readString(file).strip();
            channel.close();
            throw new DataFolderProblem("the data folder " + root + " is in use"
                    + (owner.isEmpty() ? "" : " by process " + owner)
                    + ": stop that server, or give this one another dataDir");
        }
        channel.truncate(0);
        ByteBuffer text = ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
        while (text.hasRemaining()) {
            channel.write(text);
        }
        return channel;
    }

    private static void checkFormat(Path root, int server) throws IOException {
        Path file = root.resolve("format");
        if (!Files.exists(file)) {
            writeFormat(root, file, server);
            return;
        }
        List<String> lines =
                Files.size(file) > 1024 ? List.of() : Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        if (lines.size() < 3 || !TITLE.equals(lines.get(0))) {
            throw new DataFolderProblem(file + " is damaged: it should say \"" + TITLE + "\", \"format " + FORMAT
                    + "\" and \"server " + server + "\" on three lines; put them back if this is that server's folder");
        }
        if (!("format " + FORMAT).equals(lines.get(1))) {
            throw new DataFolderProblem("the data folder " + root + " has " + lines.get(1)
                    + ", which this program cannot read; it knows format " + FORMAT
                    + ". Start the newer version that wrote it");
        }
        if (!("server " + server).equals(lines.get(2))) {
            throw new DataFolderProblem("the data folder " + root + " was written by " + lines.get(2)
                    + ", but this is server " + server
                    + ": correct myid, or give this server a folder of its own. What one server promised is not"
                    + " another's to keep");
        }
    }

    private static void writeFormat(Path root, Path file, int server) throws IOException {
        Path fresh = root.resolve("format.new");
        String text = TITLE + "\nformat " + FORMAT + "\nserver " + server + "\n";
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(root, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Where the images are. */
    Path snapshots() {
        return snapshots;
    }

    /** Where the journal's segments are. */
    Path journal() {
        return journal;
    }

    /** The folder that holds both unless the journal has one of its own. */
    Path root() {
        return root;
    }

    @Override
    public void close() {
        closeAll(locks);
    }

    private static void closeAll(List<FileChannel> channels) {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // The process ends soon and the system takes the lock back; there is nothing else to save.
                org.slf4j.LoggerFactory.getLogger(DataFolder.class).debug("closing a lock file", e);
            }
        }
        channels.clear();
    }
}
