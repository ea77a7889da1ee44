package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.made;
import static synod.it.conformance.Requests.toCreate;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Sessions that move between the servers of an ensemble. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class EnsembleSessionsIT extends Conformance {
    EnsembleSessionsIT(Shape shape) {
        super(shape);
    }

    private ServerProcess other() {
        return cluster.servers().get(2);
    }

    @Test
    void item009ASessionMovesToAnotherServerWithItsEphemerals() throws IOException {
        try (RawClient before = new RawClient(server());
                RawClient after = new RawClient(other())) {
            ConnectResponse session = before.handshake(8_000);
            made(before, root + "/e", CreateMode.EPHEMERAL);
            assertThat(after.handshake(8_000, session.getSessionId(), session.getPasswd()))
                    .isEqualTo(session);
            made(after, root + "/later", CreateMode.EPHEMERAL);
            assertThat(isThere(after, root + "/e")).isTrue();
            assertThat(Requests.stat(after, root + "/later").getEphemeralOwner())
                    .isEqualTo(session.getSessionId());
        }
    }

    @Test
    void item010ARequestOnTheConnectionLeftIsNotAnswered() throws IOException {
        assertLeftUnanswered(OpCode.create, toCreate(root + "/ghost", CreateMode.PERSISTENT));
    }

    @Test
    void item011NorIsAMulti() throws IOException {
        MultiOperationRecord multi = new MultiOperationRecord();
        multi.add(Op.create(root + "/ghost", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        multi.add(Op.check(root, -1));
        assertLeftUnanswered(OpCode.multi, multi);
    }

    private void assertLeftUnanswered(int type, Record request) throws IOException {
        try (RawClient before = new RawClient(server());
                RawClient after = new RawClient(other())) {
            ConnectResponse session = before.handshake(8_000);
            assertThat(after.handshake(8_000, session.getSessionId(), session.getPasswd()))
                    .isEqualTo(session);
            made(after, root + "/moved", CreateMode.PERSISTENT);
            try {
                before.send(9, type, request);
                assertThat(before.bytesUntilClosed()).isZero();
            } catch (EOFException | SocketException e) {
                // The connection was closed before anything was sent.
                assertThat(isThere(after, root + "/moved")).isTrue();
            }
            assertThat(isThere(after, root + "/ghost")).isFalse();
        }
    }

    @Test
    void item023NoSessionIdIsGivenTwice() throws IOException {
        int handshakes = 5;
        Set<Long> ids = new LinkedHashSet<>();
        for (ServerProcess each : cluster.servers()) {
            addIds(each, handshakes, ids);
        }
        server().kill();
        server().start();
        cluster.awaitServing();
        addIds(server(), handshakes, ids);
        assertThat(ids).hasSize(4 * handshakes).doesNotContain(0L);
    }

    private static void addIds(ServerProcess server, int handshakes, Set<Long> ids) throws IOException {
        for (int i = 0; i < handshakes; i++) {
            try (RawClient client = new RawClient(server)) {
                ids.add(client.handshake(1_000).getSessionId());
            }
        }
    }
}
