package synod.multipaxos;

import synod.kernel.NodeId;

/**
 * Decides whose votes may be counted together. Each vote says which generation its voter is in, and which generations
 * of others it knows; a vote of an older generation than anybody in the count knows is void. In an ensemble in which no
 * voter ever lost its memory all of this is empty and one comparison decides.
 *
 * <p>The argument is in {@code docs/decisions/0003-votes-of-a-forgotten-life.md}.
 */
final class VoteFilter {
    private final Roster roster;
    private NodeNumbers known;

    /** @param known the generations this node itself knows */
    VoteFilter(Roster roster, NodeNumbers known) {
        this.roster = roster;
        this.known = known;
    }

    /** True when the voter's own generation, as its vote states it, is not older than what is known here. */
    boolean isCurrent(NodeId voter, NodeNumbers theirs) {
        return known.isEmpty() || theirs.of(voter) >= known.of(voter);
    }

    /** The same of a voter whose own generation is known. */
    boolean isCurrent(NodeId voter, long generation) {
        return known.isEmpty() || generation >= known.of(voter);
    }

    /** Takes in what a voter knows, and returns the voters whose earlier votes are void by it. */
    long raise(NodeNumbers theirs) {
        if (theirs.isEmpty()) {
            return 0;
        }
        long raised = 0;
        for (int i = 0; i < theirs.size(); i++) {
            if (theirs.numberAt(i) > known.of(theirs.nodeAt(i))) {
                raised |= roster.bit(theirs.nodeAt(i));
            }
        }
        known = known.max(theirs);
        return raised;
    }
}
