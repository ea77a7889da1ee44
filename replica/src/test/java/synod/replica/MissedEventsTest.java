package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.wire.zookeeper.OpCode;

/** What persistent watches are told that are set again on another connection, by the bytes that clients see. */
final class MissedEventsTest {
    private static final int TIMEOUT = 2_000;
    private static final int CREATED = 1;
    private static final int DELETED = 2;
    private static final int DATA_CHANGED = 3;

    private static List<String> told(TestClient client) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < client.events.size(); i++) {
            TestClient.Event event = client.events.get(i);
            told.add(event.type() + " " + event.path() + (client.eventZxids.get(i) == -1 ? " -1" : ""));
        }
        return told;
    }

    @Test
    void whatHappenedMeanwhileIsToldAtAnotherServerBeforeTheReply() {
        Ensemble ensemble = Ensemble.of(1, 2, 3);
        ensemble.runUntilServing();
        TestClient watcher = TestClient.connect(ensemble, ensemble.follower(), TIMEOUT);
        TestClient writer = TestClient.connect(ensemble, ensemble.leader(), TIMEOUT);
        writer.create("/a", "", 0);
        assertThat(watcher.sync().error()).isZero();
        long seen = watcher.addWatch("/a", true).zxid();
        watcher.disconnect();
        writer.create("/a/x", "1", 0);
        writer.set("/a/x", "2", 0);
        TestClient.Answer last = writer.set("/a", "3", 0);

        TestClient again = TestClient.resume(ensemble, ensemble.leader(), TIMEOUT, watcher.session, watcher.password);
        again.send(OpCode.GET_DATA, TestClient.readBody("/a", false));
        again.await();
        assertThat(again.events).isEmpty();
        assertThat(again.setWatches(seen, List.of(), List.of("/a")).error()).isZero();
        assertThat(told(again)).containsExactly(CREATED + " /a/x", DATA_CHANGED + " /a/x", DATA_CHANGED + " /a");
        assertThat(again.eventZxids.get(2)).isEqualTo(last.zxid());
        writer.set("/a", "4", 1);
        again.get("/a", false);
        assertThat(told(again)).as("and it is told of what comes").hasSize(4);
    }

    @Test
    void aServerKnowsThePastThatItsJournalTells() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        long seen = client.create("/a", "", 0).zxid();
        client.create("/b", "", 0);
        ensemble.node(1).crash();
        ensemble.node(1).start();
        ensemble.runUntilServing();
        TestClient again = TestClient.resume(ensemble, ensemble.node(1), TIMEOUT, client.session, client.password);
        again.setWatches(seen, List.of(), List.of("/"));
        assertThat(told(again)).containsExactly(CREATED + " /b");
    }

    @Test
    void whatIsTooLongAgoIsSaidToBe() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient client = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        long seen = client.create("/a", "", 0).zxid();
        client.create("/gone", "", 0);
        int kept = ensemble.node(1).settings.sessions().keptChanges();
        for (int i = 0; i <= kept; i++) {
            client.set("/a", "" + i, i);
        }
        TestClient again = TestClient.resume(ensemble, ensemble.node(1), TIMEOUT, client.session, client.password);
        again.setWatches(seen, List.of("/a", "/none"), List.of("/"));
        assertThat(told(again)).containsExactly(DATA_CHANGED + " /a -1", DELETED + " /none -1", DATA_CHANGED + " / -1");
    }

    @Test
    void theReplyFollowsItsEventsHoweverManyAreAnsweredAtOnce() {
        Ensemble ensemble = Ensemble.of(1);
        ensemble.runUntilServing();
        TestClient writer = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        long seen = writer.create("/a", "", 0).zxid();
        List<TestClient> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(TestClient.connect(ensemble, ensemble.node(1), TIMEOUT));
        }
        TestClient again = TestClient.connect(ensemble, ensemble.node(1), TIMEOUT);
        writer.set("/a", "1", 0);
        writer.set("/a", "2", 1);
        // All of them in one batch of inputs: more connections have an answer than are handed out together.
        others.forEach(other -> other.send(OpCode.GET_DATA, TestClient.readBody("/a", false)));
        assertThat(again.setWatches(seen, List.of("/a"), List.of()).error()).isZero();
        assertThat(told(again)).containsExactly(DATA_CHANGED + " /a", DATA_CHANGED + " /a");
        for (TestClient other : others) {
            assertThat(TestClient.data(other.await())).isEqualTo("2");
            assertThat(other.events).isEmpty();
            assertThat(other.answers).isEmpty();
        }
    }
}
