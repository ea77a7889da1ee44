package synod.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import synod.kernel.Bytes;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** Requests of one client through a whole node, 64 at a time: from the frame to the answer's bytes, journal included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NodeBenchmark {
    private static final int GROUP = 64;
    private static final int ZNODES = 1_024;
    private static final int DATA_BYTES = 100;
    private static final int TIMEOUT_MILLIS = 40_000;
    private static final int PASSWORD_BYTES = 16;
    private static final int EVERYTHING = 31;
    private static final long CLIENT = 1;

    private final LoneNode node = new LoneNode();
    private final Bytes[] sets = new Bytes[ZNODES];
    private final Bytes[] gets = new Bytes[ZNODES];
    private int at;

    /** Connects and makes the znodes. */
    @Setup
    public void fill() {
        node.connect(CLIENT);
        answered(connect());
        for (int i = 0; i < ZNODES; i++) {
            Bytes path = bytes(String.format(Locale.ROOT, "/k%06d", i));
            answered(create(path));
            sets[i] = set(path);
            gets[i] = get(path);
        }
    }

    /** setData of 100 bytes. */
    @Benchmark
    @OperationsPerInvocation(GROUP)
    public long setData() {
        return exchange(sets);
    }

    /** getData of 100 bytes. */
    @Benchmark
    @OperationsPerInvocation(GROUP)
    public long getData() {
        return exchange(gets);
    }

    private long exchange(Bytes[] frames) {
        long before = node.repliedBytes();
        for (int i = 0; i < GROUP; i++) {
            at = (at + 1) % ZNODES;
            node.frame(CLIENT, frames[at]);
        }
        node.turn();
        long after = node.repliedBytes();
        LoneNode.require(after > before, "no answer");
        return after;
    }

    private void answered(Bytes frame) {
        long before = node.repliedBytes();
        node.frame(CLIENT, frame);
        node.turn();
        LoneNode.require(node.repliedBytes() > before, "no answer");
    }

    private static Bytes connect() {
        Output out = new Output(64);
        out.writeInt(0);
        out.writeLong(0);
        out.writeInt(TIMEOUT_MILLIS);
        out.writeLong(0);
        out.writeSized(Bytes.wrap(new byte[PASSWORD_BYTES]));
        out.writeBoolean(false);
        return out.toBytes();
    }

    private static Output header(int type) {
        Output out = new Output(256);
        out.writeInt(1);
        out.writeInt(type);
        return out;
    }

    private static Bytes create(Bytes path) {
        Output out = header(OpCode.CREATE);
        out.writeSized(path);
        out.writeSized(Bytes.wrap(new byte[DATA_BYTES]));
        out.writeInt(1);
        out.writeInt(EVERYTHING);
        out.writeSized(bytes("world"));
        out.writeSized(bytes("anyone"));
        out.writeInt(0);
        return out.toBytes();
    }

    private static Bytes set(Bytes path) {
        Output out = header(OpCode.SET_DATA);
        out.writeSized(path);
        out.writeSized(Bytes.wrap(new byte[DATA_BYTES]));
        out.writeInt(-1);
        return out.toBytes();
    }

    private static Bytes get(Bytes path) {
        Output out = header(OpCode.GET_DATA);
        out.writeSized(path);
        out.writeBoolean(false);
        return out.toBytes();
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
