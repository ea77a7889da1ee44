package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static synod.sim.commit.Play.A;
import static synod.sim.commit.Play.B;
import static synod.sim.commit.Play.C;
import static synod.sim.commit.Play.COORDINATOR;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.commit.Event.Suspected;
import synod.commit.Event.Trusted;
import synod.commit.Order.Result;
import synod.commit.Outcome;
import synod.commit.Vote;
import synod.commit.threephase.Form;
import synod.commit.threephase.Message;
import synod.commit.threephase.Message.Acknowledged;
import synod.commit.threephase.Message.Decided;
import synod.commit.threephase.Message.Inquire;
import synod.commit.threephase.Message.PreAbort;
import synod.commit.threephase.Message.PreCommit;
import synod.commit.threephase.Message.Prepare;
import synod.commit.threephase.Message.Standing;
import synod.commit.threephase.Message.Voted;
import synod.commit.threephase.Record;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;

/**
 * Items 35 to 49 of the conformance list: three phases. Where a form is known to come to two outcomes, the test passes by
 * finding them.
 */
final class ThreePhaseConformanceTest {
    private static Play<Message, Record> play(Form form) {
        return new Play<>(Protocols.threePhase(form), 3);
    }

    /** The failure detector tells everyone who is up that {@code node} has crashed. */
    private static void suspect(Play<Message, Record> play, NodeId node) {
        for (NodeId other : play.stage.nodes()) {
            if (play.stage.isUp(other) && !other.equals(node)) {
                play.stage.event(other, new Suspected<>(node));
            }
        }
    }

    private static void crashAndTell(Play<Message, Record> play, NodeId node) {
        play.crash(node);
        play.stage.lose(envelope -> envelope.from().equals(node));
        suspect(play, node);
    }

    private static void letTimersGoOff(Play<Message, Record> play, NodeId... nodes) {
        for (int round = 0; round < 8; round++) {
            for (NodeId node : nodes) {
                play.stage.fire(node, 0);
            }
            play.stage.deliverAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void c35_noFailure(Form form) {
        Play<Message, Record> play = play(form).begun();
        play.stage.deliverAll();
        assertThat(play.stage.sentInAll()).isEqualTo(5 * 3);
        assertThat(play.stage.delays()).isEqualTo(5);
        assertThat(play.stage.forced(COORDINATOR)).isEqualTo(3);
        for (NodeId member : play.members) {
            assertThat(play.stage.forced(member)).isEqualTo(3);
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.COMMITTED);
        }
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.COMMITTED);
    }

    @ParameterizedTest
    @EnumSource
    void c36_aNoInPhaseOne(Form form) {
        Play<Message, Record> play = play(form).voting(B, Vote.NO).begun();
        play.stage.deliverAll();
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.ABORTED);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.ABORTED);
        assertThat(play.stage.sent()).doesNotContainKey("PreCommit");
    }

    @Test
    void c37_skeenEndsWithoutItsCoordinator() {
        assertThat(afterCrash(play -> play.deliver(Prepare.class))).isEqualTo(Outcome.ABORTED);
        assertThat(afterCrash(play -> play.deliver(Prepare.class, Voted.class).lose(PreCommit.class)))
                .as("it knew that all had voted yes, and nobody else does")
                .isEqualTo(Outcome.ABORTED);
        assertThat(afterCrash(play -> play.deliver(Prepare.class, Voted.class).deliverTo(A, PreCommit.class)))
                .isEqualTo(Outcome.COMMITTED);
        assertThat(afterCrash(play -> play.deliver(Prepare.class, Voted.class, PreCommit.class)))
                .isEqualTo(Outcome.COMMITTED);
        assertThat(afterCrash(play -> play.deliver(Prepare.class, Voted.class, PreCommit.class, Acknowledged.class)
                        .deliverTo(B, Decided.class)))
                .isEqualTo(Outcome.COMMITTED);
    }

    /** Lets the coordinator crash after {@code before}; returns how the three end without it. */
    private static Outcome afterCrash(Consumer<Play<Message, Record>> before) {
        Play<Message, Record> play = play(Form.SKEEN).begun();
        before.accept(play);
        crashAndTell(play, COORDINATOR);
        letTimersGoOff(play, A, B, C);
        assertThat(play.members).noneMatch(play::isInDoubt);
        assertThat(play.stage.facts().outcomes(play.id)).hasSize(1);
        return play.stage.facts().outcomes(play.id).iterator().next();
    }

    @Test
    void c38_coordinatorAndItsSuccessorCrash() {
        Play<Message, Record> play = play(Form.SKEEN).begun();
        play.deliver(Prepare.class, Voted.class).deliverTo(B, PreCommit.class);
        crashAndTell(play, COORDINATOR);
        play.stage.fire(A, 0);
        play.deliver(Inquire.class, Standing.class);
        play.deliverTo(C, PreCommit.class);
        crashAndTell(play, A);
        letTimersGoOff(play, B, C);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.COMMITTED);
        assertThat(play.isInDoubt(B)).isFalse();
        assertThat(play.isInDoubt(C)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void c39_terminationRulesFromEveryCombination(int some) {
        List<NodeId> three = List.of(A, B, C);
        // Uncertain or pre-committed: TR3 and TR4.
        Play<Message, Record> mixed = play(Form.SKEEN).begun();
        mixed.deliver(Prepare.class, Voted.class);
        deliverToSome(mixed, three, some, PreCommit.class);
        crashAndTell(mixed, COORDINATOR);
        letTimersGoOff(mixed, A, B, C);
        assertThat(mixed.stage.facts().outcomes(mixed.id))
                .containsExactly(some == 0 ? Outcome.ABORTED : Outcome.COMMITTED);

        // Pre-committed or committed: TR2.
        Play<Message, Record> late = play(Form.SKEEN).begun();
        late.deliver(Prepare.class, Voted.class, PreCommit.class, Acknowledged.class);
        deliverToSome(late, three, some, Decided.class);
        crashAndTell(late, COORDINATOR);
        letTimersGoOff(late, A, B, C);
        assertThat(late.stage.facts().outcomes(late.id)).containsExactly(Outcome.COMMITTED);

        // Working or uncertain, and one that voted no: TR1.
        Play<Message, Record> early = play(Form.SKEEN).voting(B, Vote.NO).begun();
        deliverToSome(early, three, some, Prepare.class);
        crashAndTell(early, COORDINATOR);
        letTimersGoOff(early, A, B, C);
        assertThat(early.stage.facts().outcomes(early.id)).containsExactly(Outcome.ABORTED);
        assertThat(early.members).noneMatch(early::isInDoubt);
    }

    private static void deliverToSome(
            Play<Message, Record> play, List<NodeId> nodes, int some, Class<? extends Message> kind) {
        for (int i = 0; i < nodes.size(); i++) {
            if ((some & 1 << i) != 0) {
                play.deliverTo(nodes.get(i), kind);
            }
        }
        play.stage.lose(envelope -> true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABC", "ACB", "BAC", "BCA", "CAB", "CBA"})
    void c40_totalFailureAndRestartInEveryOrder(String order) {
        Play<Message, Record> play = play(Form.SKEEN).begun();
        play.deliver(Prepare.class, Voted.class).deliverTo(C, PreCommit.class);
        play.crashEverybody();
        play.stage.lose(envelope -> true);
        for (int i = 0; i < 3; i++) {
            NodeId back = NodeId.of(order.charAt(i) - 'A' + 2);
            play.stage.restart(back);
            play.stage.event(back, new Suspected<>(COORDINATOR));
            for (NodeId member : play.members) {
                if (play.stage.isUp(member)) {
                    play.stage.event(member, new Trusted<>(back));
                } else {
                    play.stage.event(back, new Suspected<>(member));
                }
            }
            letTimersGoOff(play, play.members.toArray(NodeId[]::new));
            if (i < 2) {
                assertThat(play.stage.facts().outcomes(play.id))
                        .as("%d are back", i + 1)
                        .isEmpty();
            }
        }
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.COMMITTED);
        assertThat(play.members).noneMatch(play::isInDoubt);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void c41_recoveredParticipantDoesNotDecideAlone(boolean isPreCommitted) {
        Play<Message, Record> play = play(Form.SKEEN).begun();
        play.deliver(Prepare.class, Voted.class);
        if (isPreCommitted) {
            play.deliverTo(A, PreCommit.class);
        }
        play.stage.lose(envelope -> true);
        play.crashEverybody();
        play.stage.restart(A);
        for (NodeId other : List.of(COORDINATOR, B, C)) {
            play.stage.event(A, new Suspected<>(other));
        }
        letTimersGoOff(play, A);
        assertThat(play.isInDoubt(A)).isTrue();
    }

    @Test
    void c42_textbookMustFail() {
        Play<Message, Record> play = play(Form.TEXTBOOK).begun();
        play.deliver(Prepare.class, Voted.class, PreCommit.class);
        play.lose(Acknowledged.class);
        play.stage.fire(COORDINATOR, 0);
        play.deliverTo(B, Decided.class).lose(Decided.class);
        assertThat(play.stage.facts().outcome(play.id, B)).isEqualTo(Outcome.ABORTED);
        assertThatThrownBy(() -> play.stage.fire(A, 0))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("AC1");
    }

    /** One has heard that all voted yes; then the network is cut in two, and each side takes the other for crashed. */
    private static Play<Message, Record> partitionedAfterOnePreCommit(Form form) {
        Play<Message, Record> play = play(form).begun();
        play.deliver(Prepare.class, Voted.class).deliverTo(A, PreCommit.class);
        play.stage.lose(envelope -> true);
        play.crash(COORDINATOR);
        for (NodeId member : play.members) {
            play.stage.event(member, new Suspected<>(COORDINATOR));
        }
        play.stage.event(A, new Suspected<>(B));
        play.stage.event(A, new Suspected<>(C));
        play.stage.event(B, new Suspected<>(A));
        play.stage.event(C, new Suspected<>(A));
        return play;
    }

    /** Time goes by; nothing crosses between A and the others. */
    private static void inTwoParts(Play<Message, Record> play) {
        for (int round = 0; round < 12; round++) {
            for (NodeId member : play.members) {
                play.stage.fire(member, round);
            }
            for (int i = 0; i < 12; i++) {
                play.stage.lose(
                        envelope -> envelope.from().equals(A) != envelope.to().equals(A));
                if (!play.stage.onTheWay().isEmpty()) {
                    play.stage.deliver(play.stage.onTheWay().get(0), false);
                }
            }
        }
    }

    @Test
    void c43_skeenMustFailInAPartition() {
        Play<Message, Record> play = partitionedAfterOnePreCommit(Form.SKEEN);
        assertThatThrownBy(() -> inTwoParts(play))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("AC1");
    }

    @Test
    void c44_skeenMustFailWhenASlowCoordinatorIsTakenForDead() {
        Play<Message, Record> play = play(Form.SKEEN).begun();
        play.deliver(Prepare.class, Voted.class).deliverTo(B, PreCommit.class).deliver(Acknowledged.class);
        crashAndTell(play, B);
        play.stage.pause(COORDINATOR);
        for (NodeId member : List.of(A, C)) {
            play.stage.event(member, new Suspected<>(COORDINATOR));
        }
        play.stage.fire(A, 0);
        play.deliver(Inquire.class, Standing.class, Decided.class);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.ABORTED);
        play.stage.lose(envelope -> envelope.to().equals(COORDINATOR));
        play.stage.resume(COORDINATOR);
        assertThatThrownBy(() -> play.stage.fire(COORDINATOR, 0))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("AC1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"QUORUM", "E3PC"})
    void c45_withQuorumsTheSamePartitionHasOneOutcome(Form form) {
        Play<Message, Record> play = partitionedAfterOnePreCommit(form);
        inTwoParts(play);
        assertThat(play.isInDoubt(A)).as("the side without a quorum waits").isTrue();
        assertThat(play.stage.facts().outcome(play.id, B)).isEqualTo(Outcome.ABORTED);
        assertThat(play.stage.facts().outcome(play.id, C)).isEqualTo(Outcome.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    /** B tries to abort with C and gets no further than itself; then A, which is pre-committed, and B are together. */
    private static Play<Message, Record> afterASecondFailure(Form form) {
        Play<Message, Record> play = partitionedAfterOnePreCommit(form);
        play.stage.fire(B, 0);
        play.deliverTo(C, Inquire.class).deliverTo(B, Inquire.class);
        play.stage.lose(envelope -> envelope.to().equals(A));
        play.deliver(Standing.class);
        play.stage.fire(B, 0);
        play.deliverTo(B, PreAbort.class);
        play.stage.lose(envelope -> true);
        play.crash(C);
        assertThat(play.stage.view(B).toString()).contains("pre-aborted");
        assertThat(play.stage.view(A).toString()).contains("pre-committed");
        return play;
    }

    @Test
    void c46_connectedQuorumMustBlockAfterASecondFailure() {
        Play<Message, Record> play = afterASecondFailure(Form.QUORUM);
        letTimersGoOff(play, A, B);
        letTimersGoOff(play, B, A);
        assertThat(play.isInDoubt(A)).isTrue();
        assertThat(play.isInDoubt(B)).isTrue();
    }

    @Test
    void c47_withCountersTheConnectedQuorumEnds() {
        Play<Message, Record> play = afterASecondFailure(Form.E3PC);
        letTimersGoOff(play, A, B);
        assertThat(play.isInDoubt(A)).isFalse();
        assertThat(play.isInDoubt(B)).isFalse();
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c48_countersSurviveACrash() {
        Play<Message, Record> play = afterASecondFailure(Form.E3PC);
        List<String> before = play.stage.view(A);
        play.crash(A, B);
        play.stage.restart(A);
        play.stage.restart(B);
        assertThat(play.stage.view(A)).isEqualTo(before);
        // The older attempt, A's, was to commit; B's beat it, although nobody but B took part in it.
        letTimersGoOff(play, A, B);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c48_counterIsDurableBeforeItIsAnsweredWith() {
        Play<Message, Record> play = partitionedAfterOnePreCommit(Form.E3PC);
        play.stage.fire(B, 0);
        play.deliverTo(C, Inquire.class);
        List<String> before = play.stage.view(C);
        assertThat(before.toString()).doesNotContain("last elected 0.1");
        play.crash(C);
        play.stage.restart(C);
        assertThat(play.stage.view(C)).isEqualTo(before);
    }

    @Test
    void c48_latestAttemptCountsWhoeverHoldsIt() {
        Play<Message, Record> play = play(Form.E3PC).begun();
        play.deliver(Prepare.class, Voted.class).deliverTo(C, PreCommit.class);
        play.stage.lose(envelope -> true);
        play.crash(COORDINATOR);
        play.stage.fire(A, 0);
        play.deliverTo(A, Inquire.class).deliverTo(B, Inquire.class);
        play.stage.lose(envelope -> envelope.to().equals(C));
        play.deliver(Standing.class);
        play.stage.fire(A, 0);
        play.deliverTo(A, PreAbort.class);
        play.stage.lose(envelope -> true);
        play.crash(B);
        letTimersGoOff(play, A, C);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    /** Five participants, their coordinator gone, and every sequence of three majorities, of which two are cut short. */
    @Test
    void c49_minorityNeverDecidesWhileTheMajorityChangesThreeTimes() {
        List<List<NodeId>> majorities = majoritiesOfFive();
        assertThat(majorities).hasSize(10);
        int preCommitted = 0;
        for (List<NodeId> first : majorities) {
            for (List<NodeId> second : majorities) {
                for (List<NodeId> third : majorities) {
                    preCommitted = (preCommitted + 1) % 6;
                    changeThreeTimes(preCommitted, first, second, third);
                }
            }
        }
    }

    /** A majority decides, only its leader comes to know, and is gone: the next majority comes to the same by itself. */
    @Test
    void c49_whatOneMajorityDecidedTheNextOneFindsOut() {
        int decided = 0;
        for (List<NodeId> first : majoritiesOfFive()) {
            for (List<NodeId> second : majoritiesOfFive()) {
                for (NodeId leader : first) {
                    for (int preCommitted = 0; preCommitted <= 5 && !second.contains(leader); preCommitted++) {
                        findOut(withoutCoordinator(preCommitted, false), first, leader, second);
                        findOut(withoutCoordinator(preCommitted, true), first, leader, second);
                        decided++;
                    }
                }
            }
        }
        assertThat(decided).isGreaterThan(500);
    }

    private static void findOut(Play<Message, Record> play, List<NodeId> first, NodeId leader, List<NodeId> second) {
        String when = first + " under " + leader + ", then " + second;
        play.stage.fire(leader, 0);
        play.stage.deliverAll(envelope -> first.contains(envelope.from())
                && first.contains(envelope.to())
                && !(envelope.message() instanceof Decided));
        play.stage.fire(leader, 0);
        play.stage.deliverAll(envelope -> first.contains(envelope.from())
                && first.contains(envelope.to())
                && !(envelope.message() instanceof Decided));
        assertThat(play.isInDoubt(leader)).as(when).isFalse();
        play.stage.lose(envelope -> true);
        play.crash(leader);
        talk(play, second);
        for (NodeId member : second) {
            assertThat(play.isInDoubt(member)).as(when).isFalse();
        }
        assertThat(play.stage.facts().outcomes(play.id)).as(when).hasSize(1);
    }

    /** {@code isHeard}: it has had the acknowledgements, and decided if they were enough, but told nobody of that. */
    private static Play<Message, Record> withoutCoordinator(int preCommitted, boolean isHeard) {
        Play<Message, Record> play = new Play<>(Protocols.threePhase(Form.E3PC), 5);
        play.begun().deliver(Prepare.class, Voted.class);
        for (NodeId member : play.members.subList(0, preCommitted)) {
            play.deliverTo(member, PreCommit.class);
        }
        if (isHeard) {
            play.deliver(Acknowledged.class);
        }
        play.stage.lose(envelope -> true);
        play.crash(COORDINATOR);
        return play;
    }

    private static List<List<NodeId>> majoritiesOfFive() {
        List<List<NodeId>> majorities = new ArrayList<>();
        for (int mask = 0; mask < 1 << 5; mask++) {
            List<NodeId> chosen = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                if ((mask >> i & 1) != 0) {
                    chosen.add(NodeId.of(2 + i));
                }
            }
            if (chosen.size() == 3) {
                majorities.add(chosen);
            }
        }
        return majorities;
    }

    private static void changeThreeTimes(
            int preCommitted, List<NodeId> first, List<NodeId> second, List<NodeId> third) {
        String when = preCommitted + " pre-committed, then " + first + ", " + second + ", " + third;
        Play<Message, Record> play = withoutCoordinator(preCommitted, false);
        attemptInVain(play, first);
        attemptInVain(play, second);
        List<NodeId> minority = new ArrayList<>(play.members);
        minority.removeAll(third);
        talk(play, minority);
        for (NodeId member : play.members) {
            assertThat(play.isInDoubt(member)).as(when).isTrue();
        }
        talk(play, third);
        for (NodeId member : third) {
            assertThat(play.isInDoubt(member)).as(when).isFalse();
        }
        talk(play, minority);
        for (NodeId member : minority) {
            assertThat(play.isInDoubt(member)).as(when).isTrue();
        }
        assertThat(play.stage.facts().outcomes(play.id)).as(when).hasSize(1);
        play.endsEverywhere(play.stage.facts().outcomes(play.id).iterator().next());
    }

    /** One of them is elected, and its attempt reaches itself and one other before they are parted. */
    private static void attemptInVain(Play<Message, Record> play, List<NodeId> group) {
        play.stage.fire(group.get(0), 0);
        play.stage.deliverAll(envelope -> group.contains(envelope.to())
                && (envelope.message() instanceof Inquire || envelope.message() instanceof Standing));
        play.stage.deliverAll(envelope -> envelope.to().equals(group.get(1))
                && (envelope.message() instanceof PreCommit || envelope.message() instanceof PreAbort));
        play.stage.lose(envelope -> true);
    }

    /** They hear each other, nobody else, and lose patience again and again. */
    private static void talk(Play<Message, Record> play, List<NodeId> group) {
        for (int round = 0; round < 8; round++) {
            for (NodeId node : group) {
                play.stage.fire(node, 0);
                play.stage.deliverAll(envelope -> group.contains(envelope.from()) && group.contains(envelope.to()));
            }
        }
        play.stage.lose(envelope -> true);
    }
}
