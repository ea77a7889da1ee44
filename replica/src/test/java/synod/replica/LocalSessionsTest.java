package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import synod.multipaxos.Configuration;
import synod.session.LocalSessions;
import synod.tree.ErrorCode;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** Sessions that one server knows alone, by the bytes that clients see. */
final class LocalSessionsTest {
    private static final int TIMEOUT = 2_000;
    private static final int EPHEMERAL = 1;

    private static Ensemble three(boolean upgrades) {
        UnaryOperator<ReplicaSettings> local =
                settings -> settings.withSessions(new SessionRules(true, upgrades, SessionRules.NEVER, 40));
        Ensemble ensemble = new Ensemble(Configuration.ofVoters(1, 2, 3), local);
        ensemble.runUntilServing();
        return ensemble;
    }

    private static void sameSessionsEverywhere(Ensemble ensemble, int count) {
        ensemble.run(500);
        for (Ensemble.Node node : ensemble.all()) {
            assertThat(node.status().sessions()).isEqualTo(count);
            assertThat(node.replica().stateDigest())
                    .isEqualTo(ensemble.leader().replica().stateDigest());
        }
    }

    @Test
    void aLocalSessionCostsNoEntryOfTheLogAndServesReadsAndWrites() {
        Ensemble ensemble = three(false);
        Ensemble.Node home = ensemble.follower();
        long before = home.status().zxid();
        TestClient client = TestClient.connect(ensemble, home, TIMEOUT);
        assertThat(LocalSessions.isLocalId(client.session)).isTrue();
        assertThat(client.timeoutMillis).isEqualTo(TIMEOUT);
        assertThat(home.status().zxid()).isEqualTo(before);
        assertThat(home.status().localSessions()).isEqualTo(1);
        assertThat(client.create("/a", "1", 0).error()).isZero();
        assertThat(client.set("/a", "2", 0).error()).isZero();
        assertThat(TestClient.data(client.get("/a", false))).isEqualTo("2");
        assertThat(client.sync().error()).isZero();
        sameSessionsEverywhere(ensemble, 0);

        long written = home.status().zxid();
        assertThat(client.call(OpCode.CLOSE_SESSION, new Output(1)).error()).isZero();
        ensemble.runUntil("closed", () -> client.closed);
        assertThat(client.reason).isEqualTo(CloseReason.SESSION_CLOSED);
        assertThat(home.status().localSessions()).isZero();
        assertThat(home.status().zxid()).as("its end is no entry either").isEqualTo(written);
    }

    @Test
    void theAnswerToItsEndComesBehindTheWritesBeforeIt() {
        Ensemble ensemble = three(false);
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        int create = client.send(OpCode.CREATE, TestClient.createBody("/a", "", 0));
        int close = client.send(OpCode.CLOSE_SESSION, new Output(1));
        int behind = client.send(OpCode.CREATE, TestClient.createBody("/b", "", 0));
        assertThat(client.await().xid()).isEqualTo(create);
        assertThat(client.await().xid()).isEqualTo(close);
        ensemble.run(200);
        assertThat(client.answers).as("nothing for %d", behind).isEmpty();
        TestClient reader = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
        assertThat(reader.get("/a", false).error()).isZero();
        assertThat(reader.get("/b", false).error()).isEqualTo(ErrorCode.NO_NODE.code());
    }

    @Test
    void itGoesOnAtItsOwnServerAndNowhereElse() {
        Ensemble ensemble = three(false);
        Ensemble.Node home = ensemble.follower();
        TestClient client = TestClient.connect(ensemble, home, TIMEOUT);
        TestClient newer = TestClient.resume(ensemble, home, TIMEOUT + 500, client.session, client.password);
        assertThat(newer.session).isEqualTo(client.session);
        assertThat(newer.timeoutMillis).isEqualTo(TIMEOUT + 500);
        ensemble.runUntil("the older one is closed", () -> client.closed);
        assertThat(client.reason).isEqualTo(CloseReason.SESSION_MOVED);
        TestClient wrong =
                TestClient.resume(ensemble, home, TIMEOUT, client.session, synod.kernel.Bytes.wrap(new byte[16]));
        assertThat(wrong.session).isZero();
        assertThat(newer.create("/a", "", 0).error())
                .as("the owner is undisturbed")
                .isZero();
        TestClient elsewhere = TestClient.resume(ensemble, ensemble.leader(), TIMEOUT, client.session, client.password);
        assertThat(elsewhere.session).isZero();
        home.crash();
        home.start();
        ensemble.runUntilServing();
        assertThat(TestClient.resume(ensemble, home, TIMEOUT, client.session, client.password).session)
                .isZero();
    }

    @Test
    void itExpiresWithoutAnEntryAndNotWhileItPings() {
        Ensemble ensemble = three(false);
        Ensemble.Node home = ensemble.follower();
        TestClient silent = TestClient.connect(ensemble, home, TIMEOUT);
        TestClient pinging = TestClient.connect(ensemble, home, TIMEOUT);
        long before = home.status().zxid();
        for (int i = 0; i < 10; i++) {
            ensemble.run(TIMEOUT / 4);
            pinging.ping();
        }
        assertThat(silent.reason).isEqualTo(CloseReason.SESSION_EXPIRED);
        assertThat(pinging.closed).isFalse();
        assertThat(home.status().localSessions()).isEqualTo(1);
        assertThat(home.status().zxid()).isEqualTo(before);
        assertThat(home.notes)
                .filteredOn(ReplicaNote.SessionSilent.class::isInstance)
                .singleElement()
                .satisfies(note -> {
                    ReplicaNote.SessionSilent told = (ReplicaNote.SessionSilent) note;
                    assertThat(told.session()).isEqualTo(silent.session);
                    assertThat(told.timeoutMillis()).isEqualTo(TIMEOUT);
                    assertThat(told.silentMillis()).isGreaterThanOrEqualTo(TIMEOUT);
                });
    }

    @Test
    void anEphemeralIsRefusedWithoutUpgrading() {
        Ensemble ensemble = three(false);
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        assertThat(client.create("/e", "", EPHEMERAL).error()).isEqualTo(ErrorCode.EPHEMERAL_ON_LOCAL_SESSION.code());
        assertThat(client.create("/a", "", 0).error()).isZero();
    }

    @Test
    void theFirstEphemeralMakesTheSessionOneOfAllAndNothingIsLostOrReordered() {
        Ensemble ensemble = three(true);
        Ensemble.Node home = ensemble.follower();
        TestClient client = TestClient.connect(ensemble, home, TIMEOUT);
        int[] xids = {
            client.send(OpCode.CREATE, TestClient.createBody("/a", "1", 0)),
            client.send(OpCode.GET_DATA, TestClient.readBody("/a", false)),
            client.send(OpCode.CREATE, TestClient.createBody("/e", "", EPHEMERAL)),
            client.send(OpCode.SET_DATA, TestClient.setBody("/a", "2", 0)),
            client.send(OpCode.GET_DATA, TestClient.readBody("/a", false)),
            client.send(OpCode.CREATE, TestClient.createBody("/f", "", EPHEMERAL)),
        };
        for (int xid : xids) {
            TestClient.Answer answer = client.await();
            assertThat(answer.xid()).isEqualTo(xid);
            assertThat(answer.error()).isZero();
        }
        assertThat(home.status().localSessions()).isZero();
        assertThat(home.status().ephemerals()).isEqualTo(2);
        sameSessionsEverywhere(ensemble, 1);
        assertThat(home.replica().tree().ephemeralOwners()).containsExactly(client.session);

        TestClient moved = TestClient.resume(ensemble, ensemble.leader(), TIMEOUT, client.session, client.password);
        assertThat(moved.session).as("now it may move").isEqualTo(client.session);
        assertThat(moved.call(OpCode.CLOSE_SESSION, new Output(1)).error()).isZero();
        sameSessionsEverywhere(ensemble, 0);
        assertThat(home.status().ephemerals()).isZero();
    }

    @Test
    void aSessionThatLosesItsConnectionWhileItBecomesOneOfAllIsFoundAgain() {
        Ensemble ensemble = three(true);
        Ensemble.Node home = ensemble.follower();
        TestClient client = TestClient.connect(ensemble, home, TIMEOUT);
        client.send(OpCode.CREATE, TestClient.createBody("/e", "", EPHEMERAL));
        ensemble.run(1);
        client.disconnect();
        TestClient again = TestClient.resume(ensemble, home, TIMEOUT, client.session, client.password);
        assertThat(again.session).isEqualTo(client.session);
        assertThat(again.create("/f", "", EPHEMERAL).error()).isZero();
        sameSessionsEverywhere(ensemble, 1);
        ensemble.run(2 * TIMEOUT + 1_000);
        sameSessionsEverywhere(ensemble, 0);
        assertThat(home.status().ephemerals()).isZero();
    }
}
