package synod.paxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Durable.ProposerState;

/** The three roles behind one door. */
final class LegislatorTest {
    private static final NodeId N1 = NodeId.of(1);
    private static final NodeId N2 = NodeId.of(2);
    private static final NodeId N3 = NodeId.of(3);
    private static final NodeId STRANGER = NodeId.of(99);
    private static final List<NodeId> ALL = List.of(N1, N2, N3);
    private static final Bytes A = Bytes.wrap(new byte[] {0x0a});
    private static final Bytes B = Bytes.wrap(new byte[] {0x0b});

    private final Recorder out = new Recorder();

    private static Event from(NodeId sender, Message message) {
        return new Event.Received(sender, message);
    }

    @Test
    void startsFromTheNewestRecordOfEachKind() {
        Ballot promised = new Ballot(6, 2);
        Legislator restored = Legislator.restore(
                N1,
                Roster.ofPeers(ALL, 100),
                List.of(
                        new ProposerState(3),
                        new AcceptorState(new Ballot(3, 1), null),
                        new ProposerState(4),
                        new AcceptorState(promised, new Proposal(promised, B))),
                0);
        restored.step(0, new Event.Propose(A), out);
        assertThat(out.taken()).contains("persist round 5", "n2 <- Prepare 5.1");
        restored.step(0, from(N2, new Message.Prepare(new Ballot(5, 3))), out);
        assertThat(out.taken()).containsExactly("n2 <- Refused 5.3, promised 6.2");
    }

    @Test
    void stopsProposingWhenItLearns() {
        Legislator legislator = Legislator.restore(N1, Roster.ofPeers(ALL, 100), List.of(), 0);
        legislator.step(0, new Event.Propose(A), out);
        assertThat(legislator.deadline()).isEqualTo(100);
        legislator.step(1, from(N2, new Message.Chosen(new Ballot(1, 2), B)), out);
        assertThat(legislator.deadline()).isEqualTo(Long.MAX_VALUE);
        out.taken();
        legislator.step(2, new Event.Propose(A), out);
        assertThat(out.taken()).containsExactly("note Declined[value=0a, reason=ALREADY_LEARNT]");
    }

    /** A majority of acceptors is made of acceptors. */
    @Test
    void countsNoStrangers() {
        Legislator legislator = Legislator.restore(N1, Roster.ofPeers(ALL, 100), List.of(), 0);
        legislator.step(0, new Event.Propose(A), out);
        out.taken();
        Ballot ballot = new Ballot(1, 1);
        for (Message message : List.of(
                new Message.Prepare(ballot),
                new Message.Promise(ballot, null),
                new Message.Accept(ballot, A),
                new Message.Accepted(ballot, A),
                new Message.Refused(ballot, ballot),
                new Message.Chosen(ballot, A),
                new Message.Ask())) {
            legislator.step(0, from(STRANGER, message), out);
            assertThat(out.taken())
                    .containsExactly("note NOT_YOUR_ROLE " + message.getClass().getSimpleName());
        }
    }

    @Test
    void answersOnlyForTheRolesItPlays() {
        NodeId client = NodeId.of(4);
        Roster roster = new Roster(List.of(client), ALL, List.of(client), new LearnerPolicy.Everyone(), 100);
        Ballot ballot = new Ballot(1, 4);
        Legislator acceptor = Legislator.restore(N1, roster, List.of(), 0);
        acceptor.step(0, new Event.Propose(A), out);
        acceptor.step(0, from(N2, new Message.Promise(ballot, null)), out);
        acceptor.step(0, from(N2, new Message.Accepted(ballot, A)), out);
        assertThat(out.taken())
                .containsExactly(
                        "note Declined[value=0a, reason=NOT_MY_ROLE]",
                        "note NOT_MY_ROLE Promise",
                        "note NOT_MY_ROLE Accepted");
        assertThat(acceptor.deadline()).isEqualTo(Long.MAX_VALUE);

        Legislator proposer = Legislator.restore(client, roster, List.of(), 0);
        proposer.step(0, from(client, new Message.Prepare(ballot)), out);
        assertThat(out.taken()).containsExactly("note NOT_MY_ROLE Prepare");
    }

    @Test
    void refusesACastNobodyCanPlay() {
        LearnerPolicy all = new LearnerPolicy.Everyone();
        assertThatThrownBy(() -> new Roster(ALL, List.of(), ALL, all, 1)).hasMessageContaining("acceptors");
        assertThatThrownBy(() -> new Roster(ALL, List.of(N1, N1), ALL, all, 1)).hasMessageContaining("twice");
        assertThatThrownBy(() -> new Roster(ALL, ALL, List.of(N1), all, 1)).hasMessageContaining("proposer");
        assertThatThrownBy(() -> new Roster(ALL, ALL, ALL, new LearnerPolicy.One(STRANGER), 1))
                .hasMessageContaining("distinguished");
        assertThatThrownBy(() -> new Roster(ALL, ALL, ALL, new LearnerPolicy.Several(List.of()), 1))
                .hasMessageContaining("hear");
        assertThatThrownBy(() -> Roster.ofPeers(ALL, 0)).hasMessageContaining("above 0");
    }

    @Test
    void ordersBallotsByRoundThenNode() {
        assertThat(List.of(new Ballot(2, 1), new Ballot(1, 9), Ballot.ZERO, new Ballot(1, 2)).stream()
                        .sorted()
                        .toList())
                .containsExactly(Ballot.ZERO, new Ballot(1, 2), new Ballot(1, 9), new Ballot(2, 1));
    }
}
