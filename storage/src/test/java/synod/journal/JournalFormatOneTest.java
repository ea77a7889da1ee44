package synod.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

/** A journal that format version 1 wrote is opened by this version, and by all to come. */
class JournalFormatOneTest {
    private static final String SEGMENT = "journal-0000000000000001";

    @Test
    void opensAJournalOfFormatOne() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        for (String name : new String[] {SEGMENT, Watermark.NAME}) {
            try (InputStream file = getClass().getResourceAsStream("format-1/" + name)) {
                disk.put(name, Objects.requireNonNull(file).readAllBytes());
            }
        }
        TreeMap<Long, JournalRecord> read = new TreeMap<>();
        Opened opened = Journal.open(disk, JournalSettings.tiny(), read::put);
        assertThat(opened.findings()).isEmpty();
        assertThat(opened.journal().identity()).isEqualTo(1957);
        assertThat(opened.journal().lastPosition()).isEqualTo(4);
        for (long position = 1; position <= 4; position++) {
            assertThat(read).containsEntry(position, record(position));
        }
        assertThat(opened.journal().append(record(5))).isEqualTo(5);
    }

    private static JournalRecord record(long position) {
        byte[] body = "Paxos, a thriving mercantile center".getBytes(StandardCharsets.US_ASCII);
        return new JournalRecord(
                (int) position, 100 + position, 200 + position, (int) (300 + position), Bytes.wrap(body, 0, (int)
                        (7 * position - 7)));
    }

    /** How the files were made, once, by the version that had this format. They are never made again. */
    static final class Maker {
        private Maker() {}

        /** @param arguments the folder to write to */
        public static void main(String[] arguments) throws IOException {
            MemoryDisk disk = new MemoryDisk();
            try (Journal journal = Journal.open(
                            disk, JournalSettings.tiny().withIdentity(1957), (position, record) -> {})
                    .journal()) {
                for (long position = 1; position <= 4; position++) {
                    journal.append(record(position));
                    journal.force();
                }
            }
            for (String name : new String[] {SEGMENT, Watermark.NAME}) {
                Files.write(Path.of(arguments[0], name), disk.bytes(name));
            }
        }
    }
}
