package synod.transactions.protocol;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.Vote;
import synod.paxos.Ballot;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;

/** The words that the protocols share, as bytes. The order of each list is part of the format. */
final class Words {
    static final Outcome[] OUTCOMES = {Outcome.COMMITTED, Outcome.ABORTED};
    static final Vote[] VOTES = {Vote.YES, Vote.NO, Vote.READ_ONLY};

    private Words() {}

    static void put(ByteWriter out, Outcome outcome) {
        out.octet(List.of(OUTCOMES).indexOf(outcome));
    }

    static void put(ByteWriter out, Vote vote) {
        out.octet(List.of(VOTES).indexOf(vote));
    }

    static void put(ByteWriter out, Ballot ballot) {
        out.number(ballot.round()).number(ballot.node());
    }

    static Ballot ballot(ByteReader in) {
        return new Ballot(in.longNumber(), in.number());
    }
}
