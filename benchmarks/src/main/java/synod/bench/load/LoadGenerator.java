package synod.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import synod.bench.system.BlockDevice;
import synod.bench.system.ProcessUsage;

/**
 * Loads servers as a plan says and measures: one thread, a closed loop. Each reply is followed at once by the next
 * request, so the number of outstanding requests stays what the scenario says. It is of the same session, unless there are
 * more sessions than outstanding requests: then it is of the session whose turn it is.
 */
public final class LoadGenerator implements AutoCloseable {
    /** What was used up at one moment. */
    private record Usage(double serverCpuSeconds, double ownCpuSeconds, long writtenBytes) {}

    private static final byte[] PARENT = ascii("/bench");
    private static final long LONGEST_LATENCY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int DIGITS = 3;
    private static final int PERCENT = 100;

    /** Everything in a request or a reply but path and value is shorter than this. */
    private static final int FRAME_OVERHEAD_BYTES = 192;

    /** Znodes that are made with one wait. */
    private static final int CREATED_TOGETHER = 256;

    /** Connections opened together; servers accept no more than some tens before they look. */
    private static final int OPENED_TOGETHER = 32;

    private static final int MOST_PARENTS = 12;

    private final LoadPlan plan;
    private final byte[] payload;
    private final byte[][] paths;
    private final byte[][] parents;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final Selector selector;
    private final Histogram latencies = new Histogram(LONGEST_LATENCY_NANOS, DIGITS);
    private long random = 0x9E37_79B9_7F4A_7C15L;
    private long issued;
    private long answered;
    private long inFlight;
    private int turn;
    private long now;
    private boolean isIssuing = true;

    private LoadGenerator(LoadPlan plan) throws IOException {
        this.plan = plan;
        this.payload = new byte[plan.payloadBytes()];
        this.paths = new byte[plan.keys()][];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = ascii(String.format(Locale.ROOT, "/bench/k%06d", i));
        }
        this.parents = new byte[Math.min(connectionCount(plan), MOST_PARENTS)][];
        for (int i = 0; i < parents.length; i++) {
            parents[i] = ascii("/bench/" + plan.run() + "-" + i);
        }
        this.selector = Selector.open();
    }

    /**
     * Runs a plan to its end.
     *
     * @throws IOException when a server cannot be reached, closes a connection, stalls, or gives a reply that is not the
     *     one that was due
     */
    public static LoadResult run(LoadPlan plan) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(plan)) {
            generator.makeZnodes();
            generator.connect();
            generator.prepare();
            return generator.load();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (LoadConnection connection : connections) {
            connection.close();
        }
    }

    private void connect() throws IOException {
        Scenario scenario = plan.scenario();
        // The first server is the leader where there is one; the last one never is.
        int first = scenario == Scenario.FAR ? plan.servers().size() - 1 : 0;
        int count = connectionCount(plan);
        int frameBytes = plan.payloadBytes() + paths[0].length + parents[0].length + FRAME_OVERHEAD_BYTES;
        for (int i = 0; i < count; i++) {
            int share = scenario.outstanding / count + (i < scenario.outstanding % count ? 1 : 0);
            connections.add(LoadConnection.connect(
                    i,
                    Math.max(1, share),
                    frameBytes,
                    plan.servers().get((first + i) % plan.servers().size())));
            if (i % OPENED_TOGETHER == OPENED_TOGETHER - 1 || i == count - 1) {
                for (LoadConnection each : connections.subList(i - i % OPENED_TOGETHER, i + 1)) {
                    each.awaitSession();
                }
            }
        }
    }

    private static int connectionCount(LoadPlan plan) {
        return plan.connections() == 0 ? plan.scenario().connections : plan.connections();
    }

    /** Whether there are sessions that have nothing outstanding at any time. */
    private boolean takesTurns() {
        return connections.size() > plan.scenario().outstanding;
    }

    /** Makes the znodes that the scenario needs, and brings every session's server up to them. */
    private void prepare() throws IOException {
        LoadConnection connection = connections.get(0);
        create(connection, PARENT);
        if (plan.scenario() == Scenario.CREATE) {
            for (byte[] parent : parents) {
                create(connection, parent);
            }
        }
        for (LoadConnection each : connections) {
            Frames.sync(each.out(), each.nextXid());
            each.post();
        }
        for (LoadConnection each : connections) {
            expect(each.collect(), 0, "sync");
            each.channel().configureBlocking(false);
            each.channel().register(selector, SelectionKey.OP_READ, each);
        }
    }

    private void create(LoadConnection connection, byte[] path) throws IOException {
        Frames.create(connection.out(), connection.nextXid(), path, payload);
        int error = connection.exchange();
        if (error != Frames.NODE_EXISTS) {
            expect(error, 0, "create " + new String(path, StandardCharsets.US_ASCII));
        }
    }

    /** They are made in order, so an earlier run that was cut short has left the first ones. */
    private int firstMissing(LoadConnection connection) throws IOException {
        int least = 0;
        int most = paths.length;
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (exists(connection, paths[middle])) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        return least;
    }

    /**
     * What is read and written, over a connection of its own: a million take a while, and idle sessions would not live
     * that long.
     */
    private void makeZnodes() throws IOException {
        if (plan.scenario() == Scenario.CREATE) {
            return;
        }
        int frameBytes = plan.payloadBytes() + paths[0].length + FRAME_OVERHEAD_BYTES;
        try (LoadConnection maker = LoadConnection.open(
                connectionCount(plan),
                CREATED_TOGETHER,
                frameBytes,
                plan.servers().get(0))) {
            create(maker, PARENT);
            for (int made = firstMissing(maker); made < paths.length; ) {
                int end = Math.min(paths.length, made + CREATED_TOGETHER);
                for (; made < end; made++) {
                    Frames.create(maker.out(), maker.nextXid(), paths[made], payload);
                    maker.sent(Frames.replyLength(Frames.CREATE, paths[made].length, 0), now);
                }
                while (!maker.flush()) {
                    // In blocking mode; all of it goes sooner or later.
                }
                while (maker.outstanding() > 0) {
                    maker.read((each, latencyNanos) -> {});
                }
            }
            Frames.closeSession(maker.out(), maker.nextXid());
            expect(maker.exchange(), 0, "closeSession");
        }
    }

    private static boolean exists(LoadConnection connection, byte[] path) throws IOException {
        Frames.getData(connection.out(), connection.nextXid(), path);
        int error = connection.exchange();
        if (error != Frames.NO_NODE) {
            expect(error, 0, "getData");
        }
        return error == 0;
    }

    private static void expect(int error, int due, String what) throws IOException {
        if (error != due) {
            throw new IOException(what + " was answered with error " + error);
        }
    }

    private LoadResult load() throws IOException {
        now = System.nanoTime();
        if (takesTurns()) {
            for (int i = 0; i < plan.scenario().outstanding; i++) {
                issueInTurn();
            }
        } else {
            for (LoadConnection connection : connections) {
                for (int i = 0; i < connection.share; i++) {
                    issue(connection);
                }
                flush(connection);
            }
        }
        turnUntil(now + TimeUnit.MILLISECONDS.toNanos(plan.warmUpMillis()));

        latencies.reset();
        long before = answered;
        Usage first = usage();
        long begin = System.nanoTime();
        turnUntil(begin + TimeUnit.MILLISECONDS.toNanos(plan.measureMillis()));
        long end = System.nanoTime();
        Usage last = usage();
        long operations = answered - before;
        Histogram measured = latencies.copy();
        drain();
        return result(operations, measured, end - begin, first, last);
    }

    private LoadResult result(long operations, Histogram measured, long nanos, Usage first, Usage last) {
        return new LoadResult(
                operations,
                answered,
                nanos / 1e9,
                measured.getValueAtPercentile(50) / 1e3,
                measured.getValueAtPercentile(99) / 1e3,
                measured.getValueAtPercentile(99.9) / 1e3,
                measured.getMaxValue() / 1e3,
                last.serverCpuSeconds - first.serverCpuSeconds,
                last.ownCpuSeconds - first.ownCpuSeconds,
                last.writtenBytes - first.writtenBytes);
    }

    private Usage usage() throws IOException {
        return new Usage(
                ProcessUsage.cpuSeconds(plan.pids()),
                ProcessUsage.cpuSeconds(ProcessHandle.current().pid()),
                plan.device().isEmpty() ? 0 : new BlockDevice(Path.of(plan.device())).writtenBytes());
    }

    private void turnUntil(long deadline) throws IOException {
        while (System.nanoTime() - deadline < 0) {
            turn();
        }
    }

    private void turn() throws IOException {
        if (selector.select(TimeUnit.NANOSECONDS.toMillis(STALL_NANOS)) == 0) {
            throw new IOException("no server answered anything for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NANOS)
                    + " s with " + inFlight + " requests outstanding");
        }
        now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            LoadConnection connection = (LoadConnection) key.attachment();
            if (key.isReadable()) {
                connection.read(this::onReply);
            }
            flush(connection);
        }
        selector.selectedKeys().clear();
    }

    private void onReply(LoadConnection connection, long latencyNanos) throws IOException {
        latencies.recordValue(Math.min(latencyNanos, LONGEST_LATENCY_NANOS));
        answered++;
        inFlight--;
        if (isIssuing && takesTurns()) {
            issueInTurn();
        } else if (isIssuing) {
            issue(connection);
        }
    }

    /** The next request of the next session that has none outstanding; there always is one. */
    private void issueInTurn() throws IOException {
        LoadConnection connection;
        do {
            connection = connections.get(turn);
            turn = (turn + 1) % connections.size();
        } while (connection.outstanding() > 0);
        issue(connection);
        flush(connection);
    }

    private void issue(LoadConnection connection) {
        ByteBuffer out = connection.out();
        int xid = connection.nextXid();
        issued++;
        inFlight++;
        if (plan.scenario() == Scenario.CREATE) {
            byte[] path = fresh(parents[connection.number % parents.length], issued);
            Frames.create(out, xid, path, payload);
            connection.sent(Frames.replyLength(Frames.CREATE, path.length, 0), now);
            return;
        }
        long draw = draw();
        byte[] path = paths[(int) Long.remainderUnsigned(draw >>> 8, paths.length)];
        if (Long.remainderUnsigned(draw, PERCENT) < plan.scenario().readPercent) {
            Frames.getData(out, xid, path);
            connection.sent(Frames.replyLength(Frames.GET_DATA, path.length, payload.length), now);
        } else {
            // Every write differs from the one before, so that no server can get away with writing nothing.
            ByteBuffer.wrap(payload).putLong(0, issued);
            Frames.setData(out, xid, path, payload);
            connection.sent(Frames.replyLength(Frames.SET_DATA, path.length, payload.length), now);
        }
    }

    /** A path that was not used before: the parent's and a number in eight digits. */
    private static byte[] fresh(byte[] parent, long number) {
        byte[] path = new byte[parent.length + 9];
        System.arraycopy(parent, 0, path, 0, parent.length);
        path[parent.length] = '/';
        long rest = number;
        for (int i = path.length - 1; i > parent.length; i--) {
            path[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return path;
    }

    /** Marsaglia's xorshift: good enough to pick keys, and nearly free. */
    private long draw() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }

    private void flush(LoadConnection connection) throws IOException {
        SelectionKey key = connection.channel().keyFor(selector);
        int interest = connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key != null && key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Waits for what is outstanding and ends the sessions, so that the next run starts against a quiet server. */
    private void drain() throws IOException {
        isIssuing = false;
        while (inFlight > 0) {
            turn();
        }
        for (SelectionKey key : selector.keys()) {
            key.cancel();
        }
        selector.selectNow();
        for (LoadConnection connection : connections) {
            connection.channel().configureBlocking(true);
            Frames.closeSession(connection.out(), connection.nextXid());
            connection.post();
        }
        for (LoadConnection connection : connections) {
            expect(connection.collect(), 0, "closing the session");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
