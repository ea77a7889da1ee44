package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void opensTwiceInARow() {
        DataFolder.open(folder, folder, 3).close();
        try (DataFolder again = DataFolder.open(folder, folder, 3)) {
            assertThat(again.journal()).isDirectory();
            assertThat(again.snapshots()).isDirectory();
        }
    }

    @Test
    void refusesAFolderInUse() {
        try (DataFolder held = DataFolder.open(folder, folder, 1)) {
            assertThatThrownBy(() -> DataFolder.open(folder, folder, 1))
                    .isInstanceOf(DataFolderProblem.class)
                    .hasMessageContaining(held.root().toString())
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void refusesAJournalFolderInUse() {
        Path shared = folder.resolve("log");
        try (DataFolder held = DataFolder.open(folder.resolve("a"), shared, 1)) {
            assertThat(held.journal()).startsWith(shared);
            assertThatThrownBy(() -> DataFolder.open(folder.resolve("b"), shared, 2))
                    .hasMessageContaining(shared.toString());
        }
        // The refused one let go of its own folder.
        DataFolder.open(folder.resolve("b"), folder.resolve("b"), 2).close();
    }

    @Test
    void refusesAnotherServersFolder() {
        DataFolder.open(folder, folder, 1).close();
        assertThatThrownBy(() -> DataFolder.open(folder, folder, 2))
                .hasMessageContaining("was written by server 1, but this is server 2");
    }

    @Test
    void refusesANewerFormat() throws IOException {
        DataFolder.open(folder, folder, 1).close();
        Files.writeString(folder.resolve("synod/format"), "synod data folder\nformat 2\nserver 1\n");
        assertThatThrownBy(() -> DataFolder.open(folder, folder, 1)).hasMessageContaining("has format 2");
    }

    @Test
    void refusesADamagedFormatFile() throws IOException {
        DataFolder.open(folder, folder, 1).close();
        Files.writeString(folder.resolve("synod/format"), "");
        assertThatThrownBy(() -> DataFolder.open(folder, folder, 1)).hasMessageContaining("is damaged");
    }

    @Test
    void refusesApacheDataUntilItIsToldTo() throws IOException {
        Files.createDirectories(folder.resolve("version-2"));
        DataFolder.open(folder.resolve("x"), folder.resolve("x"), 1).close();
        Files.writeString(folder.resolve("version-2/log.1"), "x");
        assertThatThrownBy(() -> DataFolder.open(folder, folder, 1)).hasMessageContaining("Apache ZooKeeper");
        Files.createDirectories(folder.resolve("synod"));
        DataFolder.open(folder, folder, 1).close();
    }

    @Test
    void saysWhichPathIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file, file, 1))
                .isInstanceOf(DataFolderProblem.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void readsNoMoreOfMyidThanItNeeds() throws IOException {
        assertThat(DataFolder.readMyId(folder)).isNull();
        Files.writeString(folder.resolve("myid"), "7\n" + " ".repeat(100_000));
        assertThat(DataFolder.readMyId(folder)).startsWith("7\n").hasSizeLessThan(100);
    }

    @Test
    void aSeedGoesWhereNoServerEverWas() throws IOException {
        Path data = folder.resolve("data");
        Path log = folder.resolve("log");
        Path snapshots = DataFolder.forSeed(data, log);
        assertThat(snapshots).isEqualTo(data.resolve("synod/snapshots"));
        assertThatThrownBy(() -> DataFolder.forSeed(data, data)).hasMessageContaining("is there already");
        Files.writeString(snapshots.resolve("image"), "x");
        DataFolder.open(data, log, 1).close();
        // From then on it is a folder like any other, whatever its journal holds.
        Files.writeString(log.resolve("synod/journal/segment"), "x");
        DataFolder.open(data, log, 1).close();

        Path fresh = folder.resolve("fresh");
        assertThatThrownBy(() -> DataFolder.forSeed(fresh, log)).hasMessageContaining("is there already");
        Files.writeString(DataFolder.forSeed(fresh, fresh).resolve("image"), "x");
        assertThatThrownBy(() -> DataFolder.open(fresh, log, 1))
                .isInstanceOf(DataFolderProblem.class)
                .hasMessageContaining("give this one an empty dataLogDir");
        DataFolder.open(fresh, fresh, 1).close();
    }
}
