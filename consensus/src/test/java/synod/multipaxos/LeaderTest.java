package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.StepDownReason;
import synod.multipaxos.ConsensusNote.SteppedDown;
import synod.paxos.Ballot;

/** When a leader stops leading by itself. */
final class LeaderTest {
    private final Stage stage = Stage.voter();
    private final long timeout = stage.settings.electionTimeoutNanos();
    private final Ballot ballot = stage.establish();
    private long round;

    /** Voters 2 and 3 answer every heartbeat while time goes on. */
    private void keepAlive(long nanos) {
        long end = stage.now + nanos;
        while (stage.now < end) {
            stage.now += stage.settings.heartbeatNanos();
            for (Message.Heartbeat beat : Stage.messages(Message.Heartbeat.class, stage.tick())) {
                round = beat.round();
            }
            for (int voter = 2; voter <= 3; voter++) {
                stage.receive(voter, new Message.HeartbeatAck(ballot, round, 1, NodeNumbers.NONE));
            }
        }
    }

    private List<StepDownReason> reasons() {
        return stage.notes().stream()
                .filter(SteppedDown.class::isInstance)
                .map(note -> ((SteppedDown) note).reason())
                .toList();
    }

    @Test
    void goesOnForAWhileWithoutAQuorum() {
        long end = stage.now + stage.settings.patienceNanos();
        while (stage.now < end) {
            assertThat(stage.core.isLeading()).isTrue();
            stage.now += stage.settings.heartbeatNanos();
            stage.tick();
        }
        assertThat(reasons()).containsExactly(StepDownReason.QUORUM_LOST);
    }

    /** After it stood still for long, the answers that wait for it are looked at before it gives up. */
    @Test
    void isExcusedWhenItStoodStillItself() {
        stage.now += 10 * stage.settings.patienceNanos();
        stage.tick();
        assertThat(stage.core.isLeading()).isTrue();
        assertThat(stage.core.isLeaseValid(stage.now)).isFalse();
    }

    @Test
    void stepsDownWhenOthersChooseAndItsOwnDiskTakesNothing() {
        stage.propose("a");
        stage.acceptedBy(2, ballot, 2, 2);
        stage.acceptedBy(3, ballot, 2, 2);
        assertThat(stage.core.chosenUpTo()).isEqualTo(2);
        keepAlive(timeout - stage.settings.heartbeatNanos());
        assertThat(stage.core.isLeading()).isTrue();
        keepAlive(stage.settings.heartbeatNanos());
        assertThat(reasons()).containsExactly(StepDownReason.DISK_STALLED);
    }

    /** Another leader would have to wait for this disk as well. */
    @Test
    void goesOnWhenNothingIsChosenWithoutItsDisk() {
        stage.propose("a");
        stage.acceptedBy(2, ballot, 2, 2);
        keepAlive(10 * timeout);
        assertThat(stage.core.isLeading()).isTrue();
        assertThat(reasons()).isEmpty();
    }

    /** With others, what is chosen is due to be told at once; alone, nothing is due before the next heartbeat. */
    @Test
    void hasNobodyToTellWhenItIsAlone() {
        stage.propose("a");
        stage.acceptedBy(1, ballot, 2, 2);
        stage.acceptedBy(2, ballot, 2, 2);
        assertThat(stage.core.deadline()).isEqualTo(stage.now);

        Stage alone = alone();
        play(alone, alone.propose("a"));
        assertThat(alone.core.chosenUpTo()).isEqualTo(2);
        assertThat(alone.core.deadline()).isEqualTo(alone.now + alone.settings.heartbeatNanos());
    }

    /** The only voter, established. */
    private static Stage alone() {
        Identity identity =
                new Identity(11, List.of(), NodeNumbers.NONE.with(NodeId.of(1), 11), NodeNumbers.NONE, true);
        Stage alone = new Stage(
                1,
                PaxosSettings.defaults(),
                new Restored(
                        Configuration.ofVoters(1),
                        0,
                        null,
                        List.of(new Record.Identified(identity)),
                        Damage.NONE,
                        false,
                        5));
        while (alone.core.chosenUpTo() < 1) {
            alone.now = Math.max(alone.now, alone.core.deadline());
            play(alone, alone.tick());
        }
        play(alone, alone.tick());
        return alone;
    }

    /** Its disk takes everything at once, and what it tells itself arrives. */
    private static void play(Stage alone, List<Object> effects) {
        for (Object effect : effects) {
            if (effect instanceof Recorded.Sent sent) {
                play(alone, alone.receive(sent.to(), sent.message()));
            }
        }
    }
}
