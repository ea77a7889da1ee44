package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.sim.commit.Play.A;
import static synod.sim.commit.Play.B;
import static synod.sim.commit.Play.C;
import static synod.sim.commit.Play.COORDINATOR;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Unexplained;
import synod.commit.Event.Received;
import synod.commit.Order.Result;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.twophase.Message;
import synod.commit.twophase.Message.Acknowledged;
import synod.commit.twophase.Message.Ask;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.NoIdea;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Voted;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.Record;
import synod.kernel.NodeId;

/** Items 1 to 34 of the conformance list: two phases, crashes, messages and time. */
final class TwoPhaseConformanceTest {
    private static Play<Message, Record> play(int participants) {
        return play(Presumption.ABORT, participants);
    }

    private static Play<Message, Record> play(Presumption presumption, int participants) {
        return new Play<>(Protocols.twoPhase(presumption), participants);
    }

    @Test
    void c01_allYes() {
        Play<Message, Record> play = play(3).begun();
        play.stage.deliverAll();
        assertThat(play.stage.sentInAll()).isEqualTo(4 * 3);
        assertThat(play.stage.forced(COORDINATOR)).isEqualTo(1);
        for (NodeId member : play.members) {
            assertThat(play.stage.forced(member)).isEqualTo(2);
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.COMMITTED);
        }
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);
    }

    @Test
    void c02_oneNo() {
        Play<Message, Record> play = play(3).voting(B, Vote.NO).begun();
        play.stage.deliverAll();
        assertThat(play.stage.forced(COORDINATOR)).isZero();
        for (NodeId member : play.members) {
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.ABORTED);
        }
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c03_twoNoAndALostVote() {
        Play<Message, Record> play =
                play(3).voting(A, Vote.NO).voting(B, Vote.NO).begun();
        play.deliver(Prepare.class);
        play.stage.lose(envelope -> envelope.from().equals(C));
        play.stage.deliverAll();
        assertThat(play.stage.sent()).containsEntry("Prepare", 3).containsEntry("Decided", 2);
        play.endsEverywhere(Outcome.ABORTED);
        assertThat(play.stage.sent()).containsEntry("Prepare", 3);
    }

    @Test
    void c04_coordinatorCrashesBeforeAnyPrepare() {
        Play<Message, Record> play = play(3).joined();
        play.crash(COORDINATOR);
        for (NodeId member : play.members) {
            assertThat(play.stage.fire(member, 0)).isTrue();
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.ABORTED);
        }
        assertThat(play.stage.sentInAll()).isZero();
    }

    @Test
    void c05_coordinatorCrashesAfterSomePrepares() {
        Play<Message, Record> play = play(3).begun();
        play.deliverTo(A, Prepare.class).lose(Prepare.class);
        play.crash(COORDINATOR);
        play.stage.deliverAll();
        play.stage.fire(B, 0);
        play.stage.fire(C, 0);
        assertThat(play.isInDoubt(A)).isTrue();
        assertThat(play.stage.facts().outcome(play.id, B)).isEqualTo(Outcome.ABORTED);
        assertThat(play.stage.facts().outcome(play.id, C)).isEqualTo(Outcome.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c06_coordinatorCrashesAfterAllYesBeforeItsRecord() {
        Play<Message, Record> play = play(3).begun();
        play.deliver(Prepare.class);
        play.crash(COORDINATOR);
        play.stage.deliverAll();
        assertThat(play.stage.facts().outcomes(play.id)).isEmpty();
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c07_coordinatorCrashesAfterItsRecordBeforeAnySend() {
        Play<Message, Record> play = play(3).begun();
        play.deliver(Prepare.class, Voted.class);
        play.lose(Decided.class);
        play.crash(COORDINATOR);
        assertThat(play.stage.facts().outcomes(play.id)).isEmpty();
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c08_coordinatorCrashesBetweenTwoSends() {
        Play<Message, Record> play = play(2).begun();
        play.deliver(Prepare.class, Voted.class);
        play.crash(COORDINATOR);
        play.deliverTo(A, Decided.class).lose(Decided.class);
        assertThat(play.stage.facts().outcome(play.id, A)).isEqualTo(Outcome.COMMITTED);
        play.crash(A);
        for (int i = 0; i < 20; i++) {
            play.stage.fire(B, i);
            play.stage.deliverAll();
        }
        assertThat(play.isInDoubt(B)).as("B is blocked").isTrue();
        assertThat(play.stage.locked(B)).contains(play.id);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c09_coordinatorCrashesAfterTheLastAcknowledgementBeforeForgetting() {
        Play<Message, Record> play = play(3).begun();
        play.stage.deliverAll();
        play.crash(COORDINATOR);
        play.stage.restart(COORDINATOR);
        int before = play.stage.sentInAll();
        play.stage.fire(COORDINATOR, 0);
        play.stage.deliverAll();
        assertThat(play.stage.sentInAll() - before).as("one more exchange").isEqualTo(2 * 3);
        assertThat(play.stage.fire(COORDINATOR, 0)).as("it forgets then").isFalse();
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c10_recordTornByTheCrash() {
        Play<Message, Record> play = play(3).begun();
        play.deliver(Prepare.class);
        // Note, persist, then the first send that forces: the crash comes between the two.
        play.deliverTo(COORDINATOR, Ask.class);
        List<Stage.Envelope<Message>> votes = play.stage.onTheWay();
        play.stage.deliver(votes.get(0), false);
        play.stage.deliver(votes.get(1), false);
        play.stage.crashAtEffects(List.of(play.stage.effects() + 3), false);
        play.stage.deliver(votes.get(2), false);
        assertThat(play.stage.isUp(COORDINATOR)).isFalse();
        assertThat(play.stage.journal(COORDINATOR)).isEmpty();
        assertThat(play.stage.onTheWay()).isEmpty();
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c11_participantCrashesBeforeItsPreparedRecord() {
        Play<Message, Record> play = play(3).begun();
        play.crash(B);
        play.stage.restart(B);
        play.stage.deliverAll();
        assertThat(play.stage.locked(B)).isEmpty();
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c12_participantCrashesAfterTheRecordBeforeTheVoteLeaves() {
        Play<Message, Record> play = play(3).begun();
        play.deliverTo(B, Prepare.class);
        play.stage.lose(envelope -> envelope.from().equals(B));
        play.crash(B);
        play.deliver(Prepare.class, Voted.class);
        play.stage.restart(B);
        assertThat(play.isInDoubt(B)).isTrue();
        play.stage.fire(COORDINATOR, 0);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c13_participantCrashesAfterItsYes() {
        Play<Message, Record> play = play(3).begun();
        play.deliver(Prepare.class, Voted.class);
        play.lose(Decided.class);
        play.crash(B);
        assertThat(play.stage.locked(B)).isEmpty();
        play.stage.restart(B);
        assertThat(play.stage.locked(B)).as("before anything is served").containsExactly(play.id);
        play.stage.fire(B, 0);
        assertThat(play.stage.sent()).containsEntry("Ask", 1);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c14_participantCrashesBetweenCommitRecordAndAcknowledgement() {
        Play<Message, Record> play = play(2).begun();
        play.deliver(Prepare.class, Voted.class);
        play.deliverTo(B, Decided.class);
        play.stage.lose(envelope -> envelope.from().equals(B));
        play.crash(B);
        play.stage.restart(B);
        assertThat(play.isInDoubt(B)).isFalse();
        List<Record> journal = play.stage.journal(B);
        play.endsEverywhere(Outcome.COMMITTED);
        assertThat(play.stage.journal(B)).as("nothing is done twice").isEqualTo(journal);
    }

    @ParameterizedTest
    @EnumSource
    void c16_everybodyCrashesAtEveryPairOfSteps(Presumption presumption) {
        Play<Message, Record> whole = play(presumption, 2).begun();
        whole.stage.deliverAll();
        long last = whole.stage.effects() + 12;
        for (long first = 1; first <= last; first++) {
            for (long second = first + 1; second <= last + 12; second++) {
                Play<Message, Record> play = play(presumption, 2);
                play.stage.crashAtEffects(List.of(first, second), true);
                play.joined();
                if (play.stage.isUp(COORDINATOR)) {
                    play.stage.begin(COORDINATOR, play.id, play.members);
                }
                play.stage.deliverAll();
                for (NodeId node : play.stage.nodes()) {
                    play.stage.restart(node);
                    play.stage.fire(node, first);
                }
                play.stage.deliverAll();
                assertThat(play.stage.calm(60))
                        .as("crashes at %d and %d", first, second)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Prepare", "Voted", "Decided", "Acknowledged", "Ask", "Presumed"})
    void c18_eachMessageLostOnce(String kind) {
        Play<Message, Record> play = play(3).begun();
        int lost = 0;
        for (int round = 0; round < 40; round++) {
            List<Stage.Envelope<Message>> onTheWay = play.stage.onTheWay();
            for (Stage.Envelope<Message> envelope : onTheWay) {
                if (lost == 0 && envelope.message().getClass().getSimpleName().equals(kind)) {
                    lost += play.stage.lose(one -> one.number() == envelope.number());
                } else {
                    play.stage.deliver(envelope, false);
                }
            }
            if (onTheWay.isEmpty()) {
                play.stage.nodes().forEach(node -> play.stage.fire(node, 0));
            }
        }
        assertThat(play.stage.calm(60)).isTrue();
        assertThat(play.stage.facts().outcomes(play.id)).hasSize(1);
    }

    @Test
    void c19_eachMessageTwice() {
        Play<Message, Record> play = play(3).begun();
        for (int round = 0; round < 10; round++) {
            for (Stage.Envelope<Message> envelope : play.stage.onTheWay()) {
                play.stage.deliver(envelope, true);
                play.stage.deliver(envelope, false);
            }
        }
        for (NodeId member : play.members) {
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.COMMITTED);
            assertThat(play.stage.journal(member)).hasSize(2);
        }
    }

    @Test
    void c20_everyReorderingOfThreeParticipants() {
        Orders.Result result = Orders.all(() -> play(3).begun().stage, 400_000);
        assertThat(result.runs()).isGreaterThan(100);
        assertThat(result.isComplete()).isTrue();
    }

    @Test
    void c21_prepareAfterAbortWasDecided() {
        Play<Message, Record> play = play(2).begun();
        play.deliverTo(A, Prepare.class);
        play.stage.fire(COORDINATOR, 0);
        play.deliver(Decided.class);
        assertThat(play.stage.facts().outcome(play.id, B)).isEqualTo(Outcome.ABORTED);
        play.deliverTo(B, Prepare.class);
        assertThat(play.isInDoubt(B)).isFalse();
        assertThat(play.stage.journal(B)).noneMatch(Record.Prepared.class::isInstance);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c22_commitTwiceAnHourApart() {
        Play<Message, Record> play = play(2).begun();
        play.stage.deliverAll();
        List<Record> journal = play.stage.journal(A);
        play.stage.age(A, 3_600_000_000_000L);
        int acknowledged = play.stage.sent().getOrDefault("Acknowledged", 0);
        play.stage.event(A, new Received<>(COORDINATOR, new Decided(play.id, Outcome.COMMITTED)));
        assertThat(play.stage.sent()).containsEntry("Acknowledged", acknowledged + 1);
        assertThat(play.stage.journal(A)).isEqualTo(journal);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c23_abortBeforeItsPrepare() {
        Play<Message, Record> play = play(2).joined();
        play.stage.event(A, new Received<>(COORDINATOR, new Decided(play.id, Outcome.ABORTED)));
        play.stage.begin(COORDINATOR, play.id, play.members);
        play.stage.deliverAll();
        assertThat(play.stage.journal(A)).noneMatch(Record.Prepared.class::isInstance);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c24_voteOfAnEarlierLife() {
        Play<Message, Record> play = play(2).begun();
        play.deliver(Prepare.class);
        play.crash(COORDINATOR);
        play.stage.restart(COORDINATOR);
        TransactionId again = new TransactionId(COORDINATOR, 2, 1);
        play.members.forEach(member -> play.stage.join(member, again));
        play.stage.begin(COORDINATOR, again, play.members);
        play.deliver(Voted.class);
        assertThat(play.stage.notes())
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo(new Ignored(
                                play.id, new Voted(play.id, Vote.YES), synod.commit.CommitNote.Reason.OLD_LIFE)));
        assertThat(play.stage.facts().outcomes(again)).isEmpty();
        play.stage.deliverAll();
        assertThat(play.stage.facts().outcomes(again)).containsExactly(Outcome.COMMITTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c25_timeoutsDoWhatTheTableSays() {
        Play<Message, Record> working = play(2).joined();
        working.stage.fire(A, 0);
        assertThat(working.stage.facts().outcome(working.id, A)).as("working").isEqualTo(Outcome.ABORTED);

        Play<Message, Record> preparing = play(2).begun();
        preparing.deliverTo(A, Prepare.class);
        preparing.stage.fire(COORDINATOR, 0);
        assertThat(preparing.stage.facts().report(preparing.id)).as("preparing").isEqualTo(Result.ABORTED);
        assertThat(preparing.stage.journal(COORDINATOR)).isEmpty();

        Play<Message, Record> prepared = play(2).begun();
        prepared.deliver(Prepare.class);
        prepared.stage.fire(A, 0);
        assertThat(prepared.isInDoubt(A)).isTrue();
        assertThat(prepared.stage.sent()).as("the coordinator first").containsEntry("Ask", 1);
        prepared.stage.fire(A, 0);
        assertThat(prepared.stage.sent()).as("then the others").containsEntry("Ask", 3);

        Play<Message, Record> committed = play(2).begun();
        committed.deliver(Prepare.class, Voted.class);
        for (int tries = 1; tries <= 12; tries++) {
            committed.lose(Decided.class);
            committed.stage.fire(COORDINATOR, 0);
            assertThat(committed.stage.sent()).as("for ever").containsEntry("Decided", 2 + 2 * tries);
        }
        committed.endsEverywhere(Outcome.COMMITTED);

        Play<Message, Record> both = play(2).begun();
        both.deliverTo(A, Prepare.class);
        both.stage.fire(COORDINATOR, 0);
        both.stage.fire(A, 0);
        both.stage.fire(B, 0);
        both.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c26_cooperativeTermination() {
        Play<Message, Record> committed = play(3).begun();
        committed.deliver(Prepare.class, Voted.class);
        committed.deliverTo(A, Decided.class).lose(Decided.class);
        committed.crash(COORDINATOR);
        askTheOthers(committed, B);
        assertThat(committed.stage.facts().outcome(committed.id, B)).isEqualTo(Outcome.COMMITTED);

        Play<Message, Record> aborted = play(3).voting(A, Vote.NO).begun();
        aborted.deliver(Prepare.class);
        aborted.crash(COORDINATOR);
        askTheOthers(aborted, B);
        assertThat(aborted.stage.facts().outcome(aborted.id, B)).isEqualTo(Outcome.ABORTED);

        Play<Message, Record> working = play(2).begun();
        working.deliverTo(A, Prepare.class);
        working.crash(COORDINATOR);
        askTheOthers(working, A);
        assertThat(working.stage.facts().outcome(working.id, A)).isEqualTo(Outcome.ABORTED);
        working.crash(B);
        working.stage.restart(B);
        working.stage.join(B, working.id);
        working.deliverTo(B, Prepare.class);
        assertThat(working.isInDoubt(B)).as("it never votes yes afterwards").isFalse();

        Play<Message, Record> prepared = play(3).begun();
        prepared.deliver(Prepare.class).lose(Voted.class);
        prepared.crash(COORDINATOR);
        for (int i = 0; i < 10; i++) {
            prepared.members.forEach(member -> askTheOthers(prepared, member));
        }
        assertThat(prepared.members).allMatch(prepared::isInDoubt);
        prepared.endsEverywhere(Outcome.ABORTED);
    }

    private static void askTheOthers(Play<Message, Record> play, NodeId asking) {
        play.stage.fire(asking, 0);
        play.stage.fire(asking, 0);
        play.deliver(Ask.class, Decided.class, NoIdea.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void c27_partitionInEachState(int phase) {
        partitionInEachState(phase, true, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void c28_oneWayPartitionInEachPhase(int phase) {
        partitionInEachState(phase, true, false);
        partitionInEachState(phase, false, true);
    }

    /** The coordinator and half of the participants are cut off from each other, in one or both directions. */
    private static void partitionInEachState(int phase, boolean cutsThere, boolean cutsBack) {
        Play<Message, Record> play = play(4).begun();
        List<Class<?>> phases = List.of(Prepare.class, Voted.class, Decided.class, Acknowledged.class);
        for (int i = 0; i < phase; i++) {
            play.deliver(phases.get(i));
        }
        List<NodeId> cutOff = List.of(A, B);
        for (int round = 0; round < 30; round++) {
            play.stage.lose(
                    envelope -> (cutsThere && cutOff.contains(envelope.to()) && !cutOff.contains(envelope.from()))
                            || (cutsBack && cutOff.contains(envelope.from()) && !cutOff.contains(envelope.to())));
            List<Stage.Envelope<Message>> onTheWay = play.stage.onTheWay();
            if (onTheWay.isEmpty()) {
                play.stage.nodes().forEach(node -> play.stage.fire(node, 0));
            } else {
                play.stage.deliver(onTheWay.get(0), false);
            }
            if (phase == 1 && cutsThere && cutsBack) {
                assertThat(play.stage.facts().outcome(play.id, A))
                        .as("no decision on that side")
                        .isNull();
            }
        }
        assertThat(play.stage.calm(60)).isTrue();
        assertThat(play.stage.facts().outcomes(play.id)).hasSize(1);
    }

    @Test
    void c29_clocksDifferByHours() {
        Play<Message, Record> play = play(3);
        play.stage.age(A, 7_200_000_000_000L);
        play.stage.age(COORDINATOR, 36_000_000_000_000L);
        play.begun();
        play.deliver(Prepare.class);
        play.stage.age(B, 86_400_000_000_000L);
        play.stage.deliverAll();
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void c30_coordinatorPausedPastEveryTimeout(int phase) {
        Play<Message, Record> play = play(2).begun();
        List<Class<?>> phases = List.of(Prepare.class, Voted.class, Decided.class, Acknowledged.class);
        for (int i = 0; i < phase; i++) {
            play.deliver(phases.get(i));
        }
        play.stage.pause(COORDINATOR);
        for (int i = 0; i < 10; i++) {
            play.members.forEach(member -> play.stage.fire(member, 0));
            play.stage.deliverAll();
        }
        play.stage.resume(COORDINATOR);
        play.stage.age(COORDINATOR, 3_600_000_000_000L);
        assertThat(play.stage.calm(60)).isTrue();
        assertThat(play.stage.facts().outcomes(play.id)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void c31_presumedCommitCrashBetweenMembersAndDecision() {
        Play<Message, Record> play = play(Presumption.COMMIT, 3).begun();
        assertThat(play.stage.journal(COORDINATOR)).hasOnlyElementsOfType(Record.Members.class);
        play.deliver(Prepare.class);
        play.crash(COORDINATOR);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c31_costsOfPresumedCommit() {
        Play<Message, Record> play = play(Presumption.COMMIT, 3).begun();
        play.stage.deliverAll();
        assertThat(play.stage.sentInAll()).isEqualTo(3 * 3);
        assertThat(play.stage.forced(COORDINATOR)).isEqualTo(2);
        assertThat(play.stage.forced(A)).isEqualTo(1);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c32_entryOutlivesTheLastAcknowledgement() {
        Play<Message, Record> play = play(2).begun();
        play.deliver(Prepare.class, Voted.class);
        play.deliverTo(A, Decided.class);
        play.deliver(Acknowledged.class);
        play.lose(Decided.class);
        play.stage.fire(B, 0);
        play.deliver(Ask.class);
        assertThat(play.stage.onTheWay())
                .extracting(Stage.Envelope::message)
                .containsExactly(new Decided(play.id, Outcome.COMMITTED));
        // A question that comes when all is over is answered by the presumption, and changes nothing.
        play.stage.deliverAll();
        play.stage.event(COORDINATOR, new Received<>(B, new Ask(play.id)));
        play.deliver(Presumed.class);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c33_readOnlyParticipants() {
        Play<Message, Record> one = play(3).voting(B, Vote.READ_ONLY).begun();
        one.stage.deliverAll();
        assertThat(one.stage.sentInAll()).isEqualTo(4 * 2 + 2);
        assertThat(one.stage.forced(B)).isZero();
        assertThat(one.stage.facts().report(one.id)).isEqualTo(Result.COMMITTED);

        Play<Message, Record> all =
                play(2).voting(A, Vote.READ_ONLY).voting(B, Vote.READ_ONLY).begun();
        all.stage.deliverAll();
        assertThat(all.stage.sentInAll()).isEqualTo(2 * 2);
        assertThat(all.stage.journal(COORDINATOR)).isEmpty();
        assertThat(all.stage.facts().report(all.id)).isEqualTo(Result.COMMITTED);
    }

    @Test
    void c34_oneParticipantOnePhase() {
        Play<Message, Record> play = play(1).begun();
        play.stage.deliverAll();
        assertThat(play.stage.sentInAll()).isEqualTo(2);
        assertThat(play.stage.forced(COORDINATOR)).isZero();
        assertThat(play.stage.forced(A)).isEqualTo(1);
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);

        Play<Message, Record> lost = play(1).begun();
        lost.deliver(Message.CommitAlone.class);
        lost.lose(Decided.class);
        lost.stage.fire(COORDINATOR, 0);
        assertThat(lost.stage.facts().report(lost.id)).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void commitOfWhatLeftNoTraceIsReported() {
        Play<Message, Record> play = play(2);
        play.stage.event(A, new Received<>(COORDINATOR, new Decided(play.id, Outcome.COMMITTED)));
        assertThat(play.stage.notes()).contains(new Unexplained(play.id, COORDINATOR));
        assertThat(play.stage.onTheWay()).isEmpty();
    }

    @Test
    void participantThatBeginsSavesAMessage() {
        Play<Message, Record> play = play(3).joined();
        play.stage.begin(A, play.id, play.members);
        play.stage.deliverAll(envelope -> !(envelope.message() instanceof Acknowledged));
        assertThat(play.stage.sentInAll() - play.stage.sent().getOrDefault("Acknowledged", 0))
                .isEqualTo(3 * 3 - 1);
        play.endsEverywhere(Outcome.COMMITTED);
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);
    }
}
