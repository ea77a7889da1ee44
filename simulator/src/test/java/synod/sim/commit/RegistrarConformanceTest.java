package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static synod.sim.commit.Play.A;
import static synod.sim.commit.Play.B;
import static synod.sim.commit.Play.C;
import static synod.sim.commit.Play.COORDINATOR;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import synod.commit.Event.Abandon;
import synod.commit.Event.Opened;
import synod.commit.Order.Result;
import synod.commit.Outcome;
import synod.commit.Vote;
import synod.commit.paxos.Message;
import synod.commit.paxos.Message.Counted;
import synod.commit.paxos.Message.Join;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Record;
import synod.kernel.NodeId;
import synod.sim.commit.Stage.Envelope;

/** Item 60 of the conformance list: participants that join while nobody knows who will have a part. */
final class RegistrarConformanceTest {
    private static final int SEEDS = 1_500;
    private static final List<NodeId> ACCEPTORS = List.of(NodeId.of(5), NodeId.of(6), NodeId.of(7));

    private static Play<Message, Record> opened() {
        Play<Message, Record> play = new Play<>(Protocols.paxosCommit(ACCEPTORS, false), 3, 7);
        play.stage.open(play.id);
        return play;
    }

    @Test
    void c60_whoJoinsBeforeTheListIsChosenHasAPart() {
        Play<Message, Record> play = opened();
        play.members.forEach(member -> play.stage.joinOpened(member, play.id));
        play.deliver(Join.class, Counted.class);
        play.stage.beginOpened(play.id);
        assertThat(play.stage.onTheWay())
                .hasSize(3)
                .allMatch(each -> each.message() instanceof Prepare prepare
                        && prepare.members().equals(play.members));
        play.endsEverywhere(Outcome.COMMITTED);
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);
    }

    @Test
    void c60_whoJoinsAfterwardsHasNone() {
        Play<Message, Record> play = opened();
        play.stage.joinOpened(A, play.id);
        play.stage.joinOpened(B, play.id);
        play.deliver(Join.class, Counted.class);
        play.stage.beginOpened(play.id);
        play.stage.joinOpened(C, play.id);
        assertThat(play.stage.locked(C)).containsExactly(play.id);
        play.deliver(Join.class, Counted.class);
        assertThat(play.stage.locked(C)).isEmpty();
        play.stage.deliverAll();
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.COMMITTED);
        assertThat(play.stage.facts().vote(play.id, C)).isNull();
        // When it is over and forgotten, too.
        play.stage.calm(60);
        play.stage.joinOpened(NodeId.of(5), play.id);
        play.stage.deliverAll();
        assertThat(play.stage.locked(NodeId.of(5))).isEmpty();
    }

    @Test
    void c60_aMemberWhoseAnswerIsLostStillHasAPart() {
        Play<Message, Record> play = opened();
        play.stage.joinOpened(A, play.id);
        play.stage.joinOpened(B, play.id);
        play.deliver(Join.class);
        play.lose(Counted.class);
        play.stage.beginOpened(play.id);
        play.stage.deliverAll();
        assertThat(play.stage.facts().outcome(play.id, A)).isEqualTo(Outcome.COMMITTED);
        assertThat(play.stage.facts().outcome(play.id, B)).isEqualTo(Outcome.COMMITTED);
    }

    @Test
    void c60_aNoOfOneThatJoinedAborts() {
        Play<Message, Record> play = opened().voting(B, Vote.NO);
        play.members.forEach(member -> play.stage.joinOpened(member, play.id));
        play.deliver(Join.class, Counted.class);
        play.stage.beginOpened(play.id);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c60_nobodyJoinsAndNothingIsToBeDone() {
        Play<Message, Record> play = opened();
        play.stage.beginOpened(play.id);
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);
        assertThat(play.stage.onTheWay()).isEmpty();
    }

    @Test
    void c60_aRegistrarThatForgotChoosesNoList() {
        Play<Message, Record> play = opened();
        play.members.forEach(member -> play.stage.joinOpened(member, play.id));
        play.deliver(Join.class, Counted.class);
        play.crash(COORDINATOR);
        play.stage.restart(COORDINATOR);
        play.stage.beginOpened(play.id);
        assertThat(play.stage.onTheWay()).isEmpty();
        play.endsEverywhere(Outcome.ABORTED);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.ABORTED);
    }

    @Test
    void c60_whatIsGivenUpIsClosed() {
        Play<Message, Record> play = opened();
        play.stage.joinOpened(A, play.id);
        play.deliver(Join.class, Counted.class);
        play.stage.event(COORDINATOR, new Abandon<>(play.id));
        play.stage.joinOpened(B, play.id);
        play.deliver(Join.class, Counted.class);
        assertThat(play.stage.locked(B)).isEmpty();
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c60_onlyWhoNamesATransactionOpensIt() {
        Play<Message, Record> play = opened();
        assertThatThrownBy(() -> play.stage.event(A, new Opened<>(play.id)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("opened at the process that it is named after");
    }

    /** Every order, with losses, copies, crashes and time-outs. What must hold is looked at by {@link Facts}. */
    @Test
    void c60_joiningAndCommittingRaceConsistently() {
        int committed = 0;
        int strangers = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Play<Message, Record> play = opened();
            boolean hasBegun = false;
            int crashes = random.nextInt(3) == 0 ? 2 : 0;
            for (int act = 0; act < 60; act++) {
                int dice = random.nextInt(100);
                List<Envelope<Message>> onTheWay = play.stage.onTheWay();
                if (dice < 12) {
                    NodeId member = NodeId.of(2 + random.nextInt(3));
                    if (play.stage.facts().outcome(play.id, member) == null
                            && !play.stage.locked(member).contains(play.id)) {
                        play.stage.joinOpened(member, play.id);
                    }
                } else if (dice < 16 && !hasBegun && play.stage.isUp(COORDINATOR)) {
                    hasBegun = true;
                    play.stage.beginOpened(play.id);
                } else if (dice < 88 && !onTheWay.isEmpty()) {
                    play.stage.deliver(onTheWay.get(random.nextInt(onTheWay.size())), random.nextInt(10) == 0);
                } else if (dice < 90) {
                    play.stage.lose(each -> random.nextInt(4) == 0);
                } else if (dice < 92) {
                    play.stage.fire(NodeId.of(1 + random.nextInt(7)), random.nextLong());
                } else if (dice < 95 && crashes > 0) {
                    crashes--;
                    play.stage.crash(NodeId.of(1 + random.nextInt(7)), random.nextInt(2));
                } else if (dice < 97) {
                    play.stage.restart(NodeId.of(1 + random.nextInt(7)));
                }
            }
            assertThat(play.stage.calm(80)).as("seed %s", seed).isTrue();
            boolean isCommitted = play.stage.facts().outcomes(play.id).contains(Outcome.COMMITTED);
            committed += isCommitted ? 1 : 0;
            for (NodeId member : play.members) {
                assertThat(play.stage.locked(member))
                        .as("seed %s, %s", seed, member)
                        .isEmpty();
                strangers += isCommitted && play.stage.facts().outcome(play.id, member) == null ? 1 : 0;
            }
        }
        // The race was run with either end.
        assertThat(committed).isGreaterThan(SEEDS / 10);
        assertThat(strangers).isGreaterThan(SEEDS / 20);
    }
}
