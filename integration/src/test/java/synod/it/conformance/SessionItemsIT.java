package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.HandshakeIT.assertRefused;
import static synod.it.conformance.Requests.children;
import static synod.it.conformance.Requests.done;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.made;
import static synod.it.conformance.Requests.stat;
import static synod.it.conformance.Requests.toCreate;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.RequestHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Events;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** How a session lives and ends, on one server. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class SessionItemsIT extends Conformance {
    private static final int SHORT_MILLIS = 2 * TICK_MILLIS;

    SessionItemsIT(Shape shape) {
        super(shape);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits for what comes with time. */
    private static void await(String what, Condition condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(30))
                .until(condition::holds);
    }

    private static byte[] frames(byte[]... bodies) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        for (byte[] body : bodies) {
            out.writeInt(body.length);
            out.write(body);
        }
        return all.toByteArray();
    }

    @Test
    void item012ClosingIsAnsweredAndThenTheConnectionEnds() throws IOException {
        try (RawClient client = raw()) {
            RawClient.Frame reply = done(client.call(77, OpCode.closeSession));
            assertThat(reply.header().getXid()).isEqualTo(77);
            assertThat(reply.body().length()).isZero();
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void item013WhatFollowsTheCloseIsNotDone() throws IOException {
        try (RawClient client = raw();
                RawClient witness = raw()) {
            client.sendRaw(frames(
                    RawClient.bytes(new RequestHeader(1, OpCode.closeSession)),
                    RawClient.bytes(
                            new RequestHeader(2, OpCode.create), toCreate(root + "/ghost", CreateMode.PERSISTENT))));
            assertThat(done(client.receive()).header().getXid()).isEqualTo(1);
            assertThat(client.bytesUntilClosed()).isZero();
            assertThat(isThere(witness, root + "/ghost")).isFalse();
        }
    }

    @Test
    void item014EphemeralsGoBeforeTheAnswerToTheClose() throws IOException {
        try (RawClient client = raw();
                RawClient witness = raw()) {
            for (int i = 0; i < 20; i++) {
                made(client, root + "/e" + i, CreateMode.EPHEMERAL);
            }
            assertThat(children(witness, root)).hasSize(20);
            done(client.call(2, OpCode.closeSession));
            assertThat(children(witness, root)).isEmpty();
        }
    }

    @Test
    void item015EphemeralsOfADroppedConnectionStayForTheTimeout() throws IOException {
        try (RawClient client = new RawClient(server());
                RawClient witness = raw()) {
            client.handshake(SHORT_MILLIS);
            long lastSign = System.nanoTime();
            made(client, root + "/e", CreateMode.EPHEMERAL);
            client.hangUp();
            await("the ephemeral is gone", () -> !isThere(witness, root + "/e"));
            assertThat(Duration.ofNanos(System.nanoTime() - lastSign))
                    .as("a session never ends early")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(SHORT_MILLIS));
        }
    }

    @Test
    void item016PingsKeepASessionAlive() throws IOException {
        int timeout = 4 * TICK_MILLIS;
        try (RawClient client = new RawClient(server());
                RawClient witness = raw()) {
            client.handshake(timeout);
            made(client, root + "/e", CreateMode.EPHEMERAL);
            long begin = System.nanoTime();
            await("twice its timeout passes", () -> {
                done(client.call(-2, OpCode.ping));
                return System.nanoTime() - begin
                        > Duration.ofMillis(2L * timeout).toNanos();
            });
            assertThat(isThere(witness, root + "/e")).isTrue();
        }
    }

    @Test
    void item017AuthPacketsAreNoSignOfLife() throws IOException {
        try (RawClient client = new RawClient(server());
                RawClient late = new RawClient(server())) {
            ConnectResponse session = client.handshake(SHORT_MILLIS);
            await("the session ends in spite of the packets", () -> {
                try {
                    return client.call(-4, OpCode.auth, new AuthPacket(0, "digest", bytes("user:word")))
                                    .header()
                                    .getErr()
                            != 0;
                } catch (EOFException | SocketException e) {
                    // The server has ended the connection with the session.
                    return true;
                }
            });
            assertRefused(late.handshake(SHORT_MILLIS, session.getSessionId(), session.getPasswd()));
        }
    }

    @Test
    void item018AnExpiredSessionIsRefusedAndTheClientKnows() throws Exception {
        ConnectResponse session;
        try (RawClient client = new RawClient(server());
                RawClient witness = raw();
                RawClient late = new RawClient(server())) {
            session = client.handshake(SHORT_MILLIS);
            made(client, root + "/e", CreateMode.EPHEMERAL);
            client.hangUp();
            await("the session ends", () -> !isThere(witness, root + "/e"));
            assertRefused(late.handshake(SHORT_MILLIS, session.getSessionId(), session.getPasswd()));
            assertThat(late.bytesUntilClosed()).isZero();
        }
        CountDownLatch expired = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(
                cluster.connectString(),
                SHORT_MILLIS,
                event -> {
                    if (event.getState() == KeeperState.Expired) {
                        expired.countDown();
                    }
                },
                session.getSessionId(),
                session.getPasswd());
        try {
            assertThat(expired.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            client.close();
        }
    }

    /** Whichever comes first, each session's ephemeral goes once and nothing but its end is told. */
    @Test
    void item021ExpiryAndCloseAtTheSameTimeAreOneEnd() throws Exception {
        int sessions = 10;
        Events events = new Events();
        ZooKeeper watcher = connect();
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                RawClient client = new RawClient(server());
                clients.add(client);
                client.handshake(SHORT_MILLIS);
                made(client, root + "/e" + i, CreateMode.EPHEMERAL);
                watcher.exists(root + "/e" + i, events);
            }
            // The first end is the signal to close the others, whose time is up just then.
            assertThat(events.nextText()).startsWith("NodeDeleted");
            for (RawClient client : clients) {
                assertClosedOrEnded(client);
            }
            for (int i = 1; i < sessions; i++) {
                assertThat(events.nextText()).startsWith("NodeDeleted");
            }
            assertThat(watcher.exists(root, false).getCversion()).isEqualTo(2 * sessions);
            assertThat(events.arrived()).isEmpty();
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static void assertClosedOrEnded(RawClient client) throws IOException {
        try {
            client.send(9, OpCode.closeSession);
            RawClient.Frame reply = done(client.receive());
            assertThat(reply.header().getXid()).isEqualTo(9);
        } catch (EOFException | SocketException e) {
            // It has expired before, and then nothing is said.
            return;
        }
        assertThat(client.bytesUntilClosed()).isZero();
    }

    @Test
    void item022NoEphemeralStaysBehindItsSession() throws IOException {
        try (RawClient witness = raw()) {
            for (int round = 0; round < 20; round++) {
                try (RawClient client = raw()) {
                    String path = root + "/e" + round;
                    client.sendRaw(frames(
                            RawClient.bytes(new RequestHeader(1, OpCode.create), toCreate(path, CreateMode.EPHEMERAL)),
                            RawClient.bytes(new RequestHeader(2, OpCode.closeSession))));
                    done(client.receive());
                    done(client.receive());
                    assertThat(isThere(witness, path)).isFalse();
                }
            }
            assertThat(stat(witness, root).getCversion()).isEqualTo(40);
        }
    }

    @Test
    void item026TheEndOfOneSessionLeavesItsNeighbourAlone() throws IOException {
        int timeout = 4 * TICK_MILLIS;
        try (RawClient silent = new RawClient(server());
                RawClient lively = new RawClient(server())) {
            silent.handshake(timeout);
            lively.handshake(timeout);
            made(silent, root + "/silent", CreateMode.EPHEMERAL);
            made(lively, root + "/lively", CreateMode.EPHEMERAL);
            await("the silent one ends", () -> !isThere(lively, root + "/silent"));
            assertThat(isThere(lively, root + "/lively")).isTrue();
            assertThat(silent.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void item027ComingBackMayChangeTheTimeout() throws IOException {
        try (RawClient shrinking = new RawClient(server());
                RawClient shrunk = new RawClient(server());
                RawClient growing = new RawClient(server());
                RawClient grown = new RawClient(server());
                RawClient witness = raw()) {
            ConnectResponse large = shrinking.handshake(20 * TICK_MILLIS);
            made(shrinking, root + "/shrunk", CreateMode.EPHEMERAL);
            ConnectResponse small = growing.handshake(4 * TICK_MILLIS);
            made(growing, root + "/grown", CreateMode.EPHEMERAL);

            assertThat(grown.handshake(20 * TICK_MILLIS, small.getSessionId(), small.getPasswd())
                            .getTimeOut())
                    .isEqualTo(20 * TICK_MILLIS);
            assertThat(shrunk.handshake(4 * TICK_MILLIS, large.getSessionId(), large.getPasswd())
                            .getTimeOut())
                    .isEqualTo(4 * TICK_MILLIS);
            done(shrunk.call(-2, OpCode.ping));
            done(grown.call(-2, OpCode.ping));
            await("the one that is short now ends first", () -> !isThere(witness, root + "/shrunk"));
            assertThat(isThere(witness, root + "/grown")).isTrue();
        }
    }
}
