package synod.paxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;

/** How a chosen value becomes known, under each of the three policies. */
final class LearnerRulesTest {
    private static final NodeId N1 = NodeId.of(1);
    private static final NodeId N2 = NodeId.of(2);
    private static final NodeId N3 = NodeId.of(3);
    private static final NodeId L1 = NodeId.of(11);
    private static final NodeId L2 = NodeId.of(12);
    private static final NodeId L3 = NodeId.of(13);
    private static final Bytes A = Bytes.wrap(new byte[] {0x0a});
    private static final Bytes B = Bytes.wrap(new byte[] {0x0b});
    private static final long RETRY = 100;

    private final Recorder out = new Recorder();

    private static Learner learner(NodeId self, LearnerPolicy policy) {
        return new Learner(self, roster(policy), 0);
    }

    private static Roster roster(LearnerPolicy policy) {
        return new Roster(List.of(), List.of(N1, N2, N3), List.of(L1, L2, L3), policy, RETRY);
    }

    private static Message.Accepted accepted(long round, Bytes value) {
        return new Message.Accepted(new Ballot(round, 8), value);
    }

    /** S3, and "a majority has accepted the same ballot". */
    @Test
    void learnsFromAMajorityAtOneBallot() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAccepted(N1, accepted(1, A), out);
        assertThat(out.taken()).isEmpty();
        learner.onAccepted(N2, accepted(1, A), out);
        assertThat(out.taken()).containsExactly("deliver 0a");
        assertThat(learner.learnt()).isEqualTo(new Proposal(new Ballot(1, 8), A));
    }

    /** S3: two acceptors, two ballots, no majority. */
    @Test
    void doesNotAddUpDifferentBallots() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAccepted(N1, accepted(1, A), out);
        learner.onAccepted(N2, accepted(2, A), out);
        assertThat(out.taken()).isEmpty();
        assertThat(learner.learnt()).isNull();
    }

    /** S3: one acceptor is one vote, however often it is heard. */
    @Test
    void countsOneAcceptorOnce() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAccepted(N1, accepted(1, A), out);
        learner.onAccepted(N1, accepted(1, A), out);
        assertThat(out.taken()).containsExactly("note DUPLICATE Accepted");
    }

    /** A vote that arrives late does not replace a newer one. */
    @Test
    void keepsTheNewestVoteOfAnAcceptor() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAccepted(N1, accepted(2, A), out);
        learner.onAccepted(N1, accepted(1, B), out);
        assertThat(out.taken()).containsExactly("note OLD_BALLOT Accepted");
        learner.onAccepted(N2, accepted(2, A), out);
        assertThat(out.taken()).containsExactly("deliver 0a");
    }

    /** S2, as far as one learner sees. */
    @Test
    void insistsOnOneChosenValue() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onChosen(new Message.Chosen(new Ballot(1, 8), A), out);
        learner.onChosen(new Message.Chosen(new Ballot(2, 8), A), out);
        assertThat(out.taken()).containsExactly("deliver 0a", "note ALREADY_LEARNT Chosen");
        assertThatThrownBy(() -> learner.onChosen(new Message.Chosen(new Ballot(3, 8), B), out))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("S2");
    }

    /** P2a, as far as one learner sees: even a single vote above a chosen proposal must carry its value. */
    @Test
    void insistsThatLaterVotesCarryTheChosenValue() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onChosen(new Message.Chosen(new Ballot(1, 8), A), out);
        assertThatThrownBy(() -> learner.onAccepted(N1, accepted(2, B), out))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("P2a");
    }

    /** BALLOT, as far as one learner sees. */
    @Test
    void insistsOnOneValuePerBallot() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAccepted(N1, accepted(1, A), out);
        assertThatThrownBy(() -> learner.onAccepted(N1, accepted(1, B), out))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("BALLOT");
    }

    /** Policy (a): acceptors x learners messages, and none between learners. */
    @Test
    void everyoneIsToldByTheAcceptors() {
        LearnerPolicy policy = new LearnerPolicy.Everyone();
        assertThat(policy.distinguished(List.of(L1, L2, L3))).containsExactly(L1, L2, L3);
        assertThat(policy.toldBy(L1, List.of(L1, L2, L3))).isEmpty();
    }

    /** Policy (b): the distinguished learner tells all the rest. */
    @Test
    void oneLearnerTellsTheRest() {
        Learner learner = learner(L2, new LearnerPolicy.One(L2));
        learner.onAccepted(N1, accepted(1, A), out);
        learner.onAccepted(N3, accepted(1, A), out);
        assertThat(out.taken()).containsExactly("deliver 0a", "n11 <- Chosen 0a at 1.8", "n13 <- Chosen 0a at 1.8");
    }

    /** Policy (c): each of several tells those who are not. */
    @Test
    void severalLearnersTellTheRest() {
        LearnerPolicy policy = new LearnerPolicy.Several(List.of(L1, L2));
        assertThat(policy.toldBy(L1, List.of(L1, L2, L3))).containsExactly(L3);
        assertThat(policy.toldBy(L2, List.of(L1, L2, L3))).containsExactly(L3);
        assertThat(policy.toldBy(L3, List.of(L1, L2, L3))).isEmpty();
    }

    /** A learner that is told passes nothing on. */
    @Test
    void whoIsToldDoesNotTell() {
        Learner learner = learner(L3, new LearnerPolicy.One(L2));
        learner.onChosen(new Message.Chosen(new Ballot(1, 8), A), out);
        assertThat(out.taken()).containsExactly("deliver 0a");
    }

    @Test
    void asksWhenItHasWaitedLongEnough() {
        Learner learner = learner(L1, new LearnerPolicy.One(L2));
        learner.onTick(RETRY - 1, 7, out);
        assertThat(out.taken()).isEmpty();
        learner.onTick(RETRY, 7, out);
        assertThat(out.taken())
                .containsExactly("n1 <- Ask[]", "n2 <- Ask[]", "n3 <- Ask[]", "n12 <- Ask[]", "n13 <- Ask[]");
        assertThat(learner.deadline()).isEqualTo(2 * RETRY + 7);
    }

    @Test
    void answersWhoAsksOnceItKnows() {
        Learner learner = learner(L1, new LearnerPolicy.Everyone());
        learner.onAsk(L2, new Message.Ask(), out);
        learner.onChosen(new Message.Chosen(new Ballot(1, 8), A), out);
        learner.onAsk(L2, new Message.Ask(), out);
        assertThat(out.taken()).containsExactly("note NOTHING_TO_TELL Ask", "deliver 0a", "n12 <- Chosen 0a at 1.8");
        assertThat(learner.deadline()).isEqualTo(Long.MAX_VALUE);
    }
}
