package synod.server;

import java.nio.file.Files;
import java.nio.file.Path;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.UnusableFormat;
import synod.replica.Seed;
import synod.replica.UnusableState;
import synod.runtime.FileDisk;
import synod.snapshot.DamagedSnapshot;

/** Prepares the folder of a new server with a snapshot, so that its first start begins with what is in it. */
public final class Seeding {
    private Seeding() {}

    /** It cannot be done; the message says why, and what to do. */
    public static final class Problem extends Exception {
        private static final long serialVersionUID = 1L;

        private Problem(String message) {
            super(message);
        }
    }

    /**
     * Prepares the folder.
     *
     * @param from a file as the command {@code snapshot} gives it
     * @param dataDirectory the server's {@code dataDir}, without anything of Synod in it; made when it is missing
     * @param journalDirectory the server's {@code dataLogDir}; the same when it has none
     * @return what the server will begin with
     * @throws Problem when the file is not whole, or the folder not empty; the folder is as it was then
     */
    public static Seed seed(Path from, Path dataDirectory, Path journalDirectory) throws Problem {
        Path file = from.toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new Problem("there is no file " + file);
        }
        try (DiskFile source = FileDisk.readOnly(file)) {
            // Before anything is made of it: a file that is no good leaves no trace.
            Seed.check(source, file.toString());
            try (FileDisk target = FileDisk.open(DataFolder.forSeed(dataDirectory, journalDirectory))) {
                return Seed.plant(source, file.toString(), target);
            }
        } catch (DamagedSnapshot | UnusableFormat | UnusableState e) {
            throw new Problem(e.getMessage() + ". Nothing was made of it; take another copy, or another snapshot");
        } catch (DataFolderProblem | DiskFailure e) {
            throw new Problem(String.valueOf(e.getMessage()));
        }
    }
}
