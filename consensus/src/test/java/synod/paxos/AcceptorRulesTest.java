package synod.paxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;

/** One sentence of the paper per test. */
final class AcceptorRulesTest {
    private static final NodeId PROPOSER = NodeId.of(8);
    private static final NodeId LEARNER = NodeId.of(9);
    private static final Bytes A = Bytes.wrap(new byte[] {0x0a});
    private static final Bytes B = Bytes.wrap(new byte[] {0x0b});

    private final Recorder out = new Recorder();
    private final Acceptor acceptor = new Acceptor(List.of(LEARNER), AcceptorState.BLANK);

    private static Ballot ballot(long round) {
        return new Ballot(round, 8);
    }

    /** P1. */
    @Test
    void acceptsTheFirstProposalItReceives() {
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), A), out);
        assertThat(out.taken()).containsExactly("persist promised 1.8, accepted 0a at 1.8", "n9 <- Accepted 0a at 1.8");
    }

    /** P1a, "only if". */
    @Test
    void refusesBelowItsPromise() {
        acceptor.onPrepare(PROPOSER, new Message.Prepare(ballot(3)), out);
        out.taken();
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(2), A), out);
        assertThat(out.taken()).containsExactly("n8 <- Refused 2.8, promised 3.8");
    }

    /** P1a, "if". */
    @Test
    void acceptsAtItsPromise() {
        acceptor.onPrepare(PROPOSER, new Message.Prepare(ballot(3)), out);
        out.taken();
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(3), A), out);
        assertThat(out.taken()).containsExactly("persist promised 3.8, accepted 0a at 3.8", "n9 <- Accepted 0a at 3.8");
    }

    /** P1a: to accept is to promise, or an older ballot could come after a newer one. */
    @Test
    void refusesBelowWhatItAccepted() {
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(3), A), out);
        out.taken();
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(2), B), out);
        acceptor.onPrepare(PROPOSER, new Message.Prepare(ballot(2)), out);
        assertThat(out.taken()).containsExactly("n8 <- Refused 2.8, promised 3.8", "n8 <- Refused 2.8, promised 3.8");
    }

    /** What P2c rests on: a promise tells everything of importance that came before it. */
    @Test
    void reportsTheHighestItAccepted() {
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), A), out);
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(2), B), out);
        out.taken();
        acceptor.onPrepare(PROPOSER, new Message.Prepare(ballot(3)), out);
        assertThat(out.taken())
                .containsExactly("persist promised 3.8, accepted 0b at 2.8", "n8 <- Promise 3.8, accepted 0b at 2.8");
    }

    /** DURABLE: every answer comes after the record it rests on, and waits for it. */
    @Test
    void recordsItsAnswerBeforeItSendsIt() {
        acceptor.onPrepare(PROPOSER, new Message.Prepare(ballot(1)), out);
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), A), out);
        assertThat(out.taken())
                .containsExactly(
                        "persist promised 1.8, accepted null",
                        "n8 <- Promise 1.8, accepted null",
                        "persist promised 1.8, accepted 0a at 1.8",
                        "n9 <- Accepted 0a at 1.8");
    }

    /** BALLOT, from where an acceptor stands. */
    @Test
    void insistsOnOneValuePerBallot() {
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), A), out);
        assertThatThrownBy(() -> acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), B), out))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("BALLOT");
    }

    /** P1a as a property of the record itself. */
    @Test
    void holdsNoStateWithMoreAcceptedThanPromised() {
        assertThatThrownBy(() -> new AcceptorState(ballot(1), new Proposal(ballot(2), A)))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("P1a");
    }

    @Test
    void repeatsWhatItAcceptedToALearnerWhoAsks() {
        acceptor.onAsk(LEARNER, new Message.Ask(), out);
        assertThat(out.taken()).containsExactly("note NOTHING_TO_TELL Ask");
        acceptor.onAccept(PROPOSER, new Message.Accept(ballot(1), A), out);
        out.taken();
        acceptor.onAsk(LEARNER, new Message.Ask(), out);
        assertThat(out.taken()).containsExactly("n9 <- Accepted 0a at 1.8");
    }
}
