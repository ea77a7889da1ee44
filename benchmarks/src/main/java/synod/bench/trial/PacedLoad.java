package synod.bench.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import synod.bench.load.Frames;
import synod.bench.load.LoadConnection;

/**
 * Writes at a steady pace, whether the earlier ones were answered or not (an open loop), over several connections in turn;
 * one thread. Latency counts from the moment at which a write was due, so a server that stands still is charged with all
 * the writes that waited meanwhile.
 */
final class PacedLoad implements AutoCloseable {
    /** Told at the end of each second. */
    interface Seconds {
        /** Whether to go on, that many seconds after the begin. */
        boolean goesOn(int second) throws IOException;
    }

    private static final int FRAME_BYTES = 256;

    /** How far a server may fall behind on one connection. */
    private static final int MOST_OUTSTANDING = 1 << 15;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** The selector's own timeout counts in milliseconds, which is too coarse for a pace of a thousand a second. */
    private static final long NAP_NANOS = 100_000;

    private static final int DIGITS = 3;

    private final List<LoadConnection> connections = new ArrayList<>();
    private final List<Histogram> seconds = new ArrayList<>();
    private final Selector selector;
    private final IntFunction<byte[]> paths;
    private long begin;
    private long unanswered;
    private int sent;

    /** @param paths which znode the nth write goes to */
    private PacedLoad(IntFunction<byte[]> paths) throws IOException {
        this.paths = paths;
        this.selector = Selector.open();
    }

    /**
     * Writes until told to end, and waits for the last answers.
     *
     * @return the latencies in nanoseconds of the writes that were due in each second
     */
    static List<Histogram> run(
            InetSocketAddress server, int connections, int perSecond, IntFunction<byte[]> paths, Seconds until)
            throws IOException {
        try (PacedLoad load = new PacedLoad(paths)) {
            for (int i = 0; i < connections; i++) {
                LoadConnection connection = LoadConnection.open(i, MOST_OUTSTANDING, FRAME_BYTES, server);
                load.connections.add(connection);
                connection.channel().configureBlocking(false);
                connection.channel().register(load.selector, SelectionKey.OP_READ, connection);
            }
            load.write(perSecond, until);
            return load.seconds;
        }
    }

    /** The 99th percentile of each second, in milliseconds. */
    static double[] p99Millis(List<Histogram> seconds) {
        return seconds.stream()
                .flatMapToDouble(each -> DoubleStream.of(each.getValueAtPercentile(99) / 1e6))
                .toArray();
    }

    /** The longest latency of all, in milliseconds. */
    static double longestMillis(List<Histogram> seconds) {
        return seconds.stream().mapToLong(Histogram::getMaxValue).max().orElse(0) / 1e6;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (LoadConnection connection : connections) {
            connection.close();
        }
    }

    private void write(int perSecond, Seconds until) throws IOException {
        begin = System.nanoTime();
        for (int second = 1; ; second++) {
            seconds.add(new Histogram(MOST_NANOS, DIGITS));
            long end = begin + second * SECOND_NANOS;
            while (System.nanoTime() - end < 0) {
                turn();
                long due = issueAllDue(perSecond, end + Math.min(0, System.nanoTime() - end));
                LockSupport.parkNanos(Math.min(NAP_NANOS, due - System.nanoTime()));
            }
            issueAllDue(perSecond, end);
            if (!until.goesOn(second)) {
                break;
            }
        }
        long end = System.nanoTime() + DRAIN_NANOS;
        while (unanswered > 0) {
            turn();
            LockSupport.parkNanos(NAP_NANOS);
            if (System.nanoTime() - end > 0) {
                throw new IOException(unanswered + " paced writes were not answered for "
                        + TimeUnit.NANOSECONDS.toSeconds(DRAIN_NANOS) + " s");
            }
        }
    }

    /** Sends every write that was due before that moment; returns when the next one is. */
    private long issueAllDue(int perSecond, long moment) throws IOException {
        long due = begin + sent * SECOND_NANOS / perSecond;
        while (due - moment < 0) {
            issue(due);
            due = begin + sent * SECOND_NANOS / perSecond;
        }
        return due;
    }

    private void issue(long due) throws IOException {
        LoadConnection connection = connections.get(sent % connections.size());
        if (connection.outstanding() == MOST_OUTSTANDING) {
            throw new IOException("the server is " + MOST_OUTSTANDING + " writes behind on one connection");
        }
        byte[] path = paths.apply(sent);
        Frames.setData(connection.out(), connection.nextXid(), path, LargeTree.data(sent));
        connection.sent(Frames.replyLength(Frames.SET_DATA, path.length, LargeTree.DATA_BYTES), due);
        sent++;
        unanswered++;
        flush(connection);
    }

    private void turn() throws IOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException("interrupted under paced load");
        }
        selector.selectNow();
        for (SelectionKey key : selector.selectedKeys()) {
            LoadConnection connection = (LoadConnection) key.attachment();
            if (key.isReadable()) {
                connection.read(this::onReply);
            }
            flush(connection);
        }
        selector.selectedKeys().clear();
    }

    /** Belongs to the second in which the write was due. */
    private void onReply(LoadConnection connection, long latencyNanos) {
        unanswered--;
        long due = System.nanoTime() - latencyNanos;
        int second = (int) Math.min(Math.max(0, (due - begin) / SECOND_NANOS), seconds.size() - 1);
        seconds.get(second).recordValue(Math.min(latencyNanos, MOST_NANOS));
    }

    private void flush(LoadConnection connection) throws IOException {
        SelectionKey key = connection.channel().keyFor(selector);
        int interest = connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key != null && key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }
}
