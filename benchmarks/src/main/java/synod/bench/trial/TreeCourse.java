package synod.bench.trial;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import synod.bench.load.Spread;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;
import synod.bench.system.LiveHeap;
import synod.bench.system.ProcessUsage;

/** One server with a large tree: its memory, its start after kill -9, and its writes while a snapshot is taken. */
final class TreeCourse implements Course {
    private static final int ONLY = 0;
    private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(300);

    private static final int WRITES_PER_SECOND = 1_000;
    private static final int WRITERS = 4;
    private static final int LEAST_SECONDS = 30;
    private static final int MOST_SECONDS = 90;

    /** Both systems take a snapshot after half to all of that many requests, drawn at random. */
    private static final int SNAP_COUNT = 20_000;

    /** A prime, with which a walk over the tree meets every znode once before it meets one again. */
    private static final long STRIDE = 7_368_787;

    private final TrialSettings settings;
    private final LargeTree tree;

    TreeCourse(TrialSettings settings) {
        this.settings = settings;
        this.tree = new LargeTree(settings.znodes());
    }

    @Override
    public List<Trial> trials() {
        return List.of(Trial.HEAP, Trial.RESTART, Trial.SNAPSHOT);
    }

    @Override
    public int servers() {
        return 1;
    }

    @Override
    public List<String> javaOptions(Contender contender) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(settings.javaOptionsWithLargeHeap());
        options.addAll(contender.startOptions(settings.home()));
        return options;
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(8).plusMillis(settings.znodes() / 2);
    }

    @Override
    public String description(Trial trial) {
        String heap = String.join(" ", settings.javaOptionsWithLargeHeap());
        return switch (trial) {
            case HEAP ->
                String.format(
                        Locale.ROOT,
                        "One server (`%s`), %,d znodes with %d bytes of data under parents of %,d children. Live objects after a"
                                + " full collection (jcmd GC.class_histogram), less those of the empty server.",
                        heap,
                        tree.znodes(),
                        LargeTree.DATA_BYTES,
                        LargeTree.CHILDREN);
            case RESTART ->
                "One server with that tree gets SIGKILL and is started again; a client tries every 2 ms. Each"
                        + " system starts with what its own launcher gives it: Synod with its class archive, which Apache"
                        + " ZooKeeper does not have. Files are in the page cache.";
            default ->
                String.format(
                        Locale.ROOT,
                        "One server with that tree; %,d setData a second over %d connections, sent when due whether the last"
                                + " was answered or not; latency counts from when a write was due. Snapshots come by count"
                                + " (`zookeeper.snapCount=%d`); %d s or more, until one was completed.",
                        WRITES_PER_SECOND,
                        WRITERS,
                        SNAP_COUNT,
                        LEAST_SECONDS);
        };
    }

    @Override
    public void run(Ensemble ensemble, Set<Trial> wanted, int round, Consumer<Figure> figures)
            throws IOException, InterruptedException {
        if (wanted.contains(Trial.HEAP)) {
            long pid = ensemble.pid(ONLY);
            long heap = LiveHeap.bytes(pid);
            long begin = System.nanoTime();
            TreeBuilder.build(ensemble.address(ONLY), tree);
            figures.accept(Figure.told(Trial.HEAP, "time to create it", "s", (System.nanoTime() - begin) / 1e9));
            SnapshotFiles.awaitQuiet(ensemble.data(ONLY), START_LIMIT_NANOS);
            long grown = LiveHeap.bytes(pid) - heap;
            figures.accept(Figure.compared(Trial.HEAP, "heap per znode", "bytes", (double) grown / tree.znodes()));
            figures.accept(Figure.compared(
                    Trial.HEAP, "resident memory", "MiB", ProcessUsage.residentBytes(pid) / (double) (1 << 20)));
        } else {
            TreeBuilder.build(ensemble.address(ONLY), tree);
        }
        if (wanted.contains(Trial.RESTART)) {
            restart(ensemble, figures);
        }
        if (wanted.contains(Trial.SNAPSHOT)) {
            snapshot(ensemble, figures);
        }
    }

    private void restart(Ensemble ensemble, Consumer<Figure> figures) throws IOException, InterruptedException {
        List<String> options = javaOptions(ensemble.contender());
        ensemble.kill(ONLY);
        long begin = System.nanoTime();
        ensemble.launchAgain(ONLY, options);
        FirstAnswers answers =
                FirstAnswers.await(ensemble.address(ONLY), LargeTree.path(tree.znodes() - 1), begin, START_LIMIT_NANOS);
        figures.accept(Figure.compared(Trial.RESTART, "start to first answered read", "ms", answers.readMillis()));
        figures.accept(Figure.compared(Trial.RESTART, "start to first answered write", "ms", answers.writeMillis()));
    }

    private void snapshot(Ensemble ensemble, Consumer<Figure> figures) throws IOException, InterruptedException {
        ensemble.stop(ONLY);
        List<String> options = new ArrayList<>(javaOptions(ensemble.contender()));
        options.add("-Dzookeeper.snapCount=" + SNAP_COUNT);
        ensemble.launchAgain(ONLY, options);
        ensemble.awaitReady();
        WarmUp.run(ensemble);
        SnapshotFiles.awaitQuiet(ensemble.data(ONLY), START_LIMIT_NANOS);
        SnapshotFiles snapshots = new SnapshotFiles(ensemble.data(ONLY));
        List<Histogram> seconds = PacedLoad.run(
                ensemble.address(ONLY),
                WRITERS,
                WRITES_PER_SECOND,
                count -> LargeTree.path((int) (count * STRIDE % tree.znodes())),
                second -> {
                    snapshots.look();
                    return second < LEAST_SECONDS || (snapshots.count() == 0 && second < MOST_SECONDS);
                });
        if (snapshots.count() == 0) {
            throw new IOException("no snapshot was completed within " + seconds.size() + " s of paced writes");
        }
        double[] p99 = PacedLoad.p99Millis(seconds);
        double worst = Arrays.stream(p99).max().orElse(0);
        figures.accept(Figure.compared(Trial.SNAPSHOT, "worst one-second p99", "ms", worst));
        figures.accept(Figure.compared(
                Trial.SNAPSHOT, "median one-second p99", "ms", Spread.of(p99).median()));
        figures.accept(Figure.compared(Trial.SNAPSHOT, "longest write", "ms", PacedLoad.longestMillis(seconds)));
        figures.accept(Figure.told(Trial.SNAPSHOT, "snapshots completed meanwhile", "", snapshots.count()));
        figures.accept(
                Figure.told(Trial.SNAPSHOT, "length of a snapshot", "MiB", snapshots.bytes() / (double) (1 << 20)));
    }
}
