package synod.multipaxos;

import java.util.List;

/**
 * Who this replica is to the others, as far as its own disk knows. Durable as a whole; replaced on every change. The
 * argument behind it is in {@code docs/decisions/0003-votes-of-a-forgotten-life.md}.
 *
 * @param life a number drawn at random when the disk was first used, never 0
 * @param pledges the lives of the founding voter that this replica answered while it was not yet formed, oldest first;
 *     only the last one still counts
 * @param lives the life of each voter at the formation of the ensemble; empty before
 * @param generations how often each voter lost its memory and came back, as far as this replica knows; its own
 *     generation among them
 * @param isVoting false for a replica that is not yet formed, or is recovering what it forgot
 */
public record Identity(long life, List<Long> pledges, NodeNumbers lives, NodeNumbers generations, boolean isVoting) {
    /** Before anything is known. */
    public static final Identity UNKNOWN = new Identity(0, List.of(), NodeNumbers.NONE, NodeNumbers.NONE, false);

    /** Copies the list. */
    public Identity {
        pledges = List.copyOf(pledges);
    }

    /** True when the ensemble is formed as far as this replica knows. */
    public boolean isFormed() {
        return !lives.isEmpty();
    }

    /** What tells this ensemble from every other: a digest of the lives it was formed with; 0 before. */
    public long ensembleId() {
        if (!isFormed()) {
            return 0;
        }
        long digest = 0x53594e4f44L;
        for (int i = 0; i < lives.size(); i++) {
            digest = Chance.mixed(digest ^ lives.nodeAt(i).value());
            digest = Chance.mixed(digest ^ lives.numberAt(i));
        }
        return digest == 0 ? 1 : digest;
    }

    Identity withLife(long newLife) {
        return new Identity(newLife, pledges, lives, generations, isVoting);
    }

    Identity withPledges(List<Long> newPledges) {
        return new Identity(life, newPledges, lives, generations, isVoting);
    }

    Identity withLives(NodeNumbers newLives) {
        return new Identity(life, pledges, newLives, generations, isVoting);
    }

    Identity withGenerations(NodeNumbers newGenerations) {
        return new Identity(life, pledges, lives, newGenerations, isVoting);
    }

    Identity withVoting(boolean nowVoting) {
        return new Identity(life, pledges, lives, generations, nowVoting);
    }
}
