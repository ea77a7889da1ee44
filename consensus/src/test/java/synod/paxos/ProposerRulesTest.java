package synod.paxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.paxos.Durable.ProposerState;

/** One sentence of the paper per test. */
final class ProposerRulesTest {
    private static final NodeId SELF = NodeId.of(8);
    private static final NodeId N1 = NodeId.of(1);
    private static final NodeId N2 = NodeId.of(2);
    private static final NodeId N3 = NodeId.of(3);
    private static final Bytes A = Bytes.wrap(new byte[] {0x0a});
    private static final Bytes B = Bytes.wrap(new byte[] {0x0b});
    private static final Bytes C = Bytes.wrap(new byte[] {0x0c});
    private static final long RETRY = 100;

    private final Recorder out = new Recorder();
    private Proposer proposer = restored(0);

    private static Proposer restored(long round) {
        return new Proposer(SELF, List.of(N1, N2, N3), RETRY, new ProposerState(round));
    }

    private static Ballot ballot(long round) {
        return new Ballot(round, SELF.value());
    }

    private static Message.Promise promise(long round) {
        return new Message.Promise(ballot(round), null);
    }

    private static Message.Promise promise(long round, Ballot accepted, Bytes value) {
        return new Message.Promise(ballot(round), new Proposal(accepted, value));
    }

    /** BALLOT: the round is durable before anybody hears of it. */
    @Test
    void recordsItsRoundBeforeItPrepares() {
        proposer.onPropose(0, A, out);
        assertThat(out.taken())
                .containsExactly(
                        "persist round 1",
                        "note Began[ballot=1.8]",
                        "n1 <- Prepare 1.8",
                        "n2 <- Prepare 1.8",
                        "n3 <- Prepare 1.8");
    }

    /** BALLOT: across a restart. */
    @Test
    void neverUsesARoundAgainAfterARestart() {
        proposer = restored(7);
        proposer.onPropose(0, A, out);
        assertThat(out.taken()).contains("persist round 8", "n1 <- Prepare 8.8").doesNotContain("n1 <- Prepare 7.8");
    }

    /** Phase 2 needs a majority. */
    @Test
    void proposesNothingBeforeAMajorityPromised() {
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onPromise(N1, promise(1), out);
        assertThat(out.taken()).isEmpty();
        proposer.onPromise(N2, promise(1), out);
        assertThat(out.taken())
                .containsExactly("n1 <- Accept 0a at 1.8", "n2 <- Accept 0a at 1.8", "n3 <- Accept 0a at 1.8");
    }

    /** A majority is of acceptors, not of messages. */
    @Test
    void countsOneAcceptorOnce() {
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onPromise(N1, promise(1), out);
        proposer.onPromise(N1, promise(1), out);
        assertThat(out.taken()).containsExactly("note DUPLICATE Promise");
    }

    /** P2c, second half. */
    @Test
    void proposesTheValueOfTheHighestReported() {
        proposer = restored(4);
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onPromise(N1, promise(5, new Ballot(2, 9), B), out);
        proposer.onPromise(N3, promise(5, new Ballot(3, 7), C), out);
        assertThat(out.taken())
                .containsExactly(
                        "note Adopted[ballot=5.8, instead=0c at 3.7]",
                        "n1 <- Accept 0c at 5.8",
                        "n2 <- Accept 0c at 5.8",
                        "n3 <- Accept 0c at 5.8");
    }

    /** P2c: even one report out of a majority binds. */
    @Test
    void proposesTheOnlyValueReported() {
        proposer = restored(4);
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onPromise(N1, promise(5), out);
        proposer.onPromise(N3, promise(5, new Ballot(3, 7), C), out);
        assertThat(out.taken()).contains("n2 <- Accept 0c at 5.8");
    }

    /** BALLOT: one ballot, one value, so a promise that comes after the accepts changes nothing. */
    @Test
    void doesNotProposeTwiceUnderOneBallot() {
        proposer.onPropose(0, A, out);
        proposer.onPromise(N1, promise(1), out);
        proposer.onPromise(N2, promise(1), out);
        out.taken();
        proposer.onPromise(N3, promise(1), out);
        assertThat(out.taken()).containsExactly("note TOO_LATE Promise");
    }

    @Test
    void ignoresPromisesOfAnEarlierRound() {
        proposer.onPropose(0, A, out);
        proposer.onTick(RETRY, 0, out);
        out.taken();
        proposer.onPromise(N1, promise(1), out);
        assertThat(out.taken()).containsExactly("note OLD_BALLOT Promise");
    }

    /** Refusals are an optimisation: they raise the next round, and nothing else. */
    @Test
    void climbsAboveEveryRoundItHeardOf() {
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onRefused(new Message.Refused(ballot(1), new Ballot(41, 9)), out);
        assertThat(out.taken()).containsExactly("note Preempted[ballot=1.8, by=41.9]");
        proposer.onTick(RETRY, 0, out);
        assertThat(out.taken()).contains("persist round 42", "n1 <- Prepare 42.8");
    }

    /** Liveness: the pause is random, between one and two times the timeout. */
    @Test
    void waitsARandomTimeBetweenRounds() {
        proposer.onPropose(0, A, out);
        assertThat(proposer.deadline()).isEqualTo(RETRY);
        proposer.onTick(RETRY - 1, 5, out);
        assertThat(proposer.deadline()).isEqualTo(RETRY);
        proposer.onTick(RETRY, 70, out);
        assertThat(proposer.deadline()).isEqualTo(RETRY + RETRY + 70);
        proposer.onTick(RETRY + RETRY + 70, -1, out);
        assertThat(proposer.deadline()).isBetween(3 * RETRY + 70, 4 * RETRY + 70);
    }

    @Test
    void restsWhenAValueIsChosen() {
        proposer.onPropose(0, A, out);
        proposer.onChosen();
        assertThat(proposer.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    /** It is a single decree: the first wish stays. */
    @Test
    void declinesASecondWish() {
        proposer.onPropose(0, A, out);
        out.taken();
        proposer.onPropose(0, B, out);
        assertThat(out.taken()).containsExactly("note Declined[value=0b, reason=ANOTHER_WISH]");
    }

    /** BALLOT, from where a proposer stands: nobody can have accepted under a ballot that was not proposed. */
    @Test
    void insistsThatNobodyUsedItsBallot() {
        proposer.onPropose(0, A, out);
        assertThatThrownBy(() -> proposer.onPromise(N1, promise(1, ballot(1), B), out))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("BALLOT");
    }
}
