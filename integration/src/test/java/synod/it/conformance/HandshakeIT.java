package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.Requests.done;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.made;
import static synod.it.conformance.Requests.toSet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** How a session begins and is taken up again, on one server. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class HandshakeIT extends Conformance {
    HandshakeIT(Shape shape) {
        super(shape);
    }

    static void assertRefused(ConnectResponse response) {
        assertThat(response.getTimeOut()).isZero();
        assertThat(response.getSessionId()).isZero();
        assertThat(response.getPasswd()).isEqualTo(new byte[16]);
    }

    @Test
    void item001TimeoutsAreClampedToTicks() throws IOException {
        int[][] askedAndGiven = {
            {0, 2 * TICK_MILLIS},
            {1, 2 * TICK_MILLIS},
            {2 * TICK_MILLIS, 2 * TICK_MILLIS},
            {3_210, 3_210},
            {20 * TICK_MILLIS, 20 * TICK_MILLIS},
            {20 * TICK_MILLIS + 1, 20 * TICK_MILLIS},
            {Integer.MAX_VALUE, 20 * TICK_MILLIS},
            {-1, 2 * TICK_MILLIS}
        };
        for (int[] each : askedAndGiven) {
            try (RawClient client = new RawClient(server())) {
                assertThat(client.handshake(each[0]).getTimeOut())
                        .as("asked for %d", each[0])
                        .isEqualTo(each[1]);
            }
        }
    }

    @Test
    void item003TheResponseHasTheReadOnlyByteWhenTheRequestHas() throws IOException {
        byte[] request = RawClient.bytes(new ConnectRequest(0, 0, 5_000, 0, new byte[16], false));
        assertThat(request).hasSize(45);
        try (RawClient modern = new RawClient(server());
                RawClient old = new RawClient(server())) {
            modern.sendFrame(request);
            assertThat(modern.receiveFrame()).hasSize(37).endsWith(0);
            old.sendFrame(Arrays.copyOf(request, 44));
            assertThat(old.receiveFrame()).hasSize(36);
        }
    }

    @Test
    void item004IdAndPasswordTakeTheSessionUpAgain() throws IOException {
        try (RawClient first = new RawClient(server());
                RawClient second = new RawClient(server())) {
            ConnectResponse begun = first.handshake(8_000);
            assertThat(begun.getSessionId()).isNotZero();
            assertThat(begun.getPasswd()).hasSize(16).isNotEqualTo(new byte[16]);
            first.hangUp();
            ConnectResponse again = second.handshake(8_000, begun.getSessionId(), begun.getPasswd());
            assertThat(again).isEqualTo(begun);
        }
    }

    @Test
    void item005AWrongPasswordIsRefusedAndEndsNothing() throws IOException {
        try (RawClient owner = new RawClient(server());
                RawClient thief = new RawClient(server());
                RawClient again = new RawClient(server())) {
            ConnectResponse session = owner.handshake(8_000);
            made(owner, root + "/e", CreateMode.EPHEMERAL);
            byte[] wrong = session.getPasswd().clone();
            wrong[15] ^= 1;
            assertRefused(thief.handshake(8_000, session.getSessionId(), wrong));
            assertThat(thief.bytesUntilClosed()).isZero();

            // The reference closes the owner's connection too, so the owner comes back.
            assertThat(again.handshake(8_000, session.getSessionId(), session.getPasswd()))
                    .isEqualTo(session);
            assertThat(isThere(again, root + "/e")).isTrue();
            made(again, root + "/later", CreateMode.EPHEMERAL);
        }
    }

    @Test
    void item006AnUnknownSessionIsRefused() throws IOException {
        try (RawClient client = new RawClient(server())) {
            assertRefused(client.handshake(8_000, 0x1234567L, new byte[16]));
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    /** On a server of its own, where nobody's session ends in between. */
    @Test
    void item007WhoHasSeenMoreIsNotServed() throws IOException {
        try (Cluster alone = Cluster.start(shape());
                RawClient witness = raw(alone.servers().get(0));
                RawClient ahead = new RawClient(alone.servers().get(0));
                RawClient level = new RawClient(alone.servers().get(0))) {
            long zxid = witness.call(-2, OpCode.ping).header().getZxid();
            ahead.sendFrame(RawClient.bytes(new ConnectRequest(0, zxid + 1, 8_000, 0, new byte[16], false)));
            assertThat(ahead.bytesUntilClosed()).isZero();
            assertThat(level.handshake(new ConnectRequest(0, zxid, 8_000, 0, new byte[16], false))
                            .getSessionId())
                    .isNotZero();
        }
    }

    @Test
    void item008ANewerConnectionReplacesTheOlder() throws IOException {
        try (RawClient older = new RawClient(server());
                RawClient newer = new RawClient(server())) {
            ConnectResponse session = older.handshake(8_000);
            made(older, root + "/e", CreateMode.EPHEMERAL);
            assertThat(newer.handshake(8_000, session.getSessionId(), session.getPasswd()))
                    .isEqualTo(session);
            assertThat(older.bytesUntilClosed()).isZero();
            assertThat(isThere(newer, root + "/e")).isTrue();
            made(newer, root + "/later", CreateMode.EPHEMERAL);
        }
    }

    @Test
    void item024ANewSessionNeedsNoPassword() throws IOException {
        try (RawClient client = new RawClient(server())) {
            // The record allows null, which its annotation does not say.
            ConnectRequest request = new ConnectRequest();
            request.setTimeOut(8_000);
            ConnectResponse response = client.handshake(request);
            assertThat(response.getSessionId()).isNotZero();
            assertThat(response.getPasswd()).hasSize(16);
            assertThat(isThere(client, root)).isTrue();
        }
    }

    @Test
    void item025AnOldClientReadsAndWrites() throws IOException {
        byte[] request = RawClient.bytes(new ConnectRequest(0, 0, Clients.TIMEOUT_MILLIS, 0, new byte[16], false));
        try (RawClient old = new RawClient(server())) {
            old.sendFrame(Arrays.copyOf(request, 44));
            assertThat(old.receiveFrame()).hasSize(36);
            assertThat(made(old, root + "/old", CreateMode.PERSISTENT)).isEqualTo(root + "/old");
            done(old.call(2, OpCode.setData, toSet(root + "/old", 0)));
            assertThat(Requests.stat(old, root + "/old").getVersion()).isEqualTo(1);
            done(old.call(3, OpCode.delete, Requests.toDelete(root + "/old")));
            assertThat(isThere(old, root + "/old")).isFalse();
        }
    }
}
