package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {
    @TempDir
    Path folder;

    @Test
    void oneThatWasThereBeforeIsNotNew() throws IOException {
        write("version-2/snapshot.0", 5);
        SnapshotFiles files = new SnapshotFiles(folder);
        files.look();
        files.look();
        assertThat(files.count()).isZero();
        assertThat(files.bytes()).isZero();
    }

    @Test
    void oneIsCompleteWhenItHasStoppedGrowing() throws IOException {
        SnapshotFiles files = new SnapshotFiles(folder);
        write("version-2/snapshot.10", 5);
        files.look();
        write("version-2/snapshot.10", 7);
        files.look();
        assertThat(files.count()).isZero();
        files.look();
        assertThat(files.count()).isEqualTo(1);
        assertThat(files.bytes()).isEqualTo(7);
    }

    @Test
    void oneThatIsBeingWrittenUnderAnotherNameIsNotComplete() throws IOException {
        SnapshotFiles files = new SnapshotFiles(folder);
        write("synod/snapshots/snapshot-writing", 5);
        write("synod/journal/segment", 5);
        files.look();
        files.look();
        assertThat(files.count()).isZero();
    }

    @Test
    void oneThatWasCompleteCountsWhenItIsGone() throws IOException {
        SnapshotFiles files = new SnapshotFiles(folder);
        write("snapshot-1", 5);
        files.look();
        files.look();
        Files.delete(folder.resolve("snapshot-1"));
        write("snapshot-2", 6);
        files.look();
        files.look();
        assertThat(files.count()).isEqualTo(2);
        assertThat(files.bytes()).isEqualTo(6);
    }

    private void write(String name, int length) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, new byte[length]);
    }
}
