package synod.wire.peer;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Bytes;
import synod.multipaxos.Identity;
import synod.multipaxos.NodeNumbers;
import synod.multipaxos.Record;
import synod.multipaxos.Value;
import synod.paxos.Ballot;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/**
 * The log's durable records, taken apart as a journal keeps them: a kind, a slot, a ballot (the identity, which survives
 * even when the body does not) and a body.
 */
public final class RecordCodec {
    /** The kind of {@link Record.Promised}: the ballot says all, the body is empty. */
    public static final int PROMISED = 1;

    /** The kind of {@link Record.Accepted}: slot and ballot, the body is the value. */
    public static final int ACCEPTED = 2;

    /** The kind of {@link Record.ChosenUpTo}: the slot says all, the body is empty. */
    public static final int CHOSEN_UP_TO = 3;

    /** The kind of {@link Record.Identified}: the body says all. */
    public static final int IDENTIFIED = 4;

    private RecordCodec() {}

    /** One of the kinds above. */
    public static int kind(Record entry) {
        if (entry instanceof Record.Accepted) {
            return ACCEPTED;
        }
        if (entry instanceof Record.Promised) {
            return PROMISED;
        }
        return entry instanceof Record.ChosenUpTo ? CHOSEN_UP_TO : IDENTIFIED;
    }

    /** The slot that the record speaks of, 0 for none. */
    public static long slot(Record entry) {
        if (entry instanceof Record.Accepted accepted) {
            return accepted.slot();
        }
        return entry instanceof Record.ChosenUpTo chosen ? chosen.slot() : 0;
    }

    /** The ballot that the record speaks of, {@link Ballot#ZERO} for none. */
    public static Ballot ballot(Record entry) {
        if (entry instanceof Record.Accepted accepted) {
            return accepted.ballot();
        }
        return entry instanceof Record.Promised promised ? promised.ballot() : Ballot.ZERO;
    }

    /** The rest of the record. */
    public static Bytes body(Record entry) {
        if (entry instanceof Record.Accepted accepted) {
            return ValueCodec.encode(accepted.value());
        }
        if (!(entry instanceof Record.Identified identified)) {
            return Bytes.EMPTY;
        }
        Identity identity = identified.identity();
        Output out = new Output(64);
        out.writeLong(identity.life());
        out.writeInt(identity.pledges().size());
        for (long pledge : identity.pledges()) {
            out.writeLong(pledge);
        }
        Fields.writeNumbers(identity.lives(), out);
        Fields.writeNumbers(identity.generations(), out);
        out.writeBoolean(identity.isVoting());
        return out.toBytes();
    }

    /**
     * Puts a record together again.
     *
     * @throws Malformed when the parts are none
     */
    public static Record decode(int kind, long slot, long round, int node, Bytes body) throws Malformed {
        return switch (kind) {
            case PROMISED -> new Record.Promised(Fields.ballot(round, node));
            case ACCEPTED ->
                new Record.Accepted(Fields.ballot(round, node), Fields.slot(slot), ValueCodec.decode(body));
            case CHOSEN_UP_TO -> new Record.ChosenUpTo(Fields.slot(slot));
            case IDENTIFIED -> new Record.Identified(decodeIdentity(body));
            default -> throw new Malformed("an unknown kind of record: " + kind);
        };
    }

    /**
     * What is left of a record whose body is lost: for an accepted slot, that something was accepted there. For any
     * other kind nothing is left to say, and the replica must be restored as one that forgot.
     *
     * @throws Malformed when the record is not {@link #ACCEPTED}, or its identity is none
     */
    public static Record.Accepted decodeDamaged(int kind, long slot, long round, int node) throws Malformed {
        if (kind != ACCEPTED) {
            throw new Malformed("a record of kind " + kind + " lost its body");
        }
        return new Record.Accepted(Fields.ballot(round, node), Fields.slot(slot), Value.DAMAGED);
    }

    private static Identity decodeIdentity(Bytes body) throws Malformed {
        Input in = new Input(body);
        long life = in.readLong();
        int count = in.readCount(Long.BYTES);
        List<Long> pledges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pledges.add(in.readLong());
        }
        NodeNumbers lives = Fields.readNumbers(in);
        NodeNumbers generations = Fields.readNumbers(in);
        boolean isVoting = Fields.readFlag(in);
        in.end();
        return new Identity(life, pledges, lives, generations, isVoting);
    }
}
