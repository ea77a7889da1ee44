package synod.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import synod.journal.Journal;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;

/** Appending records in groups, on a disk that costs nothing: encoding, checksums, copying. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JournalBenchmark {
    private static final int GROUP = 64;
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final int KIND = 2;

    @Param({"150", "16384"})
    private int bodyBytes;

    private byte[] body = new byte[0];

    private final Journal journal = Journal.open(
                    new HeapDisk(SEGMENT_BYTES),
                    new JournalSettings(SEGMENT_BYTES, 1 << 20, SEGMENT_BYTES / 2, 1),
                    (position, record) -> {})
            .journal();

    /** Makes the body that all records share. */
    @Setup
    public void makeBody() {
        body = new byte[bodyBytes];
    }

    /** One group as the journal thread writes it: appends, one force, and old segments dropped. */
    @Benchmark
    @OperationsPerInvocation(GROUP)
    public long append() {
        Bytes shared = Bytes.wrap(body);
        for (int i = 0; i < GROUP; i++) {
            journal.append(new JournalRecord(KIND, journal.lastPosition() + 1, 1, 1, shared));
        }
        journal.force();
        journal.trimBelow(journal.forcedPosition());
        return journal.lastPosition();
    }
}
