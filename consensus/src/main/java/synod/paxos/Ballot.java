package synod.paxos;

/**
 * The number of a proposal. Ballots are totally ordered, by round and then by proposer, and no two proposers ever use
 * the same one, because each uses only those with its own number.
 *
 * @param round 1, 2, 3 ...; 0 in {@link #ZERO}, and in the ballot of a proposer to whom an instance belongs from the start
 *     (Paxos Commit)
 * @param node the number of the server that proposes under it; 0 only in {@link #ZERO}
 */
public record Ballot(long round, int node) implements Comparable<Ballot> {
    /** Below every ballot that anyone uses. */
    public static final Ballot ZERO = new Ballot(0, 0);

    @Override
    public int compareTo(Ballot other) {
        int byRound = Long.compare(round, other.round);
        return byRound != 0 ? byRound : Integer.compare(node, other.node);
    }

    /** True when this ballot is smaller than {@code other}. */
    public boolean isBelow(Ballot other) {
        return compareTo(other) < 0;
    }

    /** True when this ballot is greater than {@code other}. */
    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return round + "." + node;
    }
}
