package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.journal.Replay;
import synod.kernel.Bytes;

@Timeout(60)
final class JournalThreadTest {
    private static final Replay NOTHING = (position, record) -> {};

    private final BadDisk disk = new BadDisk();
    private final Endings endings = new Endings();
    private final AtomicLong time = new AtomicLong();
    private final BlockingQueue<Long> durable = new LinkedBlockingQueue<>();

    private JournalThread open() {
        Journal journal = Journal.open(disk, JournalSettings.tiny(), NOTHING).journal();
        JournalThread thread = new JournalThread(journal, durable::add, 1_000_000_000L, endings, time::get);
        thread.start();
        return thread;
    }

    private static JournalRecord record(int number) {
        return new JournalRecord(1, number, 0, 1, Bytes.wrap(new byte[] {(byte) number}));
    }

    private long awaitDurable(long position) throws InterruptedException {
        long last = 0;
        while (last < position) {
            Long next = durable.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("durable up to %d is told", position).isNotNull();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        return last;
    }

    private List<Long> slotsOnDisk() {
        List<Long> slots = new ArrayList<>();
        Journal.open(disk, JournalSettings.tiny(), (position, record) -> slots.add(record.slot()))
                .journal()
                .close();
        return slots;
    }

    @Test
    void tellsWhatIsDurable() throws InterruptedException {
        try (JournalThread thread = open()) {
            thread.persist(record(1));
            thread.flush();
            assertThat(awaitDurable(1)).isEqualTo(1);
        }
        assertThat(slotsOnDisk()).containsExactly(1L);
        assertThat(endings.isEmpty()).isTrue();
    }

    @Test
    void oneForceCoversAllThatWaited() throws InterruptedException {
        try (JournalThread thread = open()) {
            CountDownLatch gate = disk.holdForces();
            thread.persist(record(1));
            thread.flush();
            for (int i = 2; i <= 100; i++) {
                thread.persist(record(i));
                thread.flush();
            }
            gate.countDown();
            awaitDurable(100);
            assertThat(thread.forces()).isLessThanOrEqualTo(2 + 100 / 2);
        }
        assertThat(slotsOnDisk()).hasSize(100);
    }

    @Test
    void recordsWaitBesideAFullQueueInOrder() throws InterruptedException {
        int count = 40_000;
        try (JournalThread thread = open()) {
            CountDownLatch gate = disk.holdForces();
            for (int i = 1; i <= count; i++) {
                thread.persist(record(i));
                if (i % 1000 == 0) {
                    thread.flush();
                }
            }
            gate.countDown();
            // As the loop does at the end of each turn; a turn follows from each report.
            long last = 0;
            while (last < count) {
                thread.flush();
                Long next = durable.poll(10, TimeUnit.SECONDS);
                assertThat(next).isNotNull();
                last = next;
            }
        }
        List<Long> slots = slotsOnDisk();
        assertThat(slots).hasSize(count).isSorted();
    }

    @Test
    void closingForcesWhatWasHandedOver() {
        JournalThread thread = open();
        for (int i = 1; i <= 10; i++) {
            thread.persist(record(i));
        }
        thread.flush();
        thread.close();
        assertThat(slotsOnDisk()).hasSize(10);
    }

    @Test
    void aFailedForceEndsTheProcessAndAcknowledgesNothing() throws InterruptedException {
        JournalThread thread = open();
        thread.persist(record(1));
        thread.flush();
        awaitDurable(1);
        disk.breakForces();
        thread.persist(record(2));
        thread.flush();
        Endings.Ending ending = endings.await();
        assertThat(ending.code()).isEqualTo(ExitCode.DISK);
        assertThat(ending.line()).contains("cannot force").contains("Input/output error");
        assertThat(durable).isEmpty();
        thread.persist(record(3));
        thread.flush();
        thread.close();
        assertThat(durable).isEmpty();
    }

    // What the loop writes itself.

    private boolean writeHere(JournalThread thread) {
        Thread caller = Thread.currentThread();
        return thread.writeHere(position -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            durable.add(position);
        });
    }

    @Test
    void aLoneRecordIsWrittenByTheCaller() {
        try (JournalThread thread = open()) {
            await(thread::isIdle);
            for (long i = 1; i <= 100; i++) {
                thread.persist(record((int) i));
                assertThat(writeHere(thread)).isTrue();
                assertThat(durable.poll()).isEqualTo(i);
            }
            assertThat(writeHere(thread)).as("nothing waits").isFalse();
            assertThat(thread.forces()).isEqualTo(100);
        }
        assertThat(slotsOnDisk()).hasSize(100).isSorted();
    }

    @Test
    void manyRecordsAreLeftToTheThread() throws InterruptedException {
        try (JournalThread thread = open()) {
            await(thread::isIdle);
            for (int i = 1; i <= 5; i++) {
                thread.persist(record(i));
            }
            assertThat(writeHere(thread)).isFalse();
            thread.flush();
            awaitDurable(5);
        }
        assertThat(slotsOnDisk()).hasSize(5).isSorted();
    }

    @Test
    void whileTheThreadWritesTheCallerDoesNot() throws InterruptedException {
        try (JournalThread thread = open()) {
            CountDownLatch gate = disk.holdForces();
            thread.persist(record(1));
            thread.flush();
            await(disk::isHolding);
            thread.persist(record(2));
            assertThat(writeHere(thread)).isFalse();
            gate.countDown();
            thread.flush();
            awaitDurable(2);
        }
        assertThat(slotsOnDisk()).containsExactly(1L, 2L);
    }

    private void forceTaking(JournalThread thread, int record, long nanos) throws InterruptedException {
        CountDownLatch gate = disk.holdForces();
        thread.persist(record(record));
        thread.flush();
        await(disk::isHolding);
        time.addAndGet(nanos);
        gate.countDown();
        awaitDurable(record);
        await(thread::isIdle);
    }

    @Test
    void aDiskThatIsSlowAsARuleIsLeftToTheThread() throws InterruptedException {
        try (JournalThread thread = open()) {
            for (int i = 1; i <= 100; i++) {
                forceTaking(thread, i, 1_100_000L);
            }
            thread.persist(record(101));
            assertThat(writeHere(thread)).isFalse();
            thread.flush();
            awaitDurable(101);
            await(thread::isIdle);
            // It has become quick, and that is seen.
            for (int i = 102; i <= 105; i++) {
                forceTaking(thread, i, 0);
            }
            thread.persist(record(106));
            assertThat(writeHere(thread)).isTrue();
        }
    }

    /** One slow force in a while says nothing about the next one. */
    @Test
    void aSlowForceAmongQuickOnesChangesNothing() throws InterruptedException {
        try (JournalThread thread = open()) {
            forceTaking(thread, 1, 15_900_000L);
            thread.persist(record(2));
            assertThat(writeHere(thread)).isTrue();
            awaitDurable(2);
            forceTaking(thread, 3, 1_000_000_000L);
            thread.persist(record(4));
            assertThat(writeHere(thread))
                    .as("the disk stands still now and then")
                    .isFalse();
        }
    }

    @Test
    void whatFindsNoRoomIsLeftToTheThread() throws InterruptedException {
        int written = 0;
        try (JournalThread thread = open()) {
            disk.fill(true);
            await(thread::isIdle);
            do {
                written++;
                thread.persist(record(written));
            } while (writeHere(thread) && written < 100_000);
            assertThat(written).as("the disk is full before").isLessThan(100_000);
            thread.flush();
            disk.fill(false);
            awaitDurable(written);
        }
        assertThat(slotsOnDisk()).hasSize(written).isSorted();
        assertThat(endings.isEmpty()).isTrue();
    }

    @Test
    void aForceThatFailsForTheCallerEndsTheProcess() throws InterruptedException {
        JournalThread thread = open();
        await(thread::isIdle);
        disk.breakForces();
        thread.persist(record(1));
        assertThat(writeHere(thread)).isFalse();
        assertThat(endings.await().code()).isEqualTo(ExitCode.DISK);
        assertThat(durable).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
