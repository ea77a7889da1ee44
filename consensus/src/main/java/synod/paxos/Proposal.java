package synod.paxos;

import synod.kernel.Bytes;

/**
 * A value under a ballot: what an acceptor accepts, and what a majority of them chooses.
 *
 * @param ballot the ballot it was proposed under; at most one value is ever proposed under it
 * @param value the value
 */
public record Proposal(Ballot ballot, Bytes value) {
    @Override
    public String toString() {
        return value + " at " + ballot;
    }
}
