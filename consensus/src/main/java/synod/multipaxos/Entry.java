package synod.multipaxos;

import synod.paxos.Ballot;

/**
 * One slot's content, in a promise or in an answer to a learner.
 *
 * @param slot its place in the log, from 1
 * @param ballot the ballot under which the value was proposed
 * @param value the value; {@link Value.Damaged} only in promises
 */
public record Entry(long slot, Ballot ballot, Value value) {
    /** About how many bytes the entry takes in a message. */
    int weight() {
        return 24 + value.weight();
    }
}
