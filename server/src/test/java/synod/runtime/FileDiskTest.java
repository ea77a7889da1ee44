package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.journal.Opened;
import synod.kernel.Bytes;
import synod.snapshot.SnapshotInfo;
import synod.snapshot.SnapshotStore;
import synod.snapshot.Writer;

/** The real disk on a real file system. */
class FileDiskTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatWasWritten() {
        try (FileDisk disk = FileDisk.open(folder);
                DiskFile file = disk.open("a")) {
            file.write(5, bytes("hello"));
            ByteBuffer into = ByteBuffer.allocate(20);
            assertThat(file.read(3, into)).isEqualTo(7);
            assertThat(into.array()).startsWith(0, 0, 'h', 'e', 'l', 'l', 'o');
            assertThat(file.read(10, ByteBuffer.allocate(1))).isZero();
            assertThat(file.size()).isEqualTo(10);
            file.force();
            file.truncate(6);
            file.truncate(100);
            assertThat(file.size()).isEqualTo(6);
        }
    }

    @Test
    void preallocatesZerosAndKeepsWhatIsThere() throws IOException {
        try (FileDisk disk = FileDisk.open(folder);
                DiskFile file = disk.open("a")) {
            file.write(0, bytes("x"));
            file.preallocate(1_000_000);
            file.preallocate(10);
            file.force();
            byte[] content = Files.readAllBytes(folder.resolve("a"));
            assertThat(content).hasSize(1_000_000).startsWith('x');
            for (int i = 1; i < content.length; i++) {
                assertThat(content[i]).isZero();
            }
        }
    }

    @Test
    void listsRenamesAndDeletes() {
        try (FileDisk disk = FileDisk.open(folder)) {
            disk.open("b").close();
            disk.open("a").close();
            assertThat(disk.list()).containsExactly("a", "b");
            disk.rename("a", "b");
            disk.forceDirectory();
            assertThat(disk.list()).containsExactly("b");
            assertThat(disk.exists("b")).isTrue();
            disk.delete("b");
            disk.delete("b");
            assertThat(disk.exists("b")).isFalse();
            assertThat(disk.freeBytes()).isPositive();
            assertThatThrownBy(() -> disk.rename("absent", "c"))
                    .isInstanceOf(DiskFailure.class)
                    .hasMessageContaining("absent");
        }
    }

    @Test
    void refusesAFolderInUse() {
        Path inner = folder.resolve("deep").resolve("inside");
        try (FileDisk disk = FileDisk.open(inner)) {
            assertThat(disk.list()).isEmpty();
            assertThatThrownBy(() -> FileDisk.open(inner))
                    .isInstanceOf(FileDisk.FolderInUse.class)
                    .hasMessageContaining(inner.toString())
                    .hasMessageContaining("in use");
        }
        FileDisk.open(inner).close();
    }

    @Test
    void refusesAFolderInUseByAnotherProcess() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(other.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            assertThatThrownBy(() -> FileDisk.open(folder)).isInstanceOf(FileDisk.FolderInUse.class);
        } finally {
            other.destroyForcibly().waitFor();
        }
        // A lock dies with its holder.
        FileDisk.open(folder).close();
    }

    /** Holds a folder until it is killed. */
    public static final class Holder {
        private Holder() {}

        /** @param arguments the folder */
        public static void main(String[] arguments) throws IOException {
            try (FileDisk disk = FileDisk.open(Path.of(arguments[0]))) {
                System.out.println(disk.list().isEmpty() ? "held" : "not empty");
                System.out.flush();
                while (System.in.read() >= 0) {
                    // Waits for its end.
                }
            }
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> FileDisk.open(file)).isInstanceOf(DiskFailure.class);
    }

    @Test
    void carriesAJournalAndItsSnapshots() {
        List<Long> replayed = new ArrayList<>();
        try (FileDisk disk = FileDisk.open(folder)) {
            try (Journal journal = Journal.open(disk, JournalSettings.defaults(), (position, record) -> {})
                    .journal()) {
                for (int i = 0; i < 1000; i++) {
                    journal.append(new JournalRecord(1, i, 2, 3, Bytes.wrap(new byte[3000])));
                    if (i % 100 == 0) {
                        journal.force();
                    }
                }
            }
            Writer writer = SnapshotStore.open(disk).begin(SnapshotInfo.of(9, 1, Bytes.EMPTY));
            writer.write(Bytes.wrap(new byte[200_000]));
            writer.commit();
        }
        try (FileDisk disk = FileDisk.open(folder)) {
            Opened opened =
                    Journal.open(disk, JournalSettings.defaults(), (position, record) -> replayed.add(record.slot()));
            assertThat(opened.findings()).isEmpty();
            assertThat(opened.journal().lastPosition()).isEqualTo(1000);
            assertThat(replayed).hasSize(1000).isSorted();
            opened.journal().close();
            assertThat(SnapshotStore.open(disk).newest()).isPresent();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
