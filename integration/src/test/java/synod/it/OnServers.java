package synod.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Shape;

/** A test on servers that it shares with others and does not harm, below a znode of its own. */
@ExtendWith(ClusterLogs.class)
public abstract class OnServers {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The servers, shared by the tests of a class. */
    protected final Cluster cluster;

    /** The znode that only this test uses. */
    protected final String root = "/t" + NUMBER.incrementAndGet();

    private final List<ZooKeeper> clients = new ArrayList<>();

    /** Starts the servers of this shape, unless an earlier test of the class has. */
    protected OnServers(Shape shape) {
        this(shape, List.of());
    }

    /**
     * Starts the servers of this shape, unless an earlier test of the class has.
     *
     * @param javaOptions further options of their Java machines, the same for all tests of a class
     */
    protected OnServers(Shape shape, List<String> javaOptions) {
        cluster = ClusterLogs.shared(shape, javaOptions);
    }

    @BeforeEach
    protected final void makeRoot() throws KeeperException, InterruptedException {
        connect().create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    @AfterEach
    protected final void closeClients() throws InterruptedException {
        for (ZooKeeper client : clients) {
            client.close();
        }
    }

    /** A client with a session of its own, closed after the test. */
    protected final ZooKeeper connect() {
        return connect(event -> {});
    }

    /** A client that tells {@code watcher} what happens to its connection, closed after the test. */
    protected final ZooKeeper connect(Watcher watcher) {
        ZooKeeper client = Clients.connect(cluster.connectString(), Clients.TIMEOUT_MILLIS, watcher);
        clients.add(client);
        return client;
    }

    /** A client of one certain server, closed after the test. */
    protected final ZooKeeper connect(int server) {
        ZooKeeper client = Clients.connect(cluster.servers().get(server).address());
        clients.add(client);
        return client;
    }

    /** A text as UTF-8. */
    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** UTF-8 as a text. */
    protected static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
