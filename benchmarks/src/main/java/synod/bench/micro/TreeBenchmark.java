package synod.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import synod.kernel.Bytes;
import synod.tree.Acl;
import synod.tree.Caller;
import synod.tree.Changes;
import synod.tree.CreateMode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.tree.Tree;
import synod.tree.Znode;

/** The state machine alone: a write resolved and applied, and a lookup. Ten thousand znodes in one directory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreeBenchmark {
    private static final int ZNODES = 10_000;
    private static final int STEP = 7_919;
    private static final int DATA_BYTES = 100;
    private static final long NOW_MILLIS = 1_700_000_000_000L;

    private final Tree tree = new Tree();
    private final Changes changes = new Changes();
    private final Caller caller = new Caller(1, List.of());
    private final Znode node = new Znode();
    private final Bytes[] paths = new Bytes[ZNODES];
    private final Bytes data = Bytes.wrap(new byte[DATA_BYTES]);
    private long zxid;
    private int at;

    /** Fills the tree. */
    @Setup
    public void fill() {
        create("/bench");
        for (int i = 0; i < ZNODES; i++) {
            paths[i] = create(String.format(Locale.ROOT, "/bench/k%06d", i));
        }
    }

    /** One setData of 100 bytes, from the request to the reply. */
    @Benchmark
    public Reply setData() {
        changes.clear();
        return tree.execute(new Request.SetData(next(), data, -1), caller, ++zxid, NOW_MILLIS, changes);
    }

    /** One lookup and its data. */
    @Benchmark
    public Object find() {
        if (!tree.find(next(), node)) {
            throw new IllegalStateException("a znode is gone");
        }
        return node;
    }

    private Bytes next() {
        at = (at + STEP) % ZNODES;
        return paths[at];
    }

    private Bytes create(String text) {
        Bytes path = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
        changes.clear();
        tree.execute(
                new Request.Create(path, data, Acl.OPEN, CreateMode.PERSISTENT, false),
                caller,
                ++zxid,
                NOW_MILLIS,
                changes);
        return path;
    }
}
