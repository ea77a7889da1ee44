package synod.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

/** What the journal refuses, and how. */
class JournalFailureTest {
    private static final JournalRecord RECORD = new JournalRecord(1, 2, 3, 4, Bytes.wrap(new byte[100]));

    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void refusesABodyThatIsTooLong() {
        Journal journal = open();
        JournalRecord tooLong = new JournalRecord(
                1, 2, 3, 4, Bytes.wrap(new byte[JournalSettings.tiny().maxBodyBytes() + 1]));
        assertThatThrownBy(() -> journal.append(tooLong)).isInstanceOf(IllegalArgumentException.class);
        // It was the caller's mistake, not the disk's.
        assertThat(journal.append(RECORD)).isEqualTo(1);
    }

    @Test
    void refusesToTrimWhatIsNotDurable() {
        Journal journal = open();
        journal.append(RECORD);
        assertThatThrownBy(() -> journal.trimBelow(2)).isInstanceOf(IllegalArgumentException.class);
        journal.force();
        journal.trimBelow(2);
        assertThat(journal.firstPosition()).isEqualTo(1);
    }

    @Test
    void refusesEverythingOnceClosed() {
        Journal journal = open();
        journal.append(RECORD);
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.append(RECORD)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(journal::force).isInstanceOf(IllegalStateException.class);
        assertThat(open().lastPosition()).isEqualTo(1);
    }

    @Test
    void tellsWhatIsDurableAlsoWhenItWasBefore() {
        Journal journal = open();
        journal.append(RECORD);
        List<Long> told = new ArrayList<>();
        journal.force(told::add);
        journal.force(told::add);
        assertThat(told).containsExactly(1L, 1L);
    }

    @Test
    void forcesNothingForNothing() {
        Journal journal = open();
        journal.append(RECORD);
        journal.force();
        byte[] before = disk.bytes(Watermark.NAME).clone();
        journal.force();
        assertThat(disk.bytes(Watermark.NAME)).isEqualTo(before);
    }

    @Test
    void keepsTheIdentityItWasMadeWith() {
        Journal made = Journal.open(disk, JournalSettings.tiny().withIdentity(5), (position, record) -> {})
                .journal();
        made.close();
        Opened opened = Journal.open(disk, JournalSettings.tiny().withIdentity(6), (position, record) -> {});
        assertThat(opened.journal().identity()).isEqualTo(5);
        assertThat(opened.isBlank()).isTrue();
        assertThat(opened.isForgetful()).isFalse();
    }

    @Test
    void leavesOtherFilesAlone() {
        List<String> foreign = List.of(
                "journal-", "journal-0000000000000000", "journal-000000000000000G", "journal-1", "snapshot-x", "y");
        foreign.forEach(name -> disk.put(name, new byte[] {1}));
        Journal journal = open();
        journal.append(RECORD);
        journal.close();
        assertThat(disk.list()).containsAll(foreign);
    }

    @Test
    void setsItsLimits() {
        assertThatThrownBy(() -> new JournalSettings(4095, 1024, 1024, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segmentBytes");
        assertThatThrownBy(() -> new JournalSettings(4096, 1, 1024, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JournalSettings(4096, 1024, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(JournalSettings.defaults().segmentBytes()).isEqualTo(64 << 20);
    }

    @Test
    void takesWhatABodyHoldsForNothingButABody() {
        // A body that looks like a record of this very journal, at the place where it stands.
        Journal journal = open();
        journal.append(RECORD);
        journal.force();
        byte[] body = new byte[512];
        java.nio.ByteBuffer forged = java.nio.ByteBuffer.wrap(body);
        long offset = Segment.DATA_BEGINS + RecordFormat.size(100);
        new RecordFormat(1, 1)
                .encode(
                        forged,
                        0,
                        offset + RecordFormat.HEADER_BYTES,
                        3,
                        2,
                        new JournalRecord(9, 9, 9, 9, Bytes.EMPTY));
        journal.append(new JournalRecord(1, 1, 1, 1, Bytes.wrap(body)));
        journal.append(RECORD);
        journal.force();
        List<Integer> kinds = new ArrayList<>();
        Opened opened = Journal.open(disk, JournalSettings.tiny(), (position, record) -> kinds.add(record.kind()));
        assertThat(opened.findings()).isEmpty();
        assertThat(kinds).containsExactly(1, 1, 1);
        // Nor when the body is damaged: its header is good, so it is known where it ends.
        disk.bytes(Segment.nameOf(1))[(int) offset + RecordFormat.HEADER_BYTES + 300] ^= 1;
        kinds.clear();
        opened = Journal.open(disk, JournalSettings.tiny(), (position, record) -> kinds.add(record.kind()));
        assertThat(opened.damage()).containsExactly(new Damage.Body(2, 1, 1, 1, 1));
        assertThat(kinds).containsExactly(1, 1);
    }

    private Journal open() {
        return Journal.open(disk, JournalSettings.tiny(), (position, record) -> {})
                .journal();
    }
}
