package synod.multipaxos;

import synod.paxos.Ballot;

/** What a replica makes durable. The records of a journal, replayed in order, give back what the replica answered for. */
@SuppressWarnings("JavaLangClash") // It is the paper's ledger entry; nothing here needs the supertype of all records.
public sealed interface Record {
    /**
     * This acceptor will accept nothing below the ballot. Forced before the promise leaves.
     *
     * @param ballot the ballot promised
     */
    record Promised(Ballot ballot) implements Record {}

    /**
     * A value was accepted for a slot, which implies a promise of the ballot; or it was learnt as chosen, and then the
     * ballot is one under which it was proposed. Forced before the acknowledgement leaves.
     *
     * @param ballot the ballot it was proposed under
     * @param slot its place in the log, from 1
     * @param value the value; {@link Value.Damaged} only when replayed from a disk that lost its bytes
     */
    record Accepted(Ballot ballot, long slot, Value value) implements Record {}

    /**
     * A hint: every slot up to this one is chosen. Never waited for; what it says can be learnt again.
     *
     * @param slot the last slot of the chosen prefix
     */
    record ChosenUpTo(long slot) implements Record {}

    /**
     * Who this replica is to the others.
     *
     * @param identity all of it; replaces what an earlier record said
     */
    record Identified(Identity identity) implements Record {}
}
