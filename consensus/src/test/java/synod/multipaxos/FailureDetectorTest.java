package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

final class FailureDetectorTest {
    private static final PaxosSettings SETTINGS = PaxosSettings.defaults();
    private static final long TIMEOUT = SETTINGS.electionTimeoutNanos();
    private static final NodeId LEADER = NodeId.of(1);
    private static final Ballot FIRST = new Ballot(1, 1);

    private final Recorded out = new Recorded();
    private final FailureDetector detector = new FailureDetector(SETTINGS, new Chance(7), 0, 0);
    private long now;

    private void hear(Ballot ballot) {
        detector.onLeader(now, LEADER, ballot, out);
    }

    /** The shortest silence after which this node agrees that the leader is gone, in election timeouts. */
    private long patience() {
        for (long times = 1; times < 100; times++) {
            if (detector.isLost(now + times * TIMEOUT, NodeId.of(2))) {
                return times;
            }
        }
        throw new AssertionError("never");
    }

    private void guessWrongly() {
        now = detector.deadline();
        detector.onSilence(now, out);
        hear(FIRST);
    }

    @Test
    void aWrongGuessDoublesThePatienceUpToALimit() {
        hear(FIRST);
        assertThat(patience()).isEqualTo(1);
        guessWrongly();
        assertThat(patience()).isEqualTo(2);
        guessWrongly();
        assertThat(patience()).isEqualTo(4);
        guessWrongly();
        guessWrongly();
        assertThat(patience()).isEqualTo(4);
    }

    /** The ensemble makes progress again within three seconds, whatever happened before: the rest is for the election. */
    @Test
    void howeverBadTheDayWasALeaderIsMissedWithinTwoSecondsAndAHalf() {
        FailureDetector hindmost = new FailureDetector(SETTINGS, new Chance(7), 2, 0);
        for (int i = 0; i < 1000; i++) {
            hindmost.onLeader(now, LEADER, new Ballot(1 + i / 3, 1), out);
            assertThat(hindmost.deadline() - now).isBetween(TIMEOUT, 2_500_000_000L);
            now = hindmost.deadline();
            if (i % 2 == 0) {
                hindmost.onCampaignLost(now);
                assertThat(hindmost.deadline() - now).isBetween(TIMEOUT / 2, 2_500_000_000L);
            } else {
                hindmost.onSilence(now, out);
            }
        }
    }

    @Test
    void aShortLeadershipDoublesIt() {
        hear(FIRST);
        now += TIMEOUT;
        hear(new Ballot(2, 1));
        assertThat(patience()).isEqualTo(2);
        now += 99 * TIMEOUT;
        hear(new Ballot(3, 1));
        assertThat(patience()).isEqualTo(4);
        now += 100 * TIMEOUT;
        hear(new Ballot(4, 1));
        assertThat(patience()).as("it was calm").isEqualTo(2);
    }

    /** A leader that ends after long, and is found missing rightly, costs nobody his patience. */
    @Test
    void aRightGuessDoesNot() {
        hear(FIRST);
        now += 100 * TIMEOUT;
        detector.onSilence(now, out);
        hear(new Ballot(2, 1));
        assertThat(patience()).isEqualTo(1);
    }

    @Test
    void aLongCalmHalvesItAgain() {
        hear(FIRST);
        guessWrongly();
        guessWrongly();
        now += 100 * TIMEOUT;
        hear(FIRST);
        assertThat(patience()).isEqualTo(2);
        now += 99 * TIMEOUT;
        hear(FIRST);
        assertThat(patience()).isEqualTo(2);
        now += TIMEOUT;
        hear(FIRST);
        assertThat(patience()).isEqualTo(1);
    }

    @Test
    void aLostCampaignDoublesIt() {
        hear(FIRST);
        detector.onCampaignLost(now);
        assertThat(patience()).isEqualTo(2);
        assertThat(detector.deadline() - now).isBetween(TIMEOUT, 3 * TIMEOUT);
    }

    /** Whoever stood still himself looks once at what waits for him before he guesses. */
    @Test
    void aTickThatComesLateIsNoSilence() {
        hear(FIRST);
        now = detector.deadline();
        assertThat(detector.isExcused(now)).isFalse();
        now += 5 * TIMEOUT;
        assertThat(detector.isExcused(now)).isTrue();
        assertThat(detector.deadline()).isEqualTo(now + 2 * SETTINGS.heartbeatNanos());
        now += 5 * TIMEOUT;
        assertThat(detector.isExcused(now)).isFalse();
    }

    @Test
    void aBrokenConnectionIsNoGuess() {
        hear(FIRST);
        guessWrongly();
        guessWrongly();
        guessWrongly();
        detector.onLinkDown(now, LEADER);
        assertThat(detector.isLost(now, NodeId.of(2))).isTrue();
        assertThat(detector.deadline() - now).isLessThanOrEqualTo(TIMEOUT / 4);
    }
}
