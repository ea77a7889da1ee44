package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.Recorded.Persisted;
import synod.multipaxos.Recorded.Sent;

/** An ensemble is formed once, by every voter, and a voter with a new disk is not mistaken for the one it replaces. */
class FoundingTest {
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);

    private static Stage blank(int self) {
        return new Stage(
                self, PaxosSettings.defaults(), new Restored(THREE, 0, null, List.of(), Damage.NONE, true, 100 + self));
    }

    /** What the node wrote down about itself last. */
    private static Identity written(List<Object> effects) {
        Identity last = null;
        for (Persisted persisted : Stage.only(Persisted.class, effects)) {
            if (persisted.entry() instanceof Record.Identified identified) {
                last = identified.identity();
            }
        }
        return Objects.requireNonNull(last);
    }

    /** What the founder asks everybody. */
    private static Message.Census census(Stage founder) {
        founder.now += founder.settings.retransmitNanos();
        return Stage.messages(Message.Census.class, founder.tick()).get(0);
    }

    @Test
    void aVoterWritesItsLifeDownBeforeItTellsIt() {
        Stage voter = blank(2);
        Identity drawn = written(voter.tick());
        assertThat(drawn.life()).isNotZero();
        Message.Census census = census(blank(1));
        Identity pledged = drawn.withPledges(List.of(census.life()));
        assertThat(voter.receive(1, census))
                .containsExactly(
                        new Persisted(new Record.Identified(pledged)),
                        new Sent(1, new Message.Pledge(drawn.life(), census.life(), false)));
    }

    @Test
    void theFounderDecidesWhenAllHavePledgedAndNotBefore() {
        Stage founder = blank(1);
        Message.Census census = census(founder);
        assertThat(founder.receive(2, new Message.Pledge(22, census.life(), false)))
                .isEmpty();
        assertThat(founder.receive(2, new Message.Pledge(22, census.life(), false)))
                .isEmpty();
        assertThat(founder.core.isVoting()).isFalse();
        List<Object> effects = founder.receive(3, new Message.Pledge(33, census.life(), false));
        NodeNumbers lives = NodeNumbers.NONE
                .with(NodeId.of(1), census.life())
                .with(NodeId.of(2), 22)
                .with(NodeId.of(3), 33);
        assertThat(written(effects).lives()).isEqualTo(lives);
        assertThat(effects)
                .contains(new Sent(2, new Message.Founded(census.life(), lives, 0)))
                .contains(new Sent(3, new Message.Founded(census.life(), lives, 0)));
        assertThat(founder.core.isVoting()).isTrue();
        assertThat(founder.core.ensembleId()).isNotZero();
        // Nobody can have counted on the silence of a node that votes for the first time ever.
        Message.Prepare prepare = new Message.Prepare(Stage.ballot(1, 2), 1, synod.paxos.Ballot.ZERO);
        assertThat(Stage.messages(Message.Promise.class, founder.receive(2, prepare)))
                .hasSize(1);
    }

    @Test
    void pledgesToAnEarlierLifeOfTheFounderDoNotCount() {
        Stage founder = blank(1);
        Message.Census census = census(founder);
        founder.receive(2, new Message.Pledge(22, census.life() + 1, false));
        founder.receive(3, new Message.Pledge(33, census.life(), false));
        assertThat(founder.core.isVoting()).isFalse();
        assertThat(founder.notes()).contains(Ignored.of(IgnoreReason.OTHER_FOUNDER));
    }

    @Test
    void aVoterHoldsToTheFoundersLatestLife() {
        Stage voter = blank(2);
        long digest = census(blank(1)).initial();
        long life = written(voter.tick()).life();
        voter.receive(1, new Message.Census(7, digest));
        voter.receive(1, new Message.Census(8, digest));
        assertThat(Stage.messages(Message.Pledge.class, voter.receive(1, new Message.Census(7, digest))))
                .containsExactly(new Message.Pledge(life, 7, true));
        NodeNumbers byTheDead =
                NodeNumbers.NONE.with(NodeId.of(1), 7).with(NodeId.of(2), life).with(NodeId.of(3), 33);
        voter.receive(1, new Message.Founded(7, byTheDead, 0));
        voter.receive(3, new Message.Recalled(byTheDead, NodeNumbers.NONE));
        assertThat(voter.core.isVoting()).isFalse();
        voter.receive(1, new Message.Founded(8, byTheDead, 0));
        assertThat(voter.core.isVoting()).isTrue();
    }

    @Test
    void aCallOfADeadFounderThatComesLateDoesNotBindForEver() {
        Stage voter = blank(2);
        long digest = census(blank(1)).initial();
        long life = written(voter.tick()).life();
        voter.receive(1, new Message.Census(8, digest));
        NodeNumbers lives =
                NodeNumbers.NONE.with(NodeId.of(1), 8).with(NodeId.of(2), life).with(NodeId.of(3), 33);
        // Life 7 was before life 8, but this voter cannot know.
        voter.receive(1, new Message.Census(7, digest));
        voter.receive(1, new Message.Founded(8, lives, 0));
        assertThat(voter.core.isVoting()).isFalse();
        voter.now += voter.settings.retransmitNanos();
        assertThat(voter.tick()).contains(new Sent(1, new Message.Recall(7)));
        // Only the founder itself can know which of its lives is over.
        voter.receive(3, new Message.Founded(8, lives, 7));
        assertThat(voter.core.isVoting()).isFalse();
        voter.receive(1, new Message.Founded(8, lives, 7));
        assertThat(voter.core.isVoting()).isTrue();
    }

    @Test
    void aFounderWhoseLifeIsTakenForOverDrawsAnother() {
        Stage founder = blank(1);
        Message.Census census = census(founder);
        List<Object> effects = founder.receive(2, new Message.Pledge(22, census.life(), true));
        assertThat(written(effects).life()).isNotEqualTo(census.life());
        assertThat(census(founder).life()).isEqualTo(written(effects).life());
    }

    @Test
    void aVoterThatIsNotTheOneOnTheListForgot() {
        Stage replaced = blank(2);
        replaced.tick();
        replaced.receive(3, new Message.Recalled(Stage.LIVES, NodeNumbers.NONE));
        assertThat(replaced.core.isVoting()).isFalse();
        assertThat(replaced.core.ensembleId()).isEqualTo(Stage.VOTER.ensembleId());
        replaced.now += replaced.settings.retransmitNanos();
        replaced.tick();
        assertThat(replaced.notes()).contains(new ConsensusNote.Recovering(0));
    }

    @Test
    void anotherInitialConfigurationIsRefused() {
        Stage voter = blank(2);
        voter.tick();
        assertThat(voter.receive(1, new Message.Census(7, 12345))).isEmpty();
        assertThat(voter.notes()).contains(Ignored.of(IgnoreReason.OTHER_CONFIGURATION));
    }

    @Test
    void aFormedVoterAnswersACensusWithWhatItRemembers() {
        Stage voter = Stage.voter();
        assertThat(voter.receive(3, new Message.Census(9, 9)))
                .containsExactly(new Sent(3, new Message.Recalled(Stage.LIVES, NodeNumbers.NONE)));
    }

    private static Stage seeded(int self, long seed) {
        return new Stage(
                self,
                PaxosSettings.defaults(),
                new Restored(THREE, 10, null, List.of(), Damage.NONE, seed, true, 100 + self));
    }

    @Test
    void onlyWhoBeginsWithTheSamePledgesItself() {
        List<Stage> founders = List.of(blank(1), seeded(1, 7), seeded(1, 8));
        for (int i = 0; i < founders.size(); i++) {
            Message.Census census = census(founders.get(i));
            List<Stage> voters = List.of(blank(2), seeded(2, 7), seeded(2, 8));
            for (int j = 0; j < voters.size(); j++) {
                Stage voter = voters.get(j);
                voter.tick();
                voter.notes();
                assertThat(Stage.messages(Message.Pledge.class, voter.receive(1, census)))
                        .hasSize(i == j ? 1 : 0);
                assertThat(voter.notes().contains(Ignored.of(IgnoreReason.OTHER_CONFIGURATION)))
                        .isEqualTo(i != j);
            }
        }
    }

    @Test
    void whoIsFormedWithASeedVotesOnTopOfIt() {
        Stage founder = seeded(1, 7);
        Message.Census census = census(founder);
        founder.receive(2, new Message.Pledge(22, census.life(), false));
        founder.receive(3, new Message.Pledge(33, census.life(), false));
        assertThat(founder.core.isVoting()).isTrue();
        assertThat(founder.core.chosenUpTo()).isEqualTo(10);
        assertThat(founder.receive(2, new Message.Heartbeat(Stage.ballot(1, 2), 1, 10)))
                .isNotEmpty();
    }

    /** The ensemble is told of by a voter that pledged, by the founder, and to the founder itself. */
    @Test
    void aSeedThatTheEnsembleBeganWithoutIsTold() {
        for (int self = 1; self <= 2; self++) {
            List<Message> tellings = List.of(
                    new Message.Recalled(Stage.LIVES, NodeNumbers.NONE),
                    new Message.Founded(Stage.LIVES.of(NodeId.of(1)), Stage.LIVES, 0));
            for (Message telling : tellings) {
                Stage replaced = seeded(self, 7);
                replaced.tick();
                replaced.notes();
                // Nothing is written: with the seed on the same disk it would be believed after a crash.
                assertThat(replaced.receive(3, telling)).isEmpty();
                assertThat(replaced.notes()).containsExactly(new ConsensusNote.SeedMisplaced());
                assertThat(replaced.core.ensembleId()).isZero();
            }
        }
    }

    @Test
    void anObserverTakesItsStateFromTheEnsembleAlone() {
        Configuration withObserver = new Configuration(THREE.voters(), List.of(NodeId.of(4)), THREE.quorums());
        Stage observer = new Stage(
                4,
                PaxosSettings.defaults(),
                new Restored(withObserver, 10, null, List.of(), Damage.NONE, 7, true, 104));
        observer.tick();
        observer.notes();
        assertThat(observer.receive(3, new Message.Recalled(Stage.LIVES, NodeNumbers.NONE)))
                .isEmpty();
        assertThat(observer.notes()).containsExactly(new ConsensusNote.SeedMisplaced());
    }

    @Test
    void nothingIsTakenOnTopOfASeedThatNobodyConfirmed() {
        synod.paxos.Ballot ballot = Stage.ballot(3, 3);
        List<Message> messages = List.of(
                new Message.Heartbeat(ballot, 1, 20),
                new Message.Chosen(ballot, 20),
                new Message.Learned(11, List.of(Stage.entry(11, ballot, Stage.command("a"))), 1, 11));
        for (Message message : messages) {
            Stage seeded = seeded(2, 7);
            seeded.tick();
            assertThat(seeded.receive(3, message)).isEmpty();
            assertThat(seeded.core.chosenUpTo()).isEqualTo(10);
            assertThat(seeded.core.leader()).isNull();
        }
        // As it would otherwise.
        Stage bare = blank(2);
        bare.tick();
        bare.receive(3, new Message.Heartbeat(ballot, 1, 20));
        assertThat(bare.core.leader()).isEqualTo(NodeId.of(3));
    }
}
