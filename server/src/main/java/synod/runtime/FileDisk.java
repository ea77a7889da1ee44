package synod.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.DiskFull;

/**
 * A folder of the real file system, held by this process alone: a file named {@code LOCK} in it is locked for as long as
 * this is open.
 *
 * <p>A thread that works on its files must never be interrupted: Java answers an interrupt during file I/O by closing the
 * file, which the journal takes, rightly, for a failed disk.
 */
public final class FileDisk implements Disk, AutoCloseable {
    private static final String LOCK = "LOCK";
    private static final int ZEROS_BYTES = 256 * 1024;

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private FileDisk(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes a folder for this process; makes it if it is absent.
     *
     * @throws FolderInUse when another process, or another part of this one, has it
     * @throws DiskFailure when it cannot be made or written to
     */
    public static FileDisk open(Path folder) {
        FileChannel lockFile = null;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    forceFolder(parent);
                }
            }
            lockFile = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return new FileDisk(folder, lockFile, lock);
            }
        } catch (OverlappingFileLockException heldHere) {
            closeQuietly(lockFile, heldHere);
            throw inUse(folder, heldHere);
        } catch (IOException e) {
            closeQuietly(lockFile, e);
            throw failure("open the folder", folder, e);
        }
        FolderInUse inUse = inUse(folder, null);
        closeQuietly(lockFile, inUse);
        throw inUse;
    }

    /** The folder is in use: by a running server, most likely. */
    public static final class FolderInUse extends DiskFailure {
        private static final long serialVersionUID = 1L;

        private FolderInUse(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public List<String> list() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.equals(LOCK) && Files.isRegularFile(entry)) {
                    names.add(name);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw failure("list", folder, e);
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public DiskFile open(String name) {
        Path path = path(name);
        try {
            return new OpenFile(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failure("open", path, e);
        }
    }

    /**
     * Opens a file that stands anywhere, to read it and no more.
     *
     * @throws DiskFailure when that is not possible
     */
    public static DiskFile readOnly(Path path) {
        try {
            return new OpenFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw failure("open", path, e);
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(path(name));
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure("rename to " + to, path(from), e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw failure("delete", path(name), e);
        }
    }

    @Override
    public void forceDirectory() {
        try {
            forceFolder(folder);
        } catch (IOException e) {
            throw new DiskFailure("cannot force the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw failure("ask for the free space of", folder, e);
        }
    }

    /** Gives the folder free for others. */
    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw failure("unlock", folder, e);
        }
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FolderInUse inUse(Path folder, @Nullable Throwable cause) {
        return new FolderInUse(
                "the folder " + folder + " is in use by another server (its file " + LOCK
                        + " is locked). Stop that one," + " or give this server a folder of its own.",
                cause);
    }

    private static void closeQuietly(@Nullable FileChannel channel, Throwable reason) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static DiskFailure failure(String what, Path path, Exception e) {
        String message = "cannot " + what + " " + path + ": " + e.getMessage();
        return isFull(e) ? new DiskFull(message, e) : new DiskFailure(message, e);
    }

    /** Java has no exception of its own for a full disk, only the system's words. */
    private static boolean isFull(Exception e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota exceeded");
    }

    /** A file of the folder. */
    private record OpenFile(Path path, FileChannel channel) implements DiskFile {
        @Override
        public int read(long position, ByteBuffer into) {
            int total = 0;
            try {
                while (into.hasRemaining()) {
                    int count = channel.read(into, position + total);
                    if (count < 0) {
                        break;
                    }
                    total += count;
                }
            } catch (IOException e) {
                throw failure("read", path, e);
            }
            return total;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            long at = position;
            try {
                while (from.hasRemaining()) {
                    at += channel.write(from, at);
                }
            } catch (IOException e) {
                throw failure("write", path, e);
            }
        }

        @Override
        public void preallocate(long size) {
            // Zeros are written, not skipped: a hole would be filled by the write that is to be fast, and each filling
            // changes the file's map, which the force would have to write as well.
            long at = size();
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.max(0, Math.min(ZEROS_BYTES, size - at)));
            while (at < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                int length = zeros.limit();
                write(at, zeros);
                at += length;
            }
        }

        @Override
        public void force() {
            try {
                channel.force(false);
            } catch (IOException e) {
                // Never DiskFull, whatever the system says: after a failed force nobody knows what is on the disk.
                throw new DiskFailure("cannot force " + path + ": " + e.getMessage(), e);
            }
        }

        @Override
        public long size() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw failure("ask for the size of", path, e);
            }
        }

        @Override
        public void truncate(long size) {
            try {
                channel.truncate(size);
            } catch (IOException e) {
                throw failure("shorten", path, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw failure("close", path, e);
            }
        }
    }
}
