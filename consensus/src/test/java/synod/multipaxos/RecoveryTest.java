package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.multipaxos.Stage.ballot;
import static synod.multipaxos.Stage.command;
import static synod.multipaxos.Stage.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.Recorded.Persisted;
import synod.multipaxos.Recorded.Sent;
import synod.paxos.Ballot;

/** The way back of a voter that forgot, step by step. */
class RecoveryTest {
    private static final NodeNumbers NONE = NodeNumbers.NONE;
    private static final NodeNumbers FIRST = NONE.with(NodeId.of(1), 1);

    private static Stage forgetful() {
        return Stage.voter(PaxosSettings.defaults(), Damage.FORGOTTEN, new Record.Promised(ballot(2, 3)));
    }

    private static Message.Recalled recalled(NodeNumbers generations) {
        return new Message.Recalled(Stage.LIVES, generations);
    }

    private static Message.Remembered remembered(Ballot promised, long lastAccepted, long chosenUpTo) {
        return new Message.Remembered(1, promised, lastAccepted, chosenUpTo, FIRST);
    }

    @Test
    void choosesAGenerationAboveAllThatEnoughOthersKnow() {
        Stage stage = forgetful();
        assertThat(stage.tick())
                .contains(new Sent(2, new Message.Recall(0)))
                .contains(new Sent(3, new Message.Recall(0)));
        assertThat(stage.receive(2, recalled(NONE.with(NodeId.of(1), 4)))).isEmpty();
        NodeNumbers fifth = NONE.with(NodeId.of(1), 5);
        assertThat(stage.receive(3, recalled(NONE)))
                .containsExactly(
                        new Persisted(new Record.Identified(
                                Stage.VOTER.withVoting(false).withGenerations(fifth))),
                        new Sent(2, new Message.Reborn(5)),
                        new Sent(3, new Message.Reborn(5)));
    }

    @Test
    void votesAgainOnlyAboveThePromiseAndTheFloorOfTheOthers() {
        Stage stage = forgetful();
        stage.receive(2, recalled(NONE));
        stage.receive(3, recalled(NONE));
        stage.receive(2, remembered(ballot(6, 2), 1, 1));
        assertThat(stage.core.isVoting()).isFalse();
        stage.receive(3, remembered(ballot(5, 3), 2, 0));
        assertThat(stage.core.isVoting()).isFalse();
        stage.receive(2, new Message.Learned(1, List.of(entry(1, ballot(6, 2), command("a"))), 1, 1));
        assertThat(stage.core.isVoting()).isFalse();
        List<Object> effects =
                stage.receive(3, new Message.Learned(2, List.of(entry(2, ballot(6, 2), command("b"))), 1, 2));
        assertThat(effects)
                .endsWith(
                        new Persisted(new Record.Promised(ballot(6, 2))),
                        new Persisted(new Record.Identified(Stage.VOTER.withGenerations(FIRST))));
        assertThat(stage.core.isVoting()).isTrue();
        assertThat(stage.notes()).contains(new ConsensusNote.Recovered(1, 2));
        assertThat(Stage.messages(
                        Message.Refused.class, stage.receive(3, new Message.Prepare(ballot(5, 3), 3, Ballot.ZERO))))
                .hasSize(1);
        assertThat(Stage.messages(
                        Message.Promise.class, stage.receive(3, new Message.Prepare(ballot(7, 3), 3, Ballot.ZERO))))
                .containsExactly(new Message.Promise(ballot(7, 3), 3, List.of(), 0, 2, FIRST));
    }

    @Test
    void anAttemptThatWasOvertakenBeginsAgainAboveIt() {
        Stage stage = forgetful();
        stage.receive(2, recalled(NONE));
        stage.receive(3, recalled(NONE));
        assertThat(Stage.messages(Message.Reborn.class, stage.receive(3, recalled(NONE.with(NodeId.of(1), 3)))))
                .containsExactly(new Message.Reborn(4), new Message.Reborn(4));
        stage.receive(2, remembered(ballot(6, 2), 0, 0));
        assertThat(stage.notes()).contains(Ignored.of(IgnoreReason.STALE_ANSWER));
    }

    @Test
    void anAnswerOfALifeThatIsOverDoesNotCount() {
        Stage stage = forgetful();
        stage.receive(2, recalled(NONE));
        stage.receive(3, recalled(NONE));
        stage.receive(2, remembered(ballot(6, 2), 0, 0));
        NodeNumbers knowsBetter = FIRST.with(NodeId.of(2), 1);
        stage.receive(3, new Message.Remembered(1, ballot(5, 3), 0, 0, knowsBetter));
        assertThat(stage.core.isVoting()).isFalse();
        stage.receive(2, new Message.Remembered(1, ballot(6, 2), 0, 0, knowsBetter));
        assertThat(stage.core.isVoting()).isTrue();
    }

    @Test
    void aRestartInTheMiddleRecoversUnderANewGeneration() {
        Identity midway = Stage.VOTER.withVoting(false).withGenerations(FIRST);
        Stage stage = Stage.voter(new Record.Identified(midway));
        assertThat(stage.core.isVoting()).isFalse();
        stage.receive(2, recalled(NONE));
        assertThat(Stage.messages(Message.Reborn.class, stage.receive(3, recalled(NONE))))
                .contains(new Message.Reborn(2));
    }

    @Test
    void oneAloneThatForgotStopsAndSaysSo() {
        Stage stage = new Stage(
                7,
                PaxosSettings.defaults(),
                new Restored(
                        Configuration.ofVoters(7),
                        0,
                        null,
                        List.of(new Record.Promised(ballot(1, 7))),
                        Damage.FORGOTTEN,
                        false,
                        1));
        stage.tick();
        assertThat(stage.notes()).contains(new ConsensusNote.MemoryLost());
        stage.now += 10 * stage.settings.electionTimeoutNanos();
        assertThat(stage.tick()).isEmpty();
        assertThat(stage.core.isVoting()).isFalse();
    }

    @Test
    void whatAJournalWithHolesSaysOfTheWatermarkIsNotBelieved() {
        Record.Accepted perhapsReplaced = Stage.accepted(ballot(1, 2), 1, command("old"));
        Stage stage =
                Stage.voter(PaxosSettings.defaults(), Damage.FORGOTTEN, perhapsReplaced, new Record.ChosenUpTo(1));
        assertThat(stage.core.chosenUpTo()).isZero();
        Stage sound = Stage.voter(perhapsReplaced, new Record.ChosenUpTo(1));
        assertThat(sound.core.chosenUpTo()).isEqualTo(1);
    }
}
