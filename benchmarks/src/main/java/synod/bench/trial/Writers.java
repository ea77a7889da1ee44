package synod.bench.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import synod.bench.load.Frames;
import synod.bench.load.LoadConnection;

/** Several clients on all servers that write without end; one thread. Any client's success counts. */
final class Writers implements AutoCloseable {
    private static final int CLIENTS_PER_SERVER = 2;
    private static final long TURN_MILLIS = 1;
    private static final int FRAME_BYTES = 512;

    private final Selector selector;
    private final List<Writer> writers = new ArrayList<>();
    private final Successes successes = new Successes();

    private Writers(Selector selector) {
        this.selector = selector;
    }

    /**
     * Makes each client's znode and lets the clients connect, each to the server whose turn it is.
     *
     * @param servers all of them serving
     */
    static Writers open(List<InetSocketAddress> servers) throws IOException {
        Writers writers = new Writers(Selector.open());
        try (LoadConnection first = LoadConnection.open(0, 1, FRAME_BYTES, servers.get(0))) {
            for (int i = 0; i < CLIENTS_PER_SERVER * servers.size(); i++) {
                byte[] path = ("/writer" + i).getBytes(StandardCharsets.US_ASCII);
                Frames.create(first.out(), first.nextXid(), path, LargeTree.data(0));
                int error = first.exchange();
                if (error != 0 && error != Frames.NODE_EXISTS) {
                    throw new IOException("a writer's znode was refused with error " + error);
                }
                writers.writers.add(new Writer(writers.selector, servers, i % servers.size(), path, writers.successes));
            }
            Frames.closeSession(first.out(), first.nextXid());
            first.exchange();
            return writers;
        } catch (IOException | RuntimeException e) {
            writers.close();
            throw e;
        }
    }

    /** Writes until that moment. */
    void runUntil(long nanos) throws IOException {
        while (System.nanoTime() - nanos < 0) {
            for (Writer writer : writers) {
                writer.onTime(System.nanoTime());
            }
            selector.select(TURN_MILLIS);
            if (Thread.interrupted()) {
                throw new InterruptedIOException("interrupted while writing");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ((Writer) key.attachment()).onReady(key);
            }
            selector.selectedKeys().clear();
        }
    }

    Successes successes() {
        return successes;
    }

    /** Sessions that a server has declared expired. */
    int expired() {
        return writers.stream().mapToInt(Writer::expired).sum();
    }

    @Override
    public void close() throws IOException {
        for (Writer writer : writers) {
            writer.close();
        }
        selector.close();
    }
}
