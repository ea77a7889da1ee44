package synod.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** The unmodified client of ZooKeeper, connected. */
public final class Clients {
    /** A session timeout that outlasts an election; with a tick of 500 ms servers grant at most 10 s. */
    public static final int TIMEOUT_MILLIS = 10_000;

    private Clients() {}

    /** A client with a new session, connected to one of the servers. */
    public static ZooKeeper connect(String connectString) {
        return connect(connectString, TIMEOUT_MILLIS, event -> {});
    }

    /**
     * A client with a new session, connected to one of the servers.
     *
     * @param watcher also told of everything that happens to the connection
     */
    public static ZooKeeper connect(String connectString, int timeoutMillis, Watcher watcher) {
        CountDownLatch connected = new CountDownLatch(1);
        try {
            ZooKeeper client = new ZooKeeper(connectString, timeoutMillis, event -> {
                if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                    connected.countDown();
                }
                watcher.process(event);
            });
            if (!connected.await(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                client.close(1_000);
                throw new AssertionError("no connection to " + connectString);
            }
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting", e);
        }
    }
}
