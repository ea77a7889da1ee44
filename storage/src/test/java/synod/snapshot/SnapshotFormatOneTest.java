package synod.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import synod.journal.MemoryDisk;
import synod.kernel.Bytes;

/** A snapshot that format version 1 wrote is read by this version, and by all to come. */
class SnapshotFormatOneTest {
    private static final String FILE = "snapshot-0000000000000009-0000000000000004";
    private static final Bytes HEADER = text("written by n1");
    private static final List<Bytes> PIECES = List.of(text("the law of Paxos"), Bytes.EMPTY, text("the ledger"));

    @Test
    void readsASnapshotOfFormatOne() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        try (InputStream file = getClass().getResourceAsStream("format-1/" + FILE)) {
            disk.put(FILE, Objects.requireNonNull(file).readAllBytes());
        }
        SnapshotStore store = SnapshotStore.open(disk);
        SnapshotInfo info = store.newest().orElseThrow();
        assertThat(info).isEqualTo(new SnapshotInfo(9, 4, disk.bytes(FILE).length, HEADER));
        assertThat(SnapshotStoreTest.read(store, info)).isEqualTo(PIECES);
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** How the file was made, once, by the version that had this format. It is never made again. */
    static final class Maker {
        private Maker() {}

        /** @param arguments the folder to write to */
        public static void main(String[] arguments) throws IOException {
            MemoryDisk disk = new MemoryDisk();
            Writer writer = SnapshotStore.open(disk).begin(SnapshotInfo.of(9, 4, HEADER));
            PIECES.forEach(writer::write);
            writer.commit();
            Files.write(Path.of(arguments[0], FILE), disk.bytes(FILE));
        }
    }
}
