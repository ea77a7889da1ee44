package synod.sim.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.NodeNumbers;
import synod.paxos.Ballot;

/** The checkers are shown each violation that they are there to find. */
final class LedgerTest {
    private static final Bytes A = Bytes.wrap(new byte[] {1});
    private static final Bytes B = Bytes.wrap(new byte[] {2});

    private final Ledger ledger = new Ledger(3, 3);

    private static Ballot ballot(long round) {
        return new Ballot(round, (int) round);
    }

    private void chooseA() {
        ledger.accepted(1, 1, ballot(1), A);
        ledger.accepted(2, 1, ballot(1), A);
    }

    @Test
    void aMajorityUnderOneBallotChooses() {
        ledger.accepted(1, 1, ballot(1), A);
        ledger.accepted(2, 1, ballot(2), A);
        assertThat(ledger.chosenUpTo()).isZero();
        ledger.accepted(3, 1, ballot(2), A);
        assertThat(ledger.chosenUpTo()).isEqualTo(1);
    }

    @Test
    void findsTwoValuesUnderOneBallot() {
        ledger.accepted(1, 1, ballot(1), A);
        assertThatThrownBy(() -> ledger.accepted(2, 1, ballot(1), B)).hasMessageStartingWith("BALLOT");
    }

    @Test
    void findsAnotherValueAboveAChosenOne() {
        chooseA();
        assertThatThrownBy(() -> ledger.accepted(3, 1, ballot(2), B)).hasMessageStartingWith("P2a");
    }

    /** The other way round: the higher vote was there first, and then the lower ballot is chosen. */
    @Test
    void findsAnotherValueAboveOneThatIsChosenLater() {
        ledger.accepted(3, 1, ballot(2), B);
        ledger.accepted(1, 1, ballot(1), A);
        assertThatThrownBy(() -> ledger.accepted(2, 1, ballot(1), A)).hasMessageStartingWith("P2a");
    }

    @Test
    void findsAPromiseTakenBack() {
        ledger.promised(1, ballot(2));
        assertThatThrownBy(() -> ledger.promised(1, ballot(1))).hasMessageStartingWith("P1a");
    }

    @Test
    void findsAPromiseToldBeforeItIsDurable() {
        ledger.promised(1, ballot(1));
        assertThatThrownBy(() -> ledger.promiseLeaves(1, ballot(2))).hasMessageStartingWith("DURABLE");
    }

    @Test
    void findsAVoteToldBeforeItIsDurable() {
        ledger.accepted(1, 1, ballot(1), A);
        assertThatThrownBy(() -> ledger.acceptedLeaves(1, ballot(1), 1, 2)).hasMessageStartingWith("DURABLE");
        assertThatThrownBy(() -> ledger.acceptedLeaves(1, ballot(2), 1, 1)).hasMessageStartingWith("DURABLE");
    }

    @Test
    void findsSomethingAppliedThatIsNotChosen() {
        chooseA();
        ledger.applied(3, 1);
        assertThatThrownBy(() -> ledger.applied(3, 2)).hasMessageStartingWith("S3");
    }

    @Test
    void findsABallotUsedTwice() {
        ledger.elected(1, ballot(1));
        assertThatThrownBy(() -> ledger.elected(1, ballot(1))).hasMessageStartingWith("BALLOT");
        assertThatThrownBy(() -> ledger.elected(3, ballot(2))).hasMessageStartingWith("BALLOT");
    }

    @Test
    void findsAVoteThatIsGoneAfterARestart() {
        chooseA();
        assertThatThrownBy(() -> ledger.restored(1, new Ledger.Restored(0), false))
                .hasMessageStartingWith("DURABLE");
    }

    @Test
    void findsAPromiseThatIsGoneAfterARestart() {
        ledger.promised(1, ballot(3));
        assertThatThrownBy(() -> ledger.restored(1, new Ledger.Restored(0), false))
                .hasMessageStartingWith("DURABLE");
    }

    @Test
    void aSnapshotStandsForTheVotesBelowIt() {
        chooseA();
        ledger.snapshot(1, 1);
        ledger.restored(1, new Ledger.Restored(1), false);
        assertThatThrownBy(() -> ledger.snapshot(1, 2)).hasMessageContaining("snapshot");
    }

    /** A vote stays good when its voter's disk is lost, for whoever votes without knowing that it was reborn. */
    @Test
    void aVoteOutlivesItsDisk() {
        ledger.accepted(1, 1, ballot(1), A);
        ledger.restored(1, new Ledger.Restored(0), true);
        ledger.accepted(2, 1, ballot(1), A);
        assertThat(ledger.chosenUpTo()).isEqualTo(1);
    }

    @Test
    void aVoteOfAForgottenLifeIsVoidBesideOneThatKnowsOfTheNextLife() {
        NodeNumbers reborn = NodeNumbers.NONE.with(NodeId.of(1), 1);
        ledger.accepted(1, 1, ballot(1), A);
        ledger.restored(1, new Ledger.Restored(0), true);
        ledger.identified(2, reborn);
        ledger.accepted(2, 1, ballot(1), A);
        assertThat(ledger.chosenUpTo()).isZero();
        ledger.identified(1, reborn);
        ledger.accepted(1, 1, ballot(1), A);
        assertThat(ledger.chosenUpTo()).isEqualTo(1);
    }

    @Test
    void twoVotesOfOneVoterAreNoMajority() {
        ledger.accepted(1, 1, ballot(1), A);
        ledger.identified(1, NodeNumbers.NONE.with(NodeId.of(1), 1));
        ledger.accepted(1, 1, ballot(1), A);
        assertThat(ledger.chosenUpTo()).isZero();
    }

    @Test
    void aLearntValueImpliesAPromiseAfterARestart() {
        ledger.accepted(1, 1, ballot(3), A);
        ledger.promiseLeaves(1, ballot(3));
        assertThatThrownBy(() -> ledger.promiseLeaves(1, ballot(4))).hasMessageStartingWith("DURABLE");
    }

    @Test
    void findsTwoStatesAfterTheSameSlot() {
        Digests digests = new Digests();
        digests.applied(1, 5, 5, 77);
        digests.applied(2, 5, 5, 77);
        assertThatThrownBy(() -> digests.applied(3, 5, 5, 78)).isInstanceOf(Violation.class);
        assertThatThrownBy(() -> digests.applied(3, 5, 6, 77)).isInstanceOf(Violation.class);
    }
}
