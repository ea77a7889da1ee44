package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Sessions as they begin, move, end and expire, seen from the wire. The tick is half a second. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class SessionsIT extends OnServers {
    private static final int TICK_MILLIS = 500;

    SessionsIT(Shape shape) {
        super(shape);
    }

    private ServerProcess first() {
        return cluster.servers().get(0);
    }

    private ServerProcess last() {
        return cluster.servers().get(cluster.servers().size() - 1);
    }

    private Record create(String name, CreateMode mode) {
        return new CreateRequest(root + "/" + name, new byte[0], Ids.OPEN_ACL_UNSAFE, mode.toFlag());
    }

    private Record exists(String name) {
        return new ExistsRequest(root + "/" + name, false);
    }

    private static void assertDone(RawClient.Frame frame, int xid) {
        assertThat(frame.header().getErr()).isZero();
        assertThat(frame.header().getXid()).isEqualTo(xid);
    }

    private static void assertRefused(ConnectResponse response) {
        assertThat(response.getTimeOut()).isZero();
        assertThat(response.getSessionId()).isZero();
        assertThat(response.getPasswd()).isEqualTo(new byte[16]);
    }

    @Test
    void timeoutsAreClampedToTicks() throws IOException {
        int[][] askedAndGiven = {{1, 2 * TICK_MILLIS}, {3_210, 3_210}, {1_000_000, 20 * TICK_MILLIS}};
        for (int[] each : askedAndGiven) {
            try (RawClient client = new RawClient(first())) {
                ConnectResponse response = client.handshake(each[0]);
                assertThat(response.getTimeOut()).isEqualTo(each[1]);
                assertThat(response.getPasswd()).hasSize(16);
                assertThat(response.getSessionId()).isNotZero();
            }
        }
    }

    @Test
    void theReplyHasTheReadOnlyByteWhenTheRequestHas() throws IOException {
        byte[] request = RawClient.bytes(new ConnectRequest(0, 0, 5_000, 0, new byte[16], false));
        assertThat(request).hasSize(45);
        try (RawClient client = new RawClient(first())) {
            client.sendFrame(request);
            assertThat(client.receiveFrame()).hasSize(37);
        }
        try (RawClient client = new RawClient(first())) {
            client.sendFrame(java.util.Arrays.copyOf(request, 44));
            assertThat(client.receiveFrame()).hasSize(36);
            assertDone(client.call(1, OpCode.create, create("old", CreateMode.PERSISTENT)), 1);
        }
    }

    @Test
    void aSessionMovesWithItsEphemerals() throws IOException {
        try (RawClient before = new RawClient(first());
                RawClient after = new RawClient(last())) {
            ConnectResponse session = before.handshake(8_000);
            assertDone(before.call(1, OpCode.create, create("e", CreateMode.EPHEMERAL)), 1);

            ConnectResponse again = after.handshake(8_000, session.getSessionId(), session.getPasswd());
            assertThat(again.getSessionId()).isEqualTo(session.getSessionId());
            assertThat(again.getPasswd()).isEqualTo(session.getPasswd());
            assertDone(after.call(2, OpCode.exists, exists("e")), 2);
            assertDone(after.call(3, OpCode.create, create("later", CreateMode.EPHEMERAL)), 3);

            assertNotServed(before);
            assertDone(after.call(4, OpCode.closeSession), 4);
            assertThat(after.bytesUntilClosed()).isZero();
        }
        try (RawClient observer = new RawClient(last())) {
            observer.handshake(5_000);
            assertThat(observer.call(1, OpCode.exists, exists("e")).header().getErr())
                    .isEqualTo(Code.NONODE.intValue());
            assertThat(observer.call(2, OpCode.exists, exists("ghost")).header().getErr())
                    .isEqualTo(Code.NONODE.intValue());
        }
    }

    /** A write on a connection whose session has moved gets no answer but the end of the connection. */
    private void assertNotServed(RawClient old) throws IOException {
        try {
            old.send(9, OpCode.create, create("ghost", CreateMode.EPHEMERAL));
        } catch (IOException e) {
            // The server has closed it already.
            return;
        }
        assertThat(old.bytesUntilClosed()).isZero();
    }

    @Test
    void aWrongPasswordIsRefusedAndHarmsNobody() throws IOException {
        try (RawClient owner = new RawClient(first());
                RawClient thief = new RawClient(last());
                RawClient late = new RawClient(last())) {
            ConnectResponse session = owner.handshake(8_000);
            byte[] wrong = session.getPasswd().clone();
            wrong[3] ^= 1;
            assertRefused(thief.handshake(8_000, session.getSessionId(), wrong));
            assertThat(thief.bytesUntilClosed()).isZero();

            assertThat(late.handshake(8_000, session.getSessionId(), session.getPasswd())
                            .getSessionId())
                    .isEqualTo(session.getSessionId());
        }
    }

    @Test
    void anUnknownSessionIsRefused() throws IOException {
        try (RawClient client = new RawClient(first())) {
            assertRefused(client.handshake(8_000, 0x1234567L, new byte[16]));
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void aClientThatHasSeenMoreIsNotServed() throws IOException {
        try (RawClient client = new RawClient(first())) {
            client.sendFrame(
                    RawClient.bytes(new ConnectRequest(0, 0x7000_0000_0000_0000L, 8_000, 0, new byte[16], false)));
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void closingASessionRemovesItsEphemeralsBeforeTheReply() throws Exception {
        ZooKeeper zk = connect(0);
        try (RawClient client = new RawClient(first())) {
            client.handshake(8_000);
            assertDone(client.call(1, OpCode.create, create("e", CreateMode.EPHEMERAL)), 1);
            client.send(2, OpCode.closeSession);
            client.send(3, OpCode.create, create("behind", CreateMode.PERSISTENT));
            assertDone(client.receive(), 2);
            assertThat(zk.exists(root + "/e", false)).isNull();
            assertThat(client.bytesUntilClosed()).isZero();
        }
        assertThat(zk.exists(root + "/behind", false)).isNull();
    }

    @Test
    void pingsKeepASessionAliveAndSilenceEndsIt() throws Exception {
        ZooKeeper zk = connect();
        int timeout = 2 * TICK_MILLIS;
        try (RawClient client = new RawClient(last())) {
            ConnectResponse session = client.handshake(timeout);
            assertDone(client.call(1, OpCode.create, create("e", CreateMode.EPHEMERAL)), 1);

            long begin = System.nanoTime();
            AtomicLong lastPing = new AtomicLong(begin);
            Awaitility.await("five timeouts of pings")
                    .pollInterval(Duration.ofMillis(timeout / 4))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        lastPing.set(System.nanoTime());
                        assertDone(client.call(-2, OpCode.ping), -2);
                        return System.nanoTime() - begin
                                > Duration.ofMillis(5L * timeout).toNanos();
                    });
            assertThat(zk.exists(root + "/e", false)).isNotNull();

            client.hangUp();
            Awaitility.await("the ephemeral goes with its session")
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Cluster.PATIENCE)
                    .until(() -> zk.exists(root + "/e", false) == null);
            assertThat(Duration.ofNanos(System.nanoTime() - lastPing.get()))
                    .as("a session never ends early")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(timeout));
            try (RawClient late = new RawClient(first())) {
                assertRefused(late.handshake(8_000, session.getSessionId(), session.getPasswd()));
            }
        }
    }

    @Test
    void aBrokenConnectionKeepsTheSessionForItsTimeout() throws IOException {
        ConnectResponse session;
        try (RawClient client = new RawClient(first())) {
            session = client.handshake(8_000);
            assertDone(client.call(1, OpCode.create, create("e", CreateMode.EPHEMERAL)), 1);
        }
        try (RawClient again = new RawClient(last())) {
            assertThat(again.handshake(8_000, session.getSessionId(), session.getPasswd())
                            .getSessionId())
                    .isEqualTo(session.getSessionId());
            assertDone(again.call(1, OpCode.exists, exists("e")), 1);
        }
    }

    @Test
    void aNewerConnectionOnTheSameServerReplacesTheOlder() throws IOException {
        try (RawClient older = new RawClient(first());
                RawClient newer = new RawClient(first())) {
            ConnectResponse session = older.handshake(8_000);
            newer.handshake(8_000, session.getSessionId(), session.getPasswd());
            assertThat(older.bytesUntilClosed()).isZero();
            assertDone(newer.call(1, OpCode.create, create("n", CreateMode.EPHEMERAL)), 1);
        }
    }
}
