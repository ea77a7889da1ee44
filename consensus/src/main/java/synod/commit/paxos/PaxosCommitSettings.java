package synod.commit.paxos;

import java.util.List;
import java.util.TreeSet;
import synod.kernel.NodeId;

/**
 * How a process takes part; the same for all.
 *
 * @param acceptors 2F + 1 of them, in the order in which they are used: the first F + 1 as long as nothing fails
 * @param tellsMembers whether acceptors tell the participants directly, which saves a delay and costs messages
 * @param patienceNanos how long a participant at work waits to be asked, and a leader for answers, above 0
 * @param resendNanos how long to wait for an answer that must come before asking again, above 0; doubled with each time up
 *     to eight-fold, with up to as much again at random
 */
public record PaxosCommitSettings(List<NodeId> acceptors, boolean tellsMembers, long patienceNanos, long resendNanos) {
    private static final int MOST_DOUBLINGS = 3;

    /** @throws IllegalArgumentException when the acceptors are not an odd number of different ones, or a time is not above 0 */
    public PaxosCommitSettings {
        if (acceptors.size() % 2 == 0 || new TreeSet<>(acceptors).size() != acceptors.size()) {
            throw new IllegalArgumentException("acceptors must be 2F + 1 different ones, not " + acceptors);
        }
        if (patienceNanos <= 0 || resendNanos <= 0) {
            throw new IllegalArgumentException("times must be above 0: " + patienceNanos + ", " + resendNanos);
        }
    }

    /** F + 1. */
    int quorum() {
        return acceptors.size() / 2 + 1;
    }

    /** The acceptors used as long as nothing fails. */
    List<NodeId> first() {
        return acceptors.subList(0, quorum());
    }

    /** How long to wait after the {@code tries}-th time of asking. */
    long pauseNanos(int tries, long coin) {
        long pause = resendNanos << Math.min(tries, MOST_DOUBLINGS);
        return pause + Long.remainderUnsigned(coin, pause);
    }
}
