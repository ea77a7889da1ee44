package synod.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetDataRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/**
 * Clients that take and give nothing, beside one that works: it goes on in the session that it has, and nothing that it
 * writes is lost. What is compared is how far each gets, never how long it takes.
 */
@ExtendWith(ClusterLogs.class)
class UnharmedIT {
    private static final int MAX_BUFFER = 0xfffff;
    private static final int WRITES = 300;
    private static final int TICK_MILLIS = 500;

    private final List<RawClient> attackers = new ArrayList<>();
    private final ConcurrentLinkedQueue<KeeperState> states = new ConcurrentLinkedQueue<>();

    private ServerProcess server;
    private ZooKeeper worker;

    @BeforeEach
    void start() throws KeeperException, InterruptedException {
        Cluster cluster = Cluster.start(
                new Shape(Product.SYNOD, 1),
                TICK_MILLIS,
                List.of("maxSessionTimeout=600000"),
                // As small as it is, the heap does not hold what the attackers announce.
                List.of("-Xmx128m", "-Dzookeeper.nio.sessionlessCnxnTimeout=1000"));
        server = cluster.servers().get(0);
        worker = Clients.connect(server.address(), Clients.TIMEOUT_MILLIS, event -> states.add(event.getState()));
        worker.create("/work", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        for (RawClient attacker : attackers) {
            attacker.close();
        }
        worker.close();
    }

    /** Writes one after the other, each of which says what must stand there before. */
    private void work() throws KeeperException, InterruptedException {
        Stat stat = worker.exists("/work", false);
        for (int i = 0; i < WRITES; i++) {
            stat = worker.setData(
                    "/work",
                    Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    stat.getVersion());
        }
        assertThat(stat.getEphemeralOwner()).isEqualTo(worker.getSessionId());
        assertThat(states).containsExactly(KeeperState.SyncConnected);
    }

    private RawClient attacker() throws IOException {
        RawClient attacker = new RawClient(server);
        attackers.add(attacker);
        return attacker;
    }

    private static byte[] announced(int length, int sent) {
        return Arrays.copyOf(ByteBuffer.allocate(4).putInt(length).array(), 4 + sent);
    }

    /** Sends a byte now and then until the server has had enough. */
    private static void dripUntilClosed(RawClient client) {
        Awaitility.await("the server ends the connection")
                .atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    try {
                        client.sendRaw(new byte[1]);
                        return false;
                    } catch (SocketException e) {
                        // Nobody listens any more.
                        return true;
                    }
                });
    }

    @Test
    void framesThatAreTooLong() throws Exception {
        for (int length : new int[] {MAX_BUFFER + 1, 1 << 30, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            for (boolean hasSession : new boolean[] {false, true}) {
                RawClient attacker = attacker();
                if (hasSession) {
                    attacker.handshake(Clients.TIMEOUT_MILLIS);
                }
                attacker.sendRaw(announced(length, 100));
                assertThat(attacker.bytesUntilClosed())
                        .as("a frame of %d", length)
                        .isZero();
            }
        }
        work();
    }

    /** Together they announce more than the heap holds, and send the first bytes only. */
    @Test
    void framesThatNeverEnd() throws Exception {
        for (int i = 0; i < 400; i++) {
            RawClient attacker = attacker();
            attacker.handshake(2 * TICK_MILLIS);
            attacker.sendRaw(announced(MAX_BUFFER, 5_000));
        }
        work();
        // Half a frame is no sign of life, so these sessions expire, and with them go their connections.
        for (RawClient attacker : attackers) {
            assertThat(attacker.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void frameByteByByte() throws Exception {
        RawClient attacker = attacker();
        attacker.handshake(2 * TICK_MILLIS);
        attacker.sendRaw(announced(MAX_BUFFER, 0));
        dripUntilClosed(attacker);
        work();
    }

    @Test
    void handshakeByteByByte() throws Exception {
        RawClient attacker = attacker();
        attacker.sendRaw(announced(MAX_BUFFER, 0));
        dripUntilClosed(attacker);
        RawClient silent = attacker();
        assertThat(silent.bytesUntilClosed()).isZero();
        RawClient word = attacker();
        word.sendRaw(new byte[] {'s', 't', 'm'});
        assertThat(word.bytesUntilClosed()).isZero();
        work();
    }

    /** Asks for much and reads nothing: its answers wait, up to a bound, and then it is let go. */
    @Test
    void answersThatAreNotTaken() throws Exception {
        worker.create("/big", new byte[500_000], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        RawClient attacker = attacker();
        attacker.handshake(600_000);
        for (int i = 1; i <= 1_000; i++) {
            attacker.send(i, OpCode.getData, new org.apache.zookeeper.proto.GetDataRequest("/big", false));
        }
        work();
        // Waits in vain, and throws, unless the server has closed the connection.
        assertThat(attacker.bytesUntilClosed()).isLessThan(1_000 * 500_000);
    }

    @Test
    void aStormOfConnections() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger opened = new AtomicInteger();
        ExecutorService storm = Executors.newSingleThreadExecutor();
        try {
            Future<?> blowing = storm.submit(() -> {
                blow(isOver, opened);
                return null;
            });
            // The worker's part is done before the storm is, however long each of them takes.
            int before;
            do {
                before = opened.get();
                work();
            } while (before < 1_000 && !blowing.isDone());
            assertThat(blowing).isNotDone();
            isOver.set(true);
            blowing.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the storm was broken off", e);
        } finally {
            isOver.set(true);
            storm.shutdown();
        }
        work();
    }

    /** Connections that say nothing, half a handshake, a whole one, or requests that nobody waits for. */
    private void blow(AtomicBoolean isOver, AtomicInteger opened) throws IOException {
        // With a version that the worker's writes never come to.
        byte[] write = RawClient.bytes(
                new RequestHeader(1, OpCode.setData), new SetDataRequest("/work", null, Integer.MAX_VALUE));
        while (!isOver.get()) {
            try (RawClient client = new RawClient(server)) {
                switch (opened.getAndIncrement() % 4) {
                    case 0 -> client.sendRaw(announced(45, 20));
                    case 1 -> client.handshake(2 * TICK_MILLIS);
                    case 2 -> {
                        client.handshake(2 * TICK_MILLIS);
                        client.sendFrame(write);
                    }
                    default -> {
                        // Gone without a word.
                    }
                }
            }
        }
    }
}
