package synod.transactions.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.twophase.Message;
import synod.commit.twophase.Message.Acknowledged;
import synod.commit.twophase.Message.Ask;
import synod.commit.twophase.Message.CommitAlone;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.NoIdea;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Request;
import synod.commit.twophase.Message.Voted;
import synod.commit.twophase.Record;
import synod.commit.twophase.Record.Concluded;
import synod.commit.twophase.Record.Decision;
import synod.commit.twophase.Record.Ended;
import synod.commit.twophase.Record.Members;
import synod.commit.twophase.Record.Prepared;
import synod.commit.twophase.TwoPhase;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;
import synod.transactions.record.Unreadable;

/** Two-phase commit. */
public final class TwoPhaseProtocol implements CommitProtocol<Message, Record> {
    private final TwoPhaseSettings settings;

    /** With these settings, the same for all processes. */
    public TwoPhaseProtocol(TwoPhaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public CommitProcess<Message, Record> restore(NodeId self, long life, List<Record> journal, long now) {
        return TwoPhase.restore(self, life, settings, journal, now);
    }

    @Override
    public boolean dropsReaders() {
        return true;
    }

    @Override
    public TransactionId about(Message message) {
        return message.transaction();
    }

    @Override
    public TransactionId transaction(Record record) {
        return record.transaction();
    }

    @Override
    public @Nullable Outcome conclusion(Record record) {
        return record instanceof Concluded concluded ? concluded.outcome() : null;
    }

    @Override
    public Bytes encodeMessage(Message message) {
        ByteWriter out = new ByteWriter();
        TransactionId id = message.transaction();
        if (message instanceof Request request) {
            out.octet(1).transaction(id).nodes(request.members()).flag(request.hasVoted());
        } else if (message instanceof Prepare prepare) {
            out.octet(2).transaction(id).nodes(prepare.members());
        } else if (message instanceof CommitAlone) {
            out.octet(3).transaction(id);
        } else if (message instanceof Voted voted) {
            out.octet(4).transaction(id);
            Words.put(out, voted.vote());
        } else if (message instanceof Decided decided) {
            out.octet(5).transaction(id);
            Words.put(out, decided.outcome());
        } else if (message instanceof Presumed presumed) {
            out.octet(6).transaction(id);
            Words.put(out, presumed.outcome());
        } else if (message instanceof Acknowledged) {
            out.octet(7).transaction(id);
        } else if (message instanceof Ask) {
            out.octet(8).transaction(id);
        } else if (message instanceof NoIdea noIdea) {
            out.octet(9).transaction(id).flag(noIdea.isPrepared());
        }
        return out.done();
    }

    @Override
    public Message decodeMessage(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.octet();
        TransactionId id = in.transaction();
        Message message = switch (kind) {
            case 1 -> new Request(id, in.nodes(), in.flag());
            case 2 -> new Prepare(id, in.nodes());
            case 3 -> new CommitAlone(id);
            case 4 -> new Voted(id, in.oneOf(Words.VOTES));
            case 5 -> new Decided(id, in.oneOf(Words.OUTCOMES));
            case 6 -> new Presumed(id, in.oneOf(Words.OUTCOMES));
            case 7 -> new Acknowledged(id);
            case 8 -> new Ask(id);
            case 9 -> new NoIdea(id, in.flag());
            default -> throw new Unreadable("a message of kind " + kind);
        };
        in.end();
        return message;
    }

    @Override
    public Bytes encodeRecord(Record record) {
        ByteWriter out = new ByteWriter();
        TransactionId id = record.transaction();
        if (record instanceof Members members) {
            out.octet(1).transaction(id).nodes(members.members());
        } else if (record instanceof Decision decision) {
            out.octet(2).transaction(id);
            Words.put(out, decision.outcome());
            out.nodes(decision.tell());
        } else if (record instanceof Ended) {
            out.octet(3).transaction(id);
        } else if (record instanceof Prepared prepared) {
            out.octet(4).transaction(id).nodes(prepared.members());
        } else if (record instanceof Concluded concluded) {
            out.octet(5).transaction(id);
            Words.put(out, concluded.outcome());
        }
        return out.done();
    }

    @Override
    public Record decodeRecord(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.octet();
        TransactionId id = in.transaction();
        Record record = switch (kind) {
            case 1 -> new Members(id, in.nodes());
            case 2 -> new Decision(id, in.oneOf(Words.OUTCOMES), in.nodes());
            case 3 -> new Ended(id);
            case 4 -> new Prepared(id, in.nodes());
            case 5 -> new Concluded(id, in.oneOf(Words.OUTCOMES));
            default -> throw new Unreadable("a record of kind " + kind);
        };
        in.end();
        return record;
    }
}
