package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.multipaxos.Message;
import synod.tree.ErrorCode;
import synod.tree.Identity;
import synod.wire.Output;
import synod.wire.peer.PeerMessage;
import synod.wire.zookeeper.OpCode;

/** Whole nodes on a kind network, by the bytes that clients see. */
final class ReplicaTest {
    private static final int TIMEOUT = 2_000;

    @Test
    void oneNodeServesAtOnceAndRemembersAfterARestart() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        assertThat(client.session).isNotZero();
        assertThat(client.timeoutMillis).isEqualTo(TIMEOUT);
        assertThat(client.create("/a", "1", 0).error()).isZero();
        assertThat(client.set("/a", "2", 0).error()).isZero();
        assertThat(client.set("/a", "3", 0).error()).isEqualTo(ErrorCode.BAD_VERSION.code());
        assertThat(TestClient.data(client.get("/a", false))).isEqualTo("2");
        ensemble.node(1).crash();
        ensemble.node(1).start();
        ensemble.runUntilServing();
        TestClient again = TestClient.resume(ensemble, ensemble.node(1), TIMEOUT, client.session, client.password);
        assertThat(again.session).isEqualTo(client.session);
        assertThat(TestClient.data(again.get("/a", false))).isEqualTo("2");
    }

    @Test
    void theFirstZxidOfAStandaloneServerIsOne() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        assertThat(ensemble.node(1).status().zxid()).isEqualTo(1);
    }

    @Test
    void aWriteThroughAFollowerIsSeenThroughEveryServer() {
        Ensemble ensemble = three();
        TestClient writer = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        assertThat(writer.create("/a", "1", 0).error()).isZero();
        for (Ensemble.Node node : ensemble.all()) {
            TestClient reader = TestClient.connect(ensemble, node, TIMEOUT);
            assertThat(reader.sync().error()).isZero();
            assertThat(TestClient.data(reader.get("/a", false))).isEqualTo("1");
        }
        sameStateEverywhere(ensemble);
    }

    @Test
    void answersComeInTheOrderOfTheRequestsWithReadsBetweenWrites() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        client.create("/a", "0", 0);
        List<Integer> xids = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            xids.add(client.send(OpCode.SET_DATA, TestClient.setBody("/a", "v" + i, i - 1)));
            xids.add(client.send(OpCode.GET_DATA, TestClient.readBody("/a", false)));
        }
        for (int i = 1; i <= 20; i++) {
            TestClient.Answer set = client.await();
            assertThat(set.xid()).isEqualTo(xids.get(2 * i - 2));
            assertThat(set.error()).isZero();
            TestClient.Answer get = client.await();
            assertThat(get.xid()).isEqualTo(xids.get(2 * i - 1));
            assertThat(TestClient.data(get)).isEqualTo("v" + i);
        }
    }

    @Test
    void whatCameTooLateIsRefusedInItsTurnAndTheSessionGoesOn() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        int create = client.send(OpCode.CREATE, TestClient.createBody("/a", "1", 0));
        client.isLate = true;
        int write = client.send(OpCode.SET_DATA, TestClient.setBody("/a", "2", 0));
        int read = client.send(OpCode.GET_DATA, TestClient.readBody("/a", false));
        client.ping();
        client.isLate = false;
        int last = client.send(OpCode.GET_DATA, TestClient.readBody("/a", false));
        assertThat(client.await())
                .satisfies(answer -> assertThat(answer.error()).isZero());
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            TestClient.Answer answer = client.await();
            answers.add(answer.xid() + " " + answer.error());
        }
        assertThat(create).isLessThan(write);
        assertThat(answers).containsExactly(write + " -127", read + " -127");
        TestClient.Answer answer = client.await();
        assertThat(client.pong)
                .isNotNull()
                .satisfies(pong -> assertThat(pong.error()).isZero());
        assertThat(answer.xid()).isEqualTo(last);
        assertThat(TestClient.data(answer)).isEqualTo("1");
        client.isLate = true;
        client.send(OpCode.CLOSE_SESSION, new Output(1));
        assertThat(client.await().error()).isZero();
    }

    @Test
    void everyServerRemembersTheSameDigests() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        client.create("/a", "1", 0);
        for (int i = 0; i < 2 * DigestHistory.INTERVAL; i++) {
            assertThat(client.set("/a", "v" + i, -1).error()).isZero();
        }
        sameStateEverywhere(ensemble);
        List<Figures.Point> points = ensemble.node(1).replica().figures().digests();
        assertThat(points).hasSize(2);
        assertThat(points.get(1).zxid() / DigestHistory.INTERVAL)
                .isEqualTo(points.get(0).zxid() / DigestHistory.INTERVAL + 1);
        assertThat(points.get(1).digest()).isNotEqualTo(points.get(0).digest());
        for (Ensemble.Node node : ensemble.all()) {
            assertThat(node.replica().figures().digests()).isEqualTo(points);
        }
    }

    @Test
    void theLeaderAloneTellsWhatIsLeftToSessions() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        List<Long> left = new ArrayList<>();
        assertThat(ensemble.follower().replica().figures().eachDeadline((id, nanos) -> left.add(id)))
                .isFalse();
        assertThat(left).isEmpty();
        assertThat(ensemble.leader().replica().figures().eachDeadline((id, nanos) -> {
                    assertThat(id).isEqualTo(client.session);
                    left.add(nanos / 1_000_000);
                }))
                .isTrue();
        assertThat(left).hasSize(1);
        assertThat(left.get(0)).isBetween(1L, 2L * TIMEOUT);
        assertThat(ensemble.leader().replica().figures().leadingSinceNanos()).isPositive();
        assertThat(ensemble.follower().replica().figures().leadingSinceNanos()).isZero();
        assertThat(ensemble.leader().replica().figures().lastProposalBytes()).isPositive();
    }

    /** However many long answers come due at once, no buffer grows to hold them all. */
    @Test
    void longAnswersAreHandedOutAsTheyCome() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        client.create("/a", "x".repeat(50_000), 0);
        int set = client.send(OpCode.SET_DATA, TestClient.setBody("/a", "y".repeat(50_000), 0));
        List<Integer> xids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            xids.add(client.send(OpCode.GET_DATA, TestClient.readBody("/a", false)));
        }
        assertThat(client.await().xid()).isEqualTo(set);
        for (int xid : xids) {
            TestClient.Answer get = client.await();
            assertThat(get.xid()).isEqualTo(xid);
            assertThat(TestClient.data(get)).isEqualTo("y".repeat(50_000));
        }
        assertThat(client.longestDelivery).isBetween(100_000, 120_000);
    }

    @Test
    void aWriteBehindASyncIsAnsweredAfterItHoweverLateTheBarrierIs() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        client.create("/a", "old", 0);
        ensemble.lost = PeerMessage.BarrierReply.class::isInstance;
        Output path = new Output(16);
        path.writeSized(Bytes.wrap(new byte[] {'/'}));
        int sync = client.send(OpCode.SYNC, path);
        int get = client.send(OpCode.GET_DATA, TestClient.readBody("/a", false));
        int set = client.send(OpCode.SET_DATA, TestClient.setBody("/a", "new", -1));
        assertThat(client.await().xid()).isEqualTo(sync);
        TestClient.Answer read = client.await();
        assertThat(read.xid()).isEqualTo(get);
        assertThat(TestClient.data(read)).isEqualTo("old");
        assertThat(client.await().xid()).isEqualTo(set);
    }

    @Test
    void anExpiryThatAnEarlierLeaderDecidedIsVoid() {
        Ensemble ensemble = three();
        Ensemble.Node old = ensemble.leader();
        Ensemble.Node other = ensemble.follower();
        TestClient client = TestClient.connect(ensemble, other, 1_000);
        client.create("/e", "", 1);
        // The old leader ends the session, but nobody hears its proposals; then it is cut off and another leads.
        ensemble.lost = message -> message instanceof PeerMessage.Touches
                || (message instanceof PeerMessage.Paxos paxos && paxos.message() instanceof Message.Accept);
        ensemble.runUntil("decided", () -> old.replica().figures().hasUnappliedParcels());
        old.cut = true;
        ensemble.lost = message -> false;
        for (int i = 0; i < 20; i++) {
            client.ping();
            ensemble.run(200);
        }
        old.cut = false;
        for (int i = 0; i < 20; i++) {
            client.ping();
            ensemble.run(200);
        }
        assertThat(client.closed).isFalse();
        assertThat(client.get("/e", false).error()).isZero();
    }

    @Test
    void aChangeOfLeaderNeitherLosesNorDoublesARequestNorAConnection() {
        Ensemble ensemble = three();
        Ensemble.Node follower = ensemble.follower();
        TestClient client = TestClient.connect(ensemble, follower, TIMEOUT);
        client.create("/counter", "0", 0);
        for (int i = 0; i < 40; i++) {
            client.send(OpCode.SET_DATA, TestClient.setBody("/counter", "v" + i, i));
            if (i == 20) {
                ensemble.run(3);
                ensemble.leader().crash();
            }
        }
        for (int i = 0; i < 40; i++) {
            assertThat(client.await().error()).as("request %d", i).isZero();
        }
        assertThat(client.closed).isFalse();
        assertThat(TestClient.data(client.get("/counter", false))).isEqualTo("v39");
    }

    @Test
    void aSessionThatMovesTakesItsEphemeralsAlongAndItsOldConnectionEnds() {
        Ensemble ensemble = three();
        TestClient first = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        first.create("/e", "", 1);
        TestClient second = TestClient.resume(ensemble, ensemble.node(2), TIMEOUT, first.session, first.password);
        assertThat(second.session).isEqualTo(first.session);
        first.send(OpCode.SET_DATA, TestClient.setBody("/e", "late", -1));
        ensemble.runUntil("the old connection is closed", () -> first.closed);
        assertThat(second.sync().error()).isZero();
        assertThat(TestClient.data(second.get("/e", false))).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefusedAndEndsNothing() {
        Ensemble ensemble = three();
        TestClient first = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        TestClient thief =
                TestClient.resume(ensemble, ensemble.node(1), TIMEOUT, first.session, Bytes.wrap(new byte[16]));
        assertThat(thief.session).isZero();
        assertThat(thief.timeoutMillis).isZero();
        ensemble.runUntil("closed", () -> thief.closed);
        assertThat(first.closed).isFalse();
        assertThat(first.create("/a", "", 0).error()).isZero();
    }

    @Test
    void aSilentClientLosesItsSessionAndAPingingOneKeepsIt() {
        Ensemble ensemble = three();
        TestClient silent = TestClient.connect(ensemble, ensemble.node(1), 1_000);
        TestClient pinging = TestClient.connect(ensemble, ensemble.node(2), 1_000);
        silent.create("/silent", "", 1);
        pinging.create("/pinging", "", 1);
        for (int i = 0; i < 20; i++) {
            pinging.ping();
            ensemble.run(250);
        }
        assertThat(silent.closed).isTrue();
        assertThat(pinging.closed).isFalse();
        assertThat(pinging.sync().error()).isZero();
        assertThat(pinging.get("/silent", false).error()).isEqualTo(ErrorCode.NO_NODE.code());
        assertThat(pinging.get("/pinging", false).error()).isZero();
    }

    @Test
    void sayingWhoOneIsIsNoSignOfLife() {
        Ensemble ensemble = three();
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), 1_000);
        for (int i = 0; i < 20 && !client.closed; i++) {
            assertThat(client.auth("digest", "user:word").error()).isZero();
            ensemble.run(250);
        }
        assertThat(client.closed).isTrue();
    }

    /** A session never ends earlier than its timeout after its client's last sign of life, whatever became of the connection. */
    @Test
    void theLastSignOfLifeCountsAlsoWhenTheConnectionIsGoneAtOnce() {
        for (int offset = 0; offset < 500; offset += 10) {
            Ensemble ensemble = three();
            TestClient client = TestClient.connect(ensemble, ensemble.follower(), 1_000);
            client.create("/e", "", 1);
            ensemble.run(400 + offset);
            client.ping();
            ensemble.run(2);
            client.disconnect();
            ensemble.run(997);
            assertThat(ensemble.leader().replica().sessions().contains(client.session))
                    .as("%d ms after it was last heard of otherwise", 400 + offset)
                    .isTrue();
            ensemble.runUntil(
                    "it ends", () -> !ensemble.leader().replica().sessions().contains(client.session));
        }
    }

    @Test
    void aWatchIsToldBeforeTheAnswerThatRevealsTheChange() {
        Ensemble ensemble = three();
        TestClient watcher = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        TestClient writer = TestClient.connect(ensemble, ensemble.node(2), TIMEOUT);
        writer.create("/w", "old", 0);
        watcher.sync();
        watcher.get("/w", true);
        writer.set("/w", "new", -1);
        ensemble.runUntil("told", () -> !watcher.events.isEmpty());
        assertThat(watcher.events).containsExactly(new TestClient.Event(3, "/w"));
        assertThat(TestClient.data(watcher.get("/w", false))).isEqualTo("new");
    }

    @Test
    void aNodeThatWasAwayForLongComesBackByASnapshot() {
        Ensemble ensemble = three();
        Ensemble.Node away = ensemble.follower();
        away.crash();
        ensemble.run(1_000);
        TestClient writer = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
        for (int i = 0; i < 300; i++) {
            assertThat(writer.create("/n" + i, "x".repeat(50), 0).error()).isZero();
        }
        away.start();
        long slot = ensemble.leader().status().chosenSlot();
        ensemble.runUntil("caught up", () -> away.isUp() && away.status().appliedSlot() >= slot);
        assertThat(away.notes).anyMatch(ReplicaNote.SnapshotFetched.class::isInstance);
        sameStateEverywhere(ensemble);
    }

    @Test
    void anImageIsTakenWhenItIsWanted() {
        Ensemble ensemble = three();
        TestClient writer = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
        writer.create("/a", "1", 0);
        Ensemble.Node node = ensemble.follower();
        ensemble.run(1_000);
        long begun = imagesBegun(node);
        ensemble.run(1_000);
        assertThat(imagesBegun(node)).isEqualTo(begun);
        long slot = node.status().appliedSlot();
        node.replica().onSnapshotWanted();
        ensemble.runUntil(
                "saved",
                () -> node.notes.stream()
                        .anyMatch(note -> note instanceof ReplicaNote.SnapshotSaved saved && saved.slot() >= slot));
        ensemble.run(1_000);
        assertThat(imagesBegun(node)).isEqualTo(begun + 1);
    }

    private static long imagesBegun(Ensemble.Node node) {
        return node.notes.stream()
                .filter(ReplicaNote.SnapshotBegun.class::isInstance)
                .count();
    }

    @Test
    void aNodeThatLostItsDiskComesBack() {
        Ensemble ensemble = three();
        TestClient writer = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
        writer.create("/a", "1", 0);
        Ensemble.Node lost = ensemble.follower();
        lost.crash();
        lost.disk = new MemoryDisk();
        lost.start();
        ensemble.runUntil("it votes again", () -> lost.status().voting());
        for (int i = 0; i < 20; i++) {
            assertThat(writer.create("/b" + i, "", 0).error()).isZero();
        }
        ensemble.run(500);
        sameStateEverywhere(ensemble);
    }

    @Test
    void leadershipIsHandedOverBeforeACleanEnd() {
        Ensemble ensemble = three();
        Ensemble.Node leader = ensemble.leader();
        leader.handOver();
        ensemble.runUntil("handed over", () -> leader.replica().isHandedOver());
        ensemble.runUntil(
                "another leads",
                () -> ensemble.all().stream()
                        .anyMatch(node -> node != leader && node.status().role() == Status.Role.LEADER));
    }

    @Test
    void anUnknownOperationIsAnsweredAndEndsTheConnection() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        assertThat(client.call(888, new Output(1)).error()).isEqualTo(ErrorCode.UNIMPLEMENTED.code());
        ensemble.runUntil("closed", () -> client.closed);
    }

    @Test
    void aTruncatedRequestIsAnsweredInItsTurnAndTheConnectionStays() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        client.send(OpCode.CREATE, TestClient.createBody("/a", "", 0));
        client.send(OpCode.CREATE, new Output(1));
        assertThat(client.await().error()).isZero();
        assertThat(client.await().error()).isEqualTo(ErrorCode.MARSHALLING_ERROR.code());
        assertThat(client.create("/b", "", 0).error()).isZero();
    }

    private static Ensemble three() {
        Ensemble ensemble = Ensemble.of(1, 2, 3);
        ensemble.runUntilServing();
        return ensemble;
    }

    @Test
    void aCertificateIsAnIdentityFromTheFirstRequestOn() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        Identity named = Identity.of("x509", "CN=client");
        TestClient client = TestClient.connectAs(ensemble, ensemble.node(1), TIMEOUT, List.of(named));
        assertThat(client.createOwn("/mine").error()).isZero();
        assertThat(client.get("/mine", false).error()).isZero();
        assertThat(client.auth("x509", "").error()).isZero();

        TestClient nameless = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        assertThat(nameless.get("/mine", false).error()).isEqualTo(ErrorCode.NO_AUTH.code());
        assertThat(nameless.auth("x509", "CN=client").error()).isEqualTo(ErrorCode.AUTH_FAILED.code());
        ensemble.runUntil("closed", () -> nameless.closed);
        assertThat(nameless.reason).isEqualTo(CloseReason.AUTHENTICATION_FAILED);

        TestClient master = TestClient.connectAs(
                ensemble,
                ensemble.node(1),
                TIMEOUT,
                List.of(Identity.of("x509", "CN=other"), Identity.of("super", "")));
        assertThat(master.get("/mine", false).error()).isZero();
    }

    private static void sameStateEverywhere(Ensemble ensemble) {
        ensemble.runUntil(
                "the same slot everywhere",
                () -> ensemble.all().stream()
                                .mapToLong(node -> node.status().appliedSlot())
                                .distinct()
                                .count()
                        == 1);
        assertThat(ensemble.all().stream().map(node -> node.status().digest()).distinct())
                .hasSize(1);
    }
}
