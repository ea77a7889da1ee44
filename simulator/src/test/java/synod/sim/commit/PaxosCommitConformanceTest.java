package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.sim.commit.Play.A;
import static synod.sim.commit.Play.B;
import static synod.sim.commit.Play.C;
import static synod.sim.commit.Play.COORDINATOR;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.commit.Event.Received;
import synod.commit.Order.Result;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.paxos.Message;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Acknowledged;
import synod.commit.paxos.Message.Ask;
import synod.commit.paxos.Message.Forget;
import synod.commit.paxos.Message.Lead;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Message.Promise;
import synod.commit.paxos.Record;
import synod.commit.twophase.Presumption;
import synod.kernel.NodeId;

/** Items 51 to 63 of the conformance list: Paxos Commit, and what it costs beside two phases. */
final class PaxosCommitConformanceTest {
    /** Participants 2, 3 ..., and after them 2F + 1 acceptors, all apart from the leader. */
    private static Play<Message, Record> apart(int participants, int faults, boolean tellsMembers) {
        List<NodeId> acceptors = IntStream.rangeClosed(participants + 2, participants + 2 + 2 * faults)
                .mapToObj(NodeId::of)
                .toList();
        return new Play<>(Protocols.paxosCommit(acceptors, tellsMembers), participants, participants + 2 + 2 * faults);
    }

    private static NodeId acceptor(Play<Message, Record> play, int index) {
        return NodeId.of(play.members.size() + 2 + index);
    }

    static Stream<Arguments> sizes() {
        List<Arguments> sizes = new ArrayList<>();
        for (int participants = 1; participants <= 5; participants++) {
            for (int faults = 0; faults <= 2; faults++) {
                sizes.add(Arguments.of(participants, faults));
            }
        }
        return sizes.stream();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void c51_costsWithEveryRoleApart(int n, int f) {
        Play<Message, Record> led = apart(n, f, false).joined();
        led.stage.begin(A, led.id, led.members);
        led.deliver(Message.Request.class, Prepare.class, Accept.class, Accepted.class);
        assertThat(led.stage.sentInAll()).isEqualTo((n + 1) * (f + 3) - 2);
        assertThat(forced(led)).isEqualTo(n + f + 1);
        led.stage.deliverAll();
        assertThat(led.stage.delays()).isEqualTo(n == 1 ? 3 : 5);
        led.endsEverywhere(Outcome.COMMITTED);
        assertThat(led.stage.facts().report(led.id)).isEqualTo(Result.COMMITTED);

        Play<Message, Record> direct = apart(n, f, true).joined();
        direct.stage.begin(A, direct.id, direct.members);
        direct.deliver(Message.Request.class, Prepare.class, Accept.class);
        assertThat(direct.stage.sentInAll()).isEqualTo(n * (2 * f + 3));
        assertThat(forced(direct)).isEqualTo(n + f + 1);
        direct.deliver(Accepted.class);
        assertThat(direct.stage.delays()).isEqualTo(n == 1 ? 2 : 4);
        direct.endsEverywhere(Outcome.COMMITTED);
    }

    private static int forced(Play<Message, Record> play) {
        return play.stage.nodes().stream().mapToInt(play.stage::forced).sum();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void c51_costsWithRolesTogether(int n, int f) {
        if (n < f + 1) {
            return;
        }
        for (boolean tellsMembers : new boolean[] {false, true}) {
            List<NodeId> acceptors =
                    IntStream.rangeClosed(1, 2 * f + 1).mapToObj(NodeId::of).toList();
            List<NodeId> members =
                    IntStream.rangeClosed(1, n).mapToObj(NodeId::of).toList();
            Stage<Message, Record> stage = new Stage<>(
                    Protocols.paxosCommit(acceptors, tellsMembers),
                    Math.max(n, 2 * f + 1),
                    (member, transaction) -> Vote.YES,
                    StageListener.NOBODY);
            TransactionId id = new TransactionId(COORDINATOR, 1, 1);
            members.forEach(member -> stage.join(member, id));
            stage.begin(COORDINATOR, id, members);
            stage.deliverAll(envelope -> !(envelope.message() instanceof Acknowledged));
            int acknowledged = stage.sent().getOrDefault("Acknowledged", 0);
            int forgets = stage.sent().getOrDefault("Forget", 0);
            assertThat(stage.sentInAll() - acknowledged - forgets)
                    .isEqualTo(tellsMembers ? (n - 1) * (2 * f + 3) : n * (f + 3) - 3);
            if (n > 2 && f > 0) {
                assertThat(stage.delays()).isEqualTo(tellsMembers ? 3 : 4);
            }
            assertThat(stage.facts().outcomes(id)).containsExactly(Outcome.COMMITTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void c52_acceptorsCrash(int faults) {
        Play<Message, Record> whole = apart(3, faults, false).begun();
        whole.stage.deliverAll();
        for (long step = 0; step < whole.stage.effects(); step += 3) {
            Play<Message, Record> play = apart(3, faults, false).begun();
            while (play.stage.effects() < step && !play.stage.onTheWay().isEmpty()) {
                play.stage.deliver(play.stage.onTheWay().get(0), false);
            }
            for (int i = 0; i < faults; i++) {
                play.crash(acceptor(play, i));
            }
            endsWithoutMending(play);
        }
    }

    /** Time goes by, and what is down stays down. */
    private static void endsWithoutMending(Play<Message, Record> play) {
        for (int round = 0; round < 60; round++) {
            play.stage.deliverAll();
            play.stage.nodes().forEach(node -> play.stage.fire(node, node.value()));
        }
        assertThat(play.members).noneMatch(play::isInDoubt);
        assertThat(play.stage.facts().outcomes(play.id)).hasSize(1);
    }

    @Test
    void c52_oneMoreAcceptorBlocksItUntilOneIsBack() {
        Play<Message, Record> play = apart(3, 1, false).begun();
        play.deliver(Prepare.class);
        play.crash(acceptor(play, 0), acceptor(play, 1));
        for (int round = 0; round < 30; round++) {
            play.stage.deliverAll();
            play.stage.nodes().forEach(node -> play.stage.fire(node, node.value()));
        }
        assertThat(play.members).allMatch(play::isInDoubt);
        play.stage.restart(acceptor(play, 1));
        endsWithoutMending(play);
    }

    @Test
    void c53_silentParticipant() {
        Play<Message, Record> play = apart(3, 1, false).begun();
        play.deliverTo(A, Prepare.class).deliverTo(B, Prepare.class);
        play.crash(C);
        play.deliver(Accept.class);
        play.stage.fire(COORDINATOR, 0);
        play.deliver(Lead.class, Promise.class, Accept.class, Accepted.class);
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c54_yesAtAQuorumAndANewLeader() {
        Play<Message, Record> play = apart(2, 1, false).begun();
        play.deliver(Prepare.class, Accept.class).lose(Accepted.class);
        play.crash(COORDINATOR);
        play.stage.fire(A, 0);
        play.lose(Ask.class);
        play.stage.fire(A, 0);
        endsWithoutMending(play);
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.COMMITTED);
    }

    @Test
    void c55_yesAtAMinorityThatIsUnreachable() {
        Play<Message, Record> play = apart(2, 1, false).begun();
        play.deliver(Prepare.class);
        Stage.Envelope<Message> late = play.stage.onTheWay().stream()
                .filter(envelope -> envelope.from().equals(B) && envelope.to().equals(acceptor(play, 1)))
                .findFirst()
                .orElseThrow();
        play.deliverTo(acceptor(play, 0), Accept.class);
        play.crash(acceptor(play, 0));
        play.stage.lose(envelope -> envelope.number() != late.number() && envelope.message() instanceof Accept);
        play.stage.fire(COORDINATOR, 0);
        play.deliver(Lead.class, Promise.class);
        play.stage.deliverAll(envelope -> envelope.number() != late.number());
        assertThat(play.stage.facts().outcomes(play.id)).containsExactly(Outcome.ABORTED);
        play.stage.deliver(late, false);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c56_twoLeadersAtOnce() {
        Play<Message, Record> play = apart(2, 1, false).begun();
        play.deliver(Prepare.class, Accept.class).lose(Accepted.class);
        play.stage.fire(COORDINATOR, 0);
        play.stage.fire(acceptor(play, 0), 0);
        List<NodeId> acceptors = List.of(acceptor(play, 0), acceptor(play, 1), acceptor(play, 2));
        play.deliverTo(acceptors.get(0), Lead.class);
        play.deliver(Promise.class);
        play.deliverTo(acceptors.get(2), Lead.class).deliverTo(acceptors.get(1), Lead.class);
        endsWithoutMending(play);
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void c57_leaderCrashesBetweenItsPhases() {
        Play<Message, Record> play = apart(3, 1, false).begun();
        play.deliverTo(A, Prepare.class).deliverTo(B, Prepare.class);
        play.crash(C);
        play.deliver(Accept.class);
        play.stage.fire(COORDINATOR, 0);
        play.deliver(Lead.class, Promise.class);
        play.crash(COORDINATOR);
        play.deliverTo(acceptor(play, 0), Accept.class);
        play.lose(Accept.class);
        endsWithoutMending(play);
        play.endsEverywhere(Outcome.ABORTED);
    }

    @Test
    void c58_acceptorIsBackWithAllInstancesFromOneRecord() {
        Play<Message, Record> play = apart(3, 1, false).begun();
        play.deliver(Prepare.class, Accept.class);
        assertThat(play.stage.journal(acceptor(play, 0))).hasSize(1);
        assertThat(play.stage.forced(acceptor(play, 0))).isEqualTo(1);
        List<String> before = play.stage.view(acceptor(play, 0));
        play.crash(acceptor(play, 0));
        play.stage.restart(acceptor(play, 0));
        assertThat(play.stage.view(acceptor(play, 0))).isEqualTo(before);
        assertThat(before.get(0))
                .contains("n2 prepared")
                .contains("n3 prepared")
                .contains("n4 prepared");
    }

    @Test
    void c61_acceptorsAskedAfterForgetting() {
        Play<Message, Record> play = apart(2, 1, false).begun();
        play.stage.deliverAll();
        NodeId asked = acceptor(play, 0);
        assertThat(play.stage.view(asked)).isEmpty();
        play.stage.event(asked, new Received<>(A, new Ask(play.id, play.members)));
        assertThat(play.stage.onTheWay()).isEmpty();

        // The third never heard of it but is told to forget; if that is lost, the others tell it.
        Play<Message, Record> unheard = apart(2, 1, false).begun();
        NodeId third = acceptor(unheard, 2);
        unheard.stage.deliverAll(envelope ->
                !(envelope.message() instanceof Forget && envelope.to().equals(third)));
        unheard.lose(Forget.class);
        unheard.stage.event(third, new Received<>(A, new Ask(unheard.id, unheard.members)));
        assertThat(unheard.stage.view(third)).isNotEmpty();
        unheard.stage.deliverAll();
        assertThat(unheard.stage.view(third)).isEmpty();
        unheard.endsEverywhere(Outcome.COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void c62_withoutFaultsToBearItIsTwoPhases(int participants) {
        Play<Message, Record> paxos =
                new Play<>(Protocols.paxosCommit(List.of(COORDINATOR), false), participants).joined();
        Play<synod.commit.twophase.Message, synod.commit.twophase.Record> two =
                new Play<>(Protocols.twoPhase(Presumption.ABORT), participants).joined();
        paxos.stage.begin(A, paxos.id, paxos.members);
        two.stage.begin(A, two.id, two.members);
        while (!two.stage.onTheWay().isEmpty() || !paxos.stage.onTheWay().isEmpty()) {
            paxos.lose(Forget.class);
            assertThat(ways(paxos)).isEqualTo(ways(two));
            deliverRound(paxos);
            deliverRound(two);
        }
        assertThat(paxos.stage.facts().outcomes(paxos.id)).containsExactly(Outcome.COMMITTED);
        assertThat(paxos.stage.delays()).isEqualTo(two.stage.delays());
    }

    private static <M, R> List<String> ways(Play<M, R> play) {
        return play.stage.onTheWay().stream()
                .map(envelope -> envelope.from() + " to " + envelope.to())
                .sorted()
                .toList();
    }

    private static <M, R> void deliverRound(Play<M, R> play) {
        play.stage.onTheWay().forEach(envelope -> play.stage.deliver(envelope, false));
    }

    @Test
    void c63_outcomeFromTheAcceptorsWhileTheLeaderIsDead() {
        Play<Message, Record> play = apart(3, 1, true).begun();
        play.deliver(Prepare.class);
        play.crash(COORDINATOR);
        play.deliver(Accept.class, Accepted.class);
        for (NodeId member : play.members) {
            assertThat(play.stage.facts().outcome(play.id, member)).isEqualTo(Outcome.COMMITTED);
        }
        play.endsEverywhere(Outcome.COMMITTED);
    }

    @Test
    void vetoEndsItWithoutWaiting() {
        Play<Message, Record> play = apart(3, 1, false).voting(B, Vote.NO).begun();
        play.stage.deliverAll();
        assertThat(play.stage.facts().report(play.id)).isEqualTo(Result.ABORTED);
        play.endsEverywhere(Outcome.ABORTED);
    }
}
