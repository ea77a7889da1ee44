package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.multipaxos.Configuration;
import synod.tree.Acl;
import synod.tree.Caller;
import synod.tree.Changes;
import synod.tree.CreateMode;
import synod.tree.ErrorCode;
import synod.tree.Request;
import synod.tree.Tree;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** Containers and times to live on whole nodes: removed by the leader, everywhere, as watchers and others see it. */
final class LapseTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final int TIMEOUT = 4_000;
    private static final int CONTAINER = CreateMode.CONTAINER.flag();

    private static Ensemble ensemble(LapseSettings lapses, int... voters) {
        Ensemble ensemble = new Ensemble(
                Configuration.ofVoters(voters),
                settings -> settings.withLapses(lapses)
                        .withRules(new ClientRules(null, "SHA-1", true, true, false, false, List.of())));
        ensemble.runUntilServing();
        return ensemble;
    }

    private static TestClient.Answer createContainer(TestClient client, String path) {
        return client.call(OpCode.CREATE_CONTAINER, TestClient.createBody(path, "", CONTAINER));
    }

    private static TestClient.Answer createWithTtl(TestClient client, String path, long ttlMillis) {
        Output body = TestClient.createBody(path, "", CreateMode.PERSISTENT_WITH_TTL.flag());
        body.writeLong(ttlMillis);
        return client.call(OpCode.CREATE_TTL, body);
    }

    private static TestClient.Answer delete(TestClient client, String path) {
        Output body = new Output(64);
        body.writeSized(Bytes.wrap(path.getBytes(StandardCharsets.UTF_8)));
        body.writeInt(-1);
        return client.call(OpCode.DELETE, body);
    }

    private static boolean isThere(TestClient client, String path) {
        int error = client.get(path, false).error();
        assertThat(error).isIn(0, ErrorCode.NO_NODE.code());
        return error == 0;
    }

    @Test
    void aContainerGoesEverywhereSomeTimeAfterItsLastChildAndWatchersHearOfIt() {
        Ensemble ensemble = ensemble(new LapseSettings(200 * MILLISECOND, 10_000, 0), 1, 2, 3);
        TestClient client = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        assertThat(createContainer(client, "/unused").error()).isZero();
        assertThat(createContainer(client, "/c").error()).isZero();
        assertThat(client.create("/c/child", "", 0).error()).isZero();
        assertThat(client.get("/c", true).error()).isZero();
        ensemble.run(1_000);
        assertThat(client.events).isEmpty();
        assertThat(delete(client, "/c/child").error()).isZero();
        ensemble.runUntil("told", () -> !client.events.isEmpty());
        assertThat(client.events).containsExactly(new TestClient.Event(2, "/c"));
        assertThat(isThere(client, "/c")).isFalse();
        assertThat(isThere(client, "/unused")).isTrue();
        ensemble.run(300);
        long digest = ensemble.leader().replica().stateDigest();
        for (Ensemble.Node node : ensemble.all()) {
            assertThat(node.replica().stateDigest()).isEqualTo(digest);
        }
    }

    @Test
    void nestedOnesGoLevelByLevel() {
        Ensemble ensemble = ensemble(new LapseSettings(100 * MILLISECOND, 10_000, 0), 1);
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        for (String path : List.of("/c", "/c/d", "/c/d/e")) {
            createContainer(client, path);
        }
        client.create("/c/d/e/f", "", 0);
        delete(client, "/c/d/e/f");
        ensemble.run(1_000);
        assertThat(isThere(client, "/c")).isFalse();
    }

    @Test
    void aZnodeGoesWhenItsTimeHasPassedSinceTheLastWrite() {
        Ensemble ensemble = ensemble(new LapseSettings(50 * MILLISECOND, 10_000, 0), 1);
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        assertThat(createWithTtl(client, "/t", 500).error()).isZero();
        for (int i = 0; i < 5; i++) {
            ensemble.run(300);
            assertThat(client.set("/t", "still wanted", -1).error()).isZero();
        }
        ensemble.run(700);
        assertThat(isThere(client, "/t")).isFalse();
    }

    @Test
    void timesToLiveAreRefusedWhereTheyAreNotEnabledAndWhenTheyAreNone() {
        Ensemble plain = new Ensemble(Configuration.ofVoters(1), settings -> settings.withRules(ClientRules.DEFAULTS));
        plain.runUntilServing();
        TestClient client = TestClient.connect(plain, plain.node(1), TIMEOUT);
        assertThat(createWithTtl(client, "/t", 500).error()).isEqualTo(ErrorCode.UNIMPLEMENTED.code());
        Ensemble extended = ensemble(LapseSettings.DEFAULTS, 1);
        TestClient other = TestClient.connect(extended, extended.node(1), TIMEOUT);
        for (long ttl : new long[] {0, -1, 1L << 40}) {
            assertThat(createWithTtl(other, "/t", ttl).error()).isEqualTo(ErrorCode.BAD_ARGUMENTS.code());
        }
        assertThat(createWithTtl(other, "/t", (1L << 40) - 1).error()).isZero();
    }

    @Test
    void noMoreAreRemovedThanAMinuteMaySee() {
        Ensemble ensemble = ensemble(new LapseSettings(10 * MILLISECOND, 600, 0), 1);
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        for (int i = 0; i < 40; i++) {
            createContainer(client, "/c" + i);
            client.create("/c" + i + "/x", "", 0);
        }
        int before = ensemble.leader().status().znodes();
        for (int i = 0; i < 40; i++) {
            delete(client, "/c" + i + "/x");
        }
        ensemble.run(1_000);
        // Ten in a second, and those that went while the children were being deleted.
        int left = ensemble.leader().status().znodes() - (before - 80);
        assertThat(left).isBetween(20, 31);
        ensemble.run(5_000);
        assertThat(ensemble.leader().status().znodes()).isEqualTo(before - 80);
    }

    /** What the leader found is looked at again when it is carried out. */
    @Test
    void whatChangedSinceTheLeaderLookedStays() {
        List<String> paths = new ArrayList<>();
        Tree tree = new Tree();
        Changes changes = new Changes();
        Caller caller = new Caller(1, List.of());
        tree.execute(
                new Request.Create(path("/c"), null, Acl.OPEN, CreateMode.CONTAINER, false), caller, 1, 0, changes);
        tree.execute(
                new Request.Create(path("/c/x"), null, Acl.OPEN, CreateMode.PERSISTENT, false), caller, 2, 0, changes);
        tree.execute(new Request.Delete(path("/c/x"), -1), caller, 3, 0, changes);
        LapseKeeper keeper = new LapseKeeper(new LapseSettings(1, 60, 0), tree);
        keeper.onElected(0);
        List<long[]> figures = new ArrayList<>();
        keeper.onTick(1, 0, (path, mzxid, pzxid) -> {
            paths.add(new String(path.toArray(), StandardCharsets.UTF_8));
            figures.add(new long[] {mzxid, pzxid});
        });
        assertThat(paths).containsExactly("/c");
        assertThat(figures).singleElement().isEqualTo(new long[] {1, 3});
        keeper.onSteppedDown();
        keeper.onTick(Long.MAX_VALUE / 2, 0, (path, mzxid, pzxid) -> paths.add("again"));
        assertThat(paths).hasSize(1);
    }

    private static Bytes path(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
