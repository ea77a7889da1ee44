package synod.bench.trial;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import synod.bench.load.Frames;
import synod.bench.load.LoadConnection;
import synod.bench.load.Spread;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;
import synod.bench.system.LiveHeap;

/** One server with many sessions: what an idle one costs, and how long it takes to tell all of them of a change. */
final class CrowdCourse implements Course {
    private static final int ONLY = 0;
    private static final int REPETITIONS = 5;
    private static final int FRAME_BYTES = 512;
    private static final int OTHER_FILES = 300;
    private static final byte[] PATH = "/watched".getBytes(StandardCharsets.US_ASCII);

    private final TrialSettings settings;

    CrowdCourse(TrialSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Trial> trials() {
        return List.of(Trial.SESSIONS, Trial.WATCHERS);
    }

    @Override
    public int servers() {
        return 1;
    }

    @Override
    public List<String> javaOptions(Contender contender) {
        return settings.javaOptionsWithLargeHeap();
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(4).plusMillis(10L * settings.sessions());
    }

    @Override
    public String description(Trial trial) {
        return trial == Trial.SESSIONS
                ? String.format(
                        Locale.ROOT,
                        "One server; %,d connected sessions without watches. Live objects after a full collection, less"
                                + " those before.",
                        settings.sessions())
                : String.format(
                        Locale.ROOT,
                        "One server; %,d sessions watch one znode, and one setData is sent: time until the last"
                                + " notification has arrived. %d times in a row, their median.",
                        settings.sessions(),
                        REPETITIONS);
    }

    @Override
    public void run(Ensemble ensemble, Set<Trial> wanted, int round, Consumer<Figure> figures)
            throws IOException, InterruptedException {
        checkLimit();
        try (LoadConnection writer = LoadConnection.open(0, 1, FRAME_BYTES, ensemble.address(ONLY))) {
            Frames.create(writer.out(), writer.nextXid(), PATH, LargeTree.data(0));
            expect(writer.exchange());
            long before = wanted.contains(Trial.SESSIONS) ? LiveHeap.bytes(ensemble.pid(ONLY)) : 0;
            try (Crowd crowd = Crowd.connect(ensemble.address(ONLY), settings.sessions())) {
                crowd.ping();
                if (wanted.contains(Trial.SESSIONS)) {
                    long grown = LiveHeap.bytes(ensemble.pid(ONLY)) - before;
                    figures.accept(Figure.compared(
                            Trial.SESSIONS, "heap per idle session", "bytes", (double) grown / crowd.size()));
                    crowd.ping();
                }
                if (wanted.contains(Trial.WATCHERS)) {
                    watch(writer, crowd, figures);
                }
            }
        }
    }

    private static void watch(LoadConnection writer, Crowd crowd, Consumer<Figure> figures) throws IOException {
        double[] millis = new double[REPETITIONS];
        double[] ownMillis = new double[REPETITIONS];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < REPETITIONS; i++) {
            crowd.watch(PATH);
            Frames.setData(writer.out(), writer.nextXid(), PATH, LargeTree.data(i + 1));
            long own = threads.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            writer.post();
            millis[i] = (crowd.awaitNotifications() - begin) / 1e6;
            ownMillis[i] = (threads.getCurrentThreadCpuTime() - own) / 1e6;
            expect(writer.collect());
        }
        figures.accept(Figure.compared(
                Trial.WATCHERS, "last one notified", "ms", Spread.of(millis).median()));
        figures.accept(Figure.compared(Trial.WATCHERS, "the same, first time", "ms", millis[0]));
        figures.accept(Figure.told(
                Trial.WATCHERS,
                "processor time of the clients meanwhile",
                "ms",
                Spread.of(ownMillis).median()));
    }

    private static void expect(int error) throws IOException {
        if (error != 0) {
            throw new IOException("a request was answered with error " + error);
        }
    }

    /** A Java machine lifts its limit to the highest it is allowed, so that is the one that counts, here and there. */
    private void checkLimit() throws Untakeable {
        long needed = (long) settings.sessions() + OTHER_FILES;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < needed) {
            throw new Untakeable(String.format(
                    Locale.ROOT,
                    "%,d sessions need %,d open files, and this machine allows %,d; raise it with ulimit -n",
                    settings.sessions(),
                    needed,
                    system.getMaxFileDescriptorCount()));
        }
    }
}
