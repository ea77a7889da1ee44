package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.multipaxos.Configuration;
import synod.tree.ErrorCode;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** A server without a leader that serves those who only read, by the bytes that clients see. */
final class ReadOnlyTest {
    private static final int TIMEOUT = 2_000;
    private static final long WAIT_NANOS = 1_500_000_000L;
    private static final Bytes NO_PASSWORD = Bytes.wrap(new byte[16]);

    private final Ensemble ensemble = new Ensemble(
            Configuration.ofVoters(1, 2, 3),
            settings ->
                    settings.withReads(ReadMode.LEASE).withSessions(new SessionRules(false, false, WAIT_NANOS, 40)));

    private Ensemble.Node alone(boolean withData) {
        ensemble.runUntilServing();
        if (withData) {
            TestClient writer = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
            writer.create("/a", "1", 0);
            writer.disconnect();
            ensemble.run(300);
        }
        Ensemble.Node last = ensemble.follower();
        for (Ensemble.Node node : ensemble.all()) {
            if (node != last) {
                node.crash();
            }
        }
        ensemble.runUntil("it serves those who only read", () -> last.status().readOnly());
        assertThat(last.status().serving()).isFalse();
        return last;
    }

    private void bringBack() {
        for (Ensemble.Node node : ensemble.all()) {
            if (!node.isUp()) {
                node.start();
            }
        }
        ensemble.runUntilServing();
    }

    @Test
    void readsAreAnsweredAndWritesRefusedUntilThereIsALeader() {
        Ensemble.Node alone = alone(true);
        TestClient reader = TestClient.reader(ensemble, alone, TIMEOUT, 0, NO_PASSWORD);
        assertThat(reader.isReadOnly).isTrue();
        assertThat(reader.session).isNotZero();
        long zxid = alone.status().zxid();
        TestClient.Answer data = reader.get("/a", true);
        assertThat(TestClient.data(data)).isEqualTo("1");
        assertThat(data.zxid()).isEqualTo(zxid);
        int refused = ErrorCode.NOT_READ_ONLY.code();
        TestClient.Answer create = reader.create("/b", "", 0);
        assertThat(create.error()).isEqualTo(refused);
        assertThat(create.zxid()).isEqualTo(zxid);
        assertThat(reader.set("/a", "2", 0).error()).isEqualTo(refused);
        assertThat(reader.sync().error()).isEqualTo(refused);
        for (int type : new int[] {
            OpCode.CREATE2,
            OpCode.DELETE,
            OpCode.SET_ACL,
            OpCode.MULTI,
            OpCode.CHECK,
            OpCode.RECONFIG,
            OpCode.CREATE_CONTAINER,
            OpCode.CREATE_TTL,
            OpCode.DELETE_CONTAINER
        }) {
            assertThat(reader.call(type, new Output(1)).error())
                    .as("type %d", type)
                    .isEqualTo(refused);
        }
        reader.ping();
        ensemble.runUntil("the ping is answered", () -> reader.pong != null);
        assertThat(reader.auth("digest", "u:p").error()).isZero();

        bringBack();
        assertThat(alone.status().readOnly()).isFalse();
        assertThat(reader.reason).isEqualTo(CloseReason.READ_ONLY_ENDED);
        TestClient writer = TestClient.connect(ensemble, alone, TIMEOUT);
        assertThat(writer.isReadOnly).isFalse();
        assertThat(writer.create("/b", "", 0).error()).isZero();
        assertThat(TestClient.resume(ensemble, alone, TIMEOUT, reader.session, reader.password).session)
                .as("the session was a temporary one")
                .isZero();
        assertThat(alone.status().localSessions()).isZero();
    }

    @Test
    void whoWantsToWriteIsSentAway() {
        Ensemble.Node alone = alone(false);
        TestClient writer = TestClient.connect(ensemble, alone, TIMEOUT);
        assertThat(writer.closed).isTrue();
        assertThat(writer.reason).isEqualTo(CloseReason.NOT_SERVING);
    }

    @Test
    void aSessionOfTheEnsembleReadsOnAndIsItselfAgainAfterwards() {
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.leader(), 8_000);
        client.create("/e", "", 1);
        Ensemble.Node alone = alone(false);
        TestClient reader = TestClient.reader(ensemble, alone, 8_000, client.session, client.password);
        assertThat(reader.session).isEqualTo(client.session);
        assertThat(reader.isReadOnly).isTrue();
        assertThat(reader.get("/e", false).error()).isZero();
        assertThat(reader.call(OpCode.CLOSE_SESSION, new Output(1)).error()).isEqualTo(ErrorCode.NOT_READ_ONLY.code());
        TestClient wrong = TestClient.reader(ensemble, alone, 8_000, client.session, NO_PASSWORD);
        assertThat(wrong.reason).isEqualTo(CloseReason.SESSION_UNKNOWN_HERE);
        assertThat(wrong.session).as("it is not told that its session is over").isZero();
        assertThat(reader.get("/e", false).error())
                .as("the owner is undisturbed")
                .isZero();
        bringBack();
        assertThat(reader.closed).isTrue();
        TestClient again = TestClient.reader(ensemble, alone, 8_000, client.session, client.password);
        assertThat(again.session).isEqualTo(client.session);
        assertThat(again.isReadOnly).isFalse();
        assertThat(again.get("/e", false).error()).isZero();
    }

    @Test
    void aTemporarySessionEndsByItsClientsWishAndBySilence() {
        Ensemble.Node alone = alone(false);
        TestClient closing = TestClient.reader(ensemble, alone, TIMEOUT, 0, NO_PASSWORD);
        TestClient silent = TestClient.reader(ensemble, alone, TIMEOUT, 0, NO_PASSWORD);
        assertThat(closing.call(OpCode.CLOSE_SESSION, new Output(1)).error()).isZero();
        ensemble.run(2 * TIMEOUT);
        assertThat(closing.reason).isEqualTo(CloseReason.SESSION_CLOSED);
        assertThat(silent.reason).isEqualTo(CloseReason.SESSION_EXPIRED);
        assertThat(alone.status().localSessions()).isZero();
    }

    @Test
    void whoDoesNotAskForItNeverGetsIt() {
        Ensemble plain = Ensemble.of(1, 2, 3);
        plain.runUntilServing();
        Ensemble.Node last = plain.follower();
        List.copyOf(plain.all()).stream().filter(node -> node != last).forEach(Ensemble.Node::crash);
        plain.run(10_000);
        assertThat(last.status().readOnly()).isFalse();
        assertThat(TestClient.reader(plain, last, TIMEOUT, 0, NO_PASSWORD).reason)
                .isEqualTo(CloseReason.NOT_SERVING);
    }
}
