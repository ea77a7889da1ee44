package synod.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/** Random operations on a journal and on a dumb twin, a map: after every reopening they hold the same. */
class JournalModelTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final JournalSettings settings = JournalSettings.tiny().withIdentity(77);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void holdsWhatItsTwinHolds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Long, JournalRecord> twin = new TreeMap<>();
        Journal journal = open(twin);
        for (int i = 0; i < 2000; i++) {
            int choice = random.nextInt(100);
            if (choice < 80) {
                JournalRecord record = randomRecord(random);
                long position = journal.append(record);
                assertThat(position).isEqualTo(journal.lastPosition());
                twin.put(position, record);
            } else if (choice < 95) {
                journal.force();
                assertThat(journal.forcedPosition()).isEqualTo(journal.lastPosition());
            } else if (choice < 97 && journal.forcedPosition() > 0) {
                journal.trimBelow(random.nextLong(journal.forcedPosition() + 1) + 1);
                twin.headMap(journal.firstPosition()).clear();
            } else {
                journal.close();
                journal = open(twin);
                assertThat(journal.lastPosition()).isEqualTo(twin.isEmpty() ? journal.lastPosition() : twin.lastKey());
                assertThat(journal.forcedPosition()).isEqualTo(journal.lastPosition());
            }
        }
        journal.close();
        open(twin);
    }

    private Journal open(Map<Long, JournalRecord> twin) {
        TreeMap<Long, JournalRecord> read = new TreeMap<>();
        Opened opened = Journal.open(disk, settings, read::put);
        assertThat(opened.findings()).isEmpty();
        assertThat(read).isEqualTo(twin);
        assertThat(opened.journal().identity()).isEqualTo(77);
        return opened.journal();
    }

    static JournalRecord randomRecord(SplittableRandom random) {
        int length = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(200);
        byte[] body = new byte[length];
        random.nextBytes(body);
        return new JournalRecord(
                random.nextInt(5), random.nextLong(1000), random.nextLong(100), random.nextInt(5), Bytes.wrap(body));
    }
}
