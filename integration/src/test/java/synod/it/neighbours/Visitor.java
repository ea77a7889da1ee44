package synod.it.neighbours;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.jspecify.annotations.Nullable;

/** A client of any version that knows whom it talks to and keeps what it is told of its connection. */
@SuppressWarnings("try") // The library's close may be interrupted.
final class Visitor extends ZooKeeper {
    /**
     * Everything is allowed to everybody. (The library has a constant of its own, which has not had the same type in all
     * versions. And it asks such a list for null, which {@link List#of} would not stand.)
     */
    static final List<ACL> OPEN = Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id("world", "anyone")));

    private static final int TIMEOUT_MILLIS = 6_000;

    private final BlockingQueue<KeeperState> states;

    /** A watcher that keeps what it is told. */
    static final class Told implements Watcher {
        private final BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();

        @Override
        public void process(WatchedEvent event) {
            if (event.getType() != EventType.None) {
                events.add(event);
            }
        }

        /** Waits for the next event, which must be this one. */
        void expect(EventType type, String path) throws InterruptedException {
            WatchedEvent event = events.poll(Host.PATIENCE_SECONDS, TimeUnit.SECONDS);
            Host.check("an event at " + path + ", found " + event, event != null);
            Host.check("type of the event at " + path, type, event.getType());
            Host.check("path of the event", path, event.getPath());
        }

        /** Nothing has come that was not expected. */
        void expectNothing() {
            Host.check("no event is left, but " + events, events.isEmpty());
        }
    }

    private Visitor(String servers, BlockingQueue<KeeperState> states) throws IOException {
        super(servers, TIMEOUT_MILLIS, event -> {
            if (event.getType() == EventType.None) {
                states.add(event.getState());
            }
        });
        this.states = states;
    }

    /** A client with a new session, connected. */
    static Visitor connect(String servers) throws IOException, InterruptedException {
        Visitor visitor = new Visitor(servers, new LinkedBlockingQueue<>());
        visitor.expect(KeeperState.SyncConnected);
        return visitor;
    }

    /** Waits for the next change of the connection, which must be this one. */
    void expect(KeeperState state) throws InterruptedException {
        Host.check("connection", state, states.poll(Host.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits until the connection is in this state, whatever comes before. */
    void awaitState(KeeperState state) throws InterruptedException {
        @Nullable KeeperState next;
        do {
            next = states.poll(Host.PATIENCE_SECONDS, TimeUnit.SECONDS);
            Host.check("connection becomes " + state, next != null);
        } while (next != state);
    }

    /** The port of the server that it is connected to. */
    int serverPort() {
        return ((InetSocketAddress) testableRemoteSocketAddress()).getPort();
    }

    /** Creates a znode that everybody may use, and gives its path. */
    String make(String path, String data, CreateMode mode) throws KeeperException, InterruptedException {
        return create(path, data.getBytes(StandardCharsets.UTF_8), OPEN, mode);
    }

    /** What is read from now on shows all that was done before, by whomever. */
    void catchUp() {
        sync("/", (code, path, context) -> {}, null);
    }

    /** The data of a znode. */
    String read(String path) throws KeeperException, InterruptedException {
        return new String(getData(path, false, null), StandardCharsets.UTF_8);
    }
}
