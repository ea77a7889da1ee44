package synod.multipaxos;

import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * Asks around, before anything is promised, whether others miss the leader, too. So that a replica which is merely cut
 * off itself neither raises ballots nor disturbs a leader whom the others hear.
 */
final class Canvass {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Ballot ballot;
    private final long giveUpAt;
    private long granted;
    private long askAt;

    /** When the last of those who agreed will be free to promise. */
    private long readyAt;

    Canvass(Roster roster, PaxosSettings settings, Ballot ballot, long now, long ownWaitNanos) {
        this.roster = roster;
        this.settings = settings;
        this.ballot = ballot;
        this.granted = roster.bit(roster.self());
        this.readyAt = now + ownWaitNanos;
        this.askAt = now;
        this.giveUpAt = now + 2 * settings.electionTimeoutNanos();
    }

    Ballot ballot() {
        return ballot;
    }

    long deadline() {
        return Math.min(isGranted() ? readyAt : askAt, giveUpAt);
    }

    boolean isReady(long now) {
        return isGranted() && now >= readyAt;
    }

    boolean isOver(long now) {
        return now >= giveUpAt;
    }

    private boolean isGranted() {
        return roster.quorums().isPrepareQuorum(granted);
    }

    void onTick(long now, long chosenUpTo, Effects<Message, Record, Value> out) {
        if (!isGranted() && now >= askAt) {
            askAt = now + settings.retransmitNanos();
            for (NodeId voter : roster.otherVoters()) {
                if ((granted & roster.bit(voter)) == 0) {
                    // Ahead of the disk: a question that promises nothing, about a ballot that is not used.
                    out.sendAhead(voter, new Message.PrePrepare(ballot, chosenUpTo));
                }
            }
        }
    }

    void onPrePromise(long now, NodeId from, long waitNanos) {
        granted |= roster.bit(from);
        readyAt = Math.max(readyAt, now + Math.min(waitNanos, settings.leaseNanos()));
    }
}
