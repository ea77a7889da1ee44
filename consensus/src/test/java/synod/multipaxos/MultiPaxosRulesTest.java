package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static synod.multipaxos.Stage.accepted;
import static synod.multipaxos.Stage.ballot;
import static synod.multipaxos.Stage.command;
import static synod.multipaxos.Stage.entry;
import static synod.multipaxos.Stage.messages;
import static synod.multipaxos.Stage.only;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.FlexibleQuorums;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.multipaxos.ConsensusNote.StepDownReason;
import synod.multipaxos.Recorded.Delivered;
import synod.multipaxos.Recorded.Persisted;
import synod.multipaxos.Recorded.Sent;
import synod.multipaxos.Recorded.SentAhead;
import synod.paxos.Ballot;

/** One test for each rule of {@link PaxosRule}, named after it. */
class MultiPaxosRulesTest {
    private static final NodeNumbers NONE = NodeNumbers.NONE;

    private static Message.Accept accept(Ballot ballot, long slot, Value value, long chosenUpTo) {
        return new Message.Accept(ballot, slot, List.of(value), chosenUpTo);
    }

    @Test
    void promiseKept() {
        Stage stage = Stage.voter(new Record.Promised(ballot(5, 2)));
        assertThat(stage.receive(3, new Message.Prepare(ballot(4, 3), 1, Ballot.ZERO)))
                .containsExactly(new SentAhead(3, new Message.Refused(ballot(4, 3), ballot(5, 2))));
        assertThat(stage.receive(3, accept(ballot(4, 3), 1, command("a"), 0)))
                .containsExactly(new SentAhead(3, new Message.Refused(ballot(4, 3), ballot(5, 2))));
        assertThat(stage.receive(2, accept(ballot(5, 2), 1, command("b"), 0)))
                .containsExactly(
                        new Persisted(accepted(ballot(5, 2), 1, command("b"))),
                        new Sent(2, new Message.Accepted(ballot(5, 2), 1, 1, NONE)));
    }

    @Test
    void durableFirst() {
        Stage stage = Stage.voter();
        assertThat(stage.receive(3, new Message.Prepare(ballot(4, 3), 1, Ballot.ZERO)))
                .containsExactly(
                        new Persisted(new Record.Promised(ballot(4, 3))),
                        new Sent(3, new Message.Promise(ballot(4, 3), 1, List.of(), 0, 0, NONE)));
        assertThat(stage.receive(3, accept(ballot(4, 3), 1, command("a"), 0)))
                .containsExactly(
                        new Persisted(accepted(ballot(4, 3), 1, command("a"))),
                        new Sent(3, new Message.Accepted(ballot(4, 3), 1, 1, NONE)));
        // The same again: nothing new to write, and the answer still waits for what was written.
        assertThat(stage.receive(3, accept(ballot(4, 3), 1, command("a"), 0)))
                .containsExactly(new Sent(3, new Message.Accepted(ballot(4, 3), 1, 1, NONE)));
    }

    @Test
    void ballotUnique() {
        Stage stage = Stage.voter();
        stage.receive(3, accept(ballot(4, 3), 1, command("a"), 0));
        assertThatThrownBy(() -> stage.receive(3, accept(ballot(4, 3), 1, command("b"), 0)))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("BALLOT_UNIQUE");
        Stage other = Stage.voter();
        assertThat(other.receive(2, accept(ballot(4, 3), 1, command("a"), 0))).isEmpty();
        assertThat(other.notes()).containsExactly(Ignored.of(IgnoreReason.FOREIGN_BALLOT));
    }

    @Test
    void ballotNotReused() {
        Stage stage = Stage.voter(new Record.Promised(ballot(7, 1)));
        // This tick comes late, and is excused.
        stage.tick();
        stage.now = stage.core.deadline();
        assertThat(messages(Message.PrePrepare.class, stage.tick())).contains(new Message.PrePrepare(ballot(8, 1), 0));
        List<Object> effects = stage.receive(2, new Message.PrePromise(ballot(8, 1), 0));
        assertThat(effects)
                .containsExactly(
                        new Persisted(new Record.Promised(ballot(8, 1))),
                        new Sent(1, new Message.Prepare(ballot(8, 1), 1, Ballot.ZERO)),
                        new Sent(2, new Message.Prepare(ballot(8, 1), 1, Ballot.ZERO)),
                        new Sent(3, new Message.Prepare(ballot(8, 1), 1, Ballot.ZERO)));
    }

    @Test
    void highestWins() {
        Stage stage =
                Stage.voter(accepted(ballot(1, 2), 1, command("old")), accepted(ballot(3, 3), 2, command("mine")));
        Ballot ballot = stage.lead(entry(1, ballot(2, 3), command("newer")), entry(2, ballot(2, 3), command("older")));
        assertThat(messages(Message.Accept.class, stage.out.effects()))
                .contains(new Message.Accept(
                        ballot, 1, List.of(command("newer"), command("mine"), new Value.Lead(ballot)), 0));
    }

    @Test
    void gapsFilled() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.lead(entry(3, ballot(2, 3), command("third")));
        assertThat(messages(Message.Accept.class, stage.out.effects()))
                .contains(new Message.Accept(
                        ballot, 1, List.of(Value.NO_OP, Value.NO_OP, command("third"), new Value.Lead(ballot)), 0));
    }

    @Test
    void quorumChooses() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.lead();
        stage.out.effects();
        assertThat(stage.acceptedBy(2, ballot, 1, 1)).isEmpty();
        assertThat(stage.acceptedBy(2, ballot, 1, 1)).isEmpty();
        assertThat(stage.acceptedBy(1, ballot, 1, 1)).contains(new Delivered(1, new Value.Lead(ballot)));
    }

    @Test
    void quorumsMeet() {
        assertThatThrownBy(() -> new FlexibleQuorums(5, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "quorums need not intersect (ML8 QUORUMS_MEET): 2 (prepare) + 3 (accept) must be more than 5 voters");
    }

    @Test
    void inOrder() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.establish();
        stage.propose("a");
        stage.propose("b");
        stage.acceptedBy(1, ballot, 2, 3);
        assertThat(only(Delivered.class, stage.acceptedBy(2, ballot, 3, 3))).isEmpty();
        assertThat(only(Delivered.class, stage.acceptedBy(2, ballot, 2, 2)))
                .containsExactly(new Delivered(2, command("a")), new Delivered(3, command("b")));
        assertThat(only(Delivered.class, stage.acceptedBy(3, ballot, 2, 3))).isEmpty();
    }

    @Test
    void chosenStays() {
        Stage stage = Stage.voter();
        assertThat(stage.receive(2, accept(ballot(1, 2), 1, command("a"), 1))).contains(new Delivered(1, command("a")));
        assertThatThrownBy(() ->
                        stage.receive(3, new Message.Learned(1, List.of(entry(1, ballot(1, 2), command("b"))), 1, 1)))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("CHOSEN_STAYS");
    }

    @Test
    void learntUnderBallot() {
        Stage stage = Stage.voter(accepted(ballot(1, 2), 1, command("a")));
        List<Object> effects = stage.receive(3, new Message.Chosen(ballot(2, 3), 1));
        assertThat(only(Delivered.class, effects)).isEmpty();
        assertThat(messages(Message.LearnRequest.class, effects)).containsExactly(new Message.LearnRequest(1, 1));
        assertThat(stage.receive(2, new Message.Learned(1, List.of(entry(1, ballot(2, 3), command("b"))), 1, 1)))
                .containsExactly(
                        new Persisted(accepted(ballot(2, 3), 1, command("b"))), new Delivered(1, command("b")));
        Stage other = Stage.voter(accepted(ballot(2, 3), 1, command("a")));
        assertThat(other.receive(3, new Message.Chosen(ballot(2, 3), 1)))
                .containsExactly(new Delivered(1, command("a")));
    }

    @Test
    void establishedFirst() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.lead();
        stage.out.effects();
        stage.notes();
        assertThat(stage.core.isLeading()).isFalse();
        assertThat(stage.propose("early")).isEmpty();
        stage.step(new Event.ReadIndex(9, true));
        assertThat(stage.notes())
                .containsExactly(
                        new ConsensusNote.ProposalDropped(command("early").bytes()), new ConsensusNote.ReadRefused(9));
        stage.acceptedBy(1, ballot, 1, 1);
        stage.acceptedBy(3, ballot, 1, 1);
        assertThat(stage.notes()).contains(new ConsensusNote.Elected(ballot, 1));
        assertThat(stage.core.isLeading()).isTrue();
        assertThat(messages(Message.Accept.class, stage.propose("now"))).contains(accept(ballot, 2, command("now"), 1));
    }

    @Test
    void windowBounded() {
        Stage stage = Stage.voter(PaxosSettings.tiny(), Damage.NONE);
        Ballot ballot = stage.establish();
        for (int i = 0; i < stage.settings.windowSlots(); i++) {
            assertThat(stage.core.hasRoom()).isTrue();
            stage.propose("p" + i);
        }
        assertThat(stage.core.hasRoom()).isFalse();
        assertThat(stage.propose("over")).isEmpty();
        assertThat(stage.notes())
                .containsExactly(
                        new ConsensusNote.ProposalDropped(command("over").bytes()));
        stage.acceptedBy(1, ballot, 2, 2);
        stage.acceptedBy(2, ballot, 2, 2);
        assertThat(stage.core.hasRoom()).isTrue();
    }

    @Test
    void leaseKept() {
        Stage stage = Stage.voter();
        long answered = stage.now;
        assertThat(stage.receive(2, new Message.Heartbeat(ballot(1, 2), 1, 0)))
                .containsExactly(new SentAhead(2, new Message.HeartbeatAck(ballot(1, 2), 1, 0, NONE)));
        stage.notes();
        long lease = stage.settings.leaseNanos();
        Message prepare = new Message.Prepare(ballot(2, 3), 1, Ballot.ZERO);
        assertThat(stage.at(answered + lease - 1).receive(3, prepare)).isEmpty();
        assertThat(stage.notes()).containsExactly(Ignored.of(IgnoreReason.LEASE_HELD));
        assertThat(messages(Message.Promise.class, stage.at(answered + lease).receive(3, prepare)))
                .hasSize(1);
        // A start is as good as an answer nobody remembers.
        Stage restarted = Stage.voter();
        assertThat(restarted.at(lease - 1).receive(3, prepare)).isEmpty();
        assertThat(messages(Message.Promise.class, restarted.at(lease).receive(3, prepare)))
                .hasSize(1);
    }

    @Test
    void leaseFromSending() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.establish();
        stage.now += stage.settings.heartbeatNanos();
        long sent = stage.now;
        List<Message.Heartbeat> beats = messages(Message.Heartbeat.class, stage.tick());
        assertThat(beats).hasSize(2);
        stage.now = sent + 40 * Stage.MILLISECOND;
        assertThat(stage.core.isLeaseValid(stage.now)).isFalse();
        stage.receive(2, new Message.HeartbeatAck(ballot, beats.get(0).round(), 1, NONE));
        long usable = stage.settings.usableLeaseNanos();
        assertThat(usable).isEqualTo(198 * Stage.MILLISECOND);
        assertThat(stage.core.isLeaseValid(sent + usable - 1)).isTrue();
        assertThat(stage.core.isLeaseValid(sent + usable)).isFalse();
        stage.step(new Event.ReadIndex(3, true));
        assertThat(stage.notes()).containsExactly(new ConsensusNote.ReadReady(3, 1));
    }

    @Test
    void readRoundAfter() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.establish();
        stage.now += stage.settings.heartbeatNanos();
        long before = messages(Message.Heartbeat.class, stage.tick()).get(0).round();
        assertThat(stage.step(new Event.ReadIndex(4, true))).isEmpty();
        List<Object> effects = stage.receive(2, new Message.HeartbeatAck(ballot, before, 1, NONE));
        assertThat(stage.notes()).isEmpty();
        assertThat(messages(Message.Heartbeat.class, effects)).hasSize(2).allMatch(beat -> beat.round() == before + 1);
        stage.receive(3, new Message.HeartbeatAck(ballot, before, 1, NONE));
        assertThat(stage.notes()).isEmpty();
        stage.receive(3, new Message.HeartbeatAck(ballot, before + 1, 1, NONE));
        assertThat(stage.notes()).containsExactly(new ConsensusNote.ReadReady(4, 1));
    }

    /** With a lease that runs, a read that trusts no clock asks the quorum all the same. */
    @Test
    void aReadMayDistrustClocks() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.establish();
        stage.now += stage.settings.heartbeatNanos();
        long before = messages(Message.Heartbeat.class, stage.tick()).get(0).round();
        stage.receive(2, new Message.HeartbeatAck(ballot, before, 1, NONE));
        assertThat(stage.core.isLeaseValid(stage.now)).isTrue();
        stage.step(new Event.ReadIndex(4, true));
        assertThat(stage.notes()).containsExactly(new ConsensusNote.ReadReady(4, 1));
        assertThat(messages(Message.Heartbeat.class, stage.step(new Event.ReadIndex(5, false))))
                .hasSize(2);
        assertThat(stage.notes()).isEmpty();
        stage.receive(3, new Message.HeartbeatAck(ballot, before + 1, 1, NONE));
        assertThat(stage.notes()).containsExactly(new ConsensusNote.ReadReady(5, 1));
    }

    @Test
    void releaseBeforeHandover() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.establish();
        long round = messages(Message.Heartbeat.class, stage.step(new Event.Transfer(NodeId.of(2))))
                .get(0)
                .round();
        assertThat(stage.core.hasRoom()).isFalse();
        assertThat(stage.receive(3, new Message.HeartbeatAck(ballot, round, 0, NONE)))
                .isEmpty();
        assertThat(stage.core.isLeading()).isTrue();
        assertThat(stage.core.isLeaseValid(stage.now)).isTrue();
        assertThat(stage.receive(2, new Message.HeartbeatAck(ballot, round, 1, NONE)))
                .containsExactly(new SentAhead(2, new Message.TimeoutNow(ballot, 1)));
        assertThat(stage.core.isLeaseValid(stage.now)).isFalse();
        assertThat(stage.notes()).contains(new ConsensusNote.SteppedDown(ballot, StepDownReason.TRANSFERRED));
        // The old leader's own acceptor does not wait for the lease it gave up, either.
        assertThat(messages(Message.Promise.class, stage.receive(2, new Message.Prepare(ballot(9, 2), 2, ballot))))
                .hasSize(1);
        // The successor asks at once and says why nobody needs to wait; a third that still keeps silent obeys.
        Stage successor = Stage.voter();
        successor.receive(2, new Message.Heartbeat(ballot(3, 2), 1, 0));
        assertThat(messages(Message.Prepare.class, successor.receive(2, new Message.TimeoutNow(ballot(3, 2), 0))))
                .hasSize(3)
                .allMatch(prepare -> prepare.released().equals(ballot(3, 2)));
    }

    @Test
    void votersVote() {
        Configuration configuration = new Configuration(
                Configuration.ofVoters(1, 2, 3).voters(),
                List.of(NodeId.of(8)),
                Configuration.ofVoters(1, 2, 3).quorums());
        Stage observer = new Stage(
                8, PaxosSettings.defaults(), new Restored(configuration, 0, null, List.of(), Damage.NONE, true, 3));
        observer.begin();
        assertThat(observer.receive(2, new Message.Recalled(Stage.LIVES, NONE))).hasOnlyElementsOfType(Persisted.class);
        assertThat(observer.core.ensembleId()).isEqualTo(Stage.VOTER.ensembleId());
        assertThat(observer.core.isVoting()).isFalse();
        assertThat(observer.receive(2, new Message.Prepare(ballot(1, 2), 1, Ballot.ZERO)))
                .isEmpty();
        assertThat(observer.receive(2, new Message.Heartbeat(ballot(1, 2), 1, 0)))
                .isEmpty();
        assertThat(observer.receive(2, accept(ballot(1, 2), 1, command("a"), 1)))
                .contains(new Delivered(1, command("a")))
                .noneMatch(Sent.class::isInstance);
        Stage leader = new Stage(
                1,
                PaxosSettings.defaults(),
                new Restored(
                        configuration, 0, null, List.of(new Record.Identified(Stage.VOTER)), Damage.NONE, false, 3));
        leader.begin();
        Ballot ballot = leader.lead();
        leader.acceptedBy(1, ballot, 1, 1);
        leader.notes();
        assertThat(only(Delivered.class, leader.acceptedBy(8, ballot, 1, 1))).isEmpty();
        assertThat(leader.notes()).containsExactly(Ignored.of(IgnoreReason.NOT_A_VOTER));
    }

    @Test
    void forgetfulAbstain() {
        Stage stage = Stage.voter(PaxosSettings.defaults(), Damage.FORGOTTEN, new Record.Promised(ballot(1, 2)));
        assertThat(stage.core.isVoting()).isFalse();
        assertThat(stage.receive(2, new Message.Prepare(ballot(4, 2), 1, Ballot.ZERO)))
                .isEmpty();
        assertThat(stage.receive(2, accept(ballot(4, 2), 1, command("a"), 0))).isEmpty();
        assertThat(stage.receive(2, new Message.Heartbeat(ballot(4, 2), 1, 0))).isEmpty();
        assertThat(stage.receive(2, new Message.TimeoutNow(ballot(4, 2), 0))).isEmpty();
        assertThat(stage.receive(3, new Message.PrePrepare(ballot(9, 3), 0))).isEmpty();
        assertThat(stage.receive(3, new Message.Reborn(1))).isEmpty();
    }

    @Test
    void oldLivesVoid() {
        Stage stage = Stage.voter();
        Ballot ballot = stage.lead();
        stage.out.effects();
        stage.acceptedBy(2, ballot, 1, 1);
        NodeNumbers reborn = NONE.with(NodeId.of(2), 1);
        assertThat(stage.receive(2, new Message.Reborn(1)))
                .containsExactly(
                        new Persisted(new Record.Identified(Stage.VOTER.withGenerations(reborn))),
                        new Sent(2, new Message.Remembered(1, ballot, 1, 0, reborn)));
        assertThat(stage.acceptedBy(1, ballot, 1, 1)).isEmpty();
        stage.notes();
        assertThat(stage.acceptedBy(2, ballot, 1, 1)).isEmpty();
        assertThat(stage.notes()).containsExactly(Ignored.of(IgnoreReason.OLD_GENERATION));
        assertThat(stage.receive(2, new Message.Accepted(ballot, 1, 1, reborn)))
                .contains(new Delivered(1, new Value.Lead(ballot)));
    }

    @Test
    void damageNeverSpreads() {
        Stage stage = Stage.voter(
                PaxosSettings.defaults(),
                Damage.BODIES,
                accepted(ballot(3, 2), 1, Value.DAMAGED),
                new Record.ChosenUpTo(1));
        assertThat(stage.core.chosenUpTo()).isZero();
        assertThat(stage.receive(2, new Message.LearnRequest(1, 1)))
                .containsExactly(new SentAhead(2, new Message.Learned(1, List.of(), 1, 0)));
        assertThat(messages(Message.Promise.class, stage.receive(2, new Message.Prepare(ballot(4, 2), 1, Ballot.ZERO))))
                .containsExactly(Stage.promise(ballot(4, 2), 1, 0, entry(1, ballot(3, 2), Value.DAMAGED)));
        assertThat(stage.receive(3, new Message.Learned(1, List.of(entry(1, ballot(3, 2), command("a"))), 1, 1)))
                .containsExactly(
                        new Persisted(accepted(ballot(3, 2), 1, command("a"))), new Delivered(1, command("a")));
        assertThat(stage.notes()).contains(new ConsensusNote.SlotRepaired(1));
    }

    @Test
    void damageBlocks() {
        Stage stage = Stage.voter(PaxosSettings.defaults(), Damage.BODIES, accepted(ballot(3, 2), 1, Value.DAMAGED));
        Ballot ballot = stage.lead();
        assertThat(messages(Message.Accept.class, stage.out.effects())).isEmpty();
        // The third voter has a copy, so nothing is lost.
        assertThat(messages(
                        Message.Accept.class,
                        stage.receive(3, Stage.promise(ballot, 1, 0, entry(1, ballot(3, 2), command("a"))))))
                .contains(new Message.Accept(ballot, 1, List.of(command("a"), new Value.Lead(ballot)), 0));
    }
}
