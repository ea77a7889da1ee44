package synod.transactions.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.Message;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Acknowledged;
import synod.commit.paxos.Message.Ask;
import synod.commit.paxos.Message.Counted;
import synod.commit.paxos.Message.Decided;
import synod.commit.paxos.Message.Declined;
import synod.commit.paxos.Message.Forget;
import synod.commit.paxos.Message.Held;
import synod.commit.paxos.Message.Join;
import synod.commit.paxos.Message.Lead;
import synod.commit.paxos.Message.Prepare;
import synod.commit.paxos.Message.Promise;
import synod.commit.paxos.Message.Refused;
import synod.commit.paxos.Message.Request;
import synod.commit.paxos.PaxosCommit;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.paxos.Record;
import synod.commit.paxos.Record.Concluded;
import synod.commit.paxos.Record.Forgotten;
import synod.commit.paxos.Record.Instances;
import synod.commit.paxos.Record.Prepared;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Ballot;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Proposal;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;
import synod.transactions.record.Unreadable;

/** Paxos Commit. */
public final class PaxosCommitProtocol implements CommitProtocol<Message, Record> {
    private final PaxosCommitSettings settings;

    /** With these settings, the same for all processes. */
    public PaxosCommitProtocol(PaxosCommitSettings settings) {
        this.settings = settings;
    }

    @Override
    public CommitProcess<Message, Record> restore(NodeId self, long life, List<Record> journal, long now) {
        return PaxosCommit.restore(self, life, settings, journal, now);
    }

    @Override
    public boolean dropsReaders() {
        return false;
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

    private static void put(ByteWriter out, Held held) {
        out.node(held.member());
        Words.put(out, held.ballot());
        out.flag(held.isPrepared());
    }

    private static Held held(ByteReader in) {
        return new Held(in.node(), Words.ballot(in), in.flag());
    }

    @Override
    public Bytes encodeMessage(Message message) {
        ByteWriter out = new ByteWriter();
        TransactionId id = message.transaction();
        if (message instanceof Request request) {
            out.octet(1).transaction(id).nodes(request.members());
        } else if (message instanceof Prepare prepare) {
            out.octet(2).transaction(id).nodes(prepare.members());
        } else if (message instanceof Declined) {
            out.octet(3).transaction(id);
        } else if (message instanceof Lead lead) {
            out.octet(4).transaction(id).nodes(lead.members());
            Words.put(out, lead.ballot());
        } else if (message instanceof Promise promise) {
            out.octet(5).transaction(id);
            Words.put(out, promise.ballot());
            out.list(promise.accepted(), PaxosCommitProtocol::put);
        } else if (message instanceof Refused refused) {
            out.octet(6).transaction(id);
            Words.put(out, refused.ballot());
            Words.put(out, refused.promised());
        } else if (message instanceof Accept accept) {
            out.octet(7).transaction(id).nodes(accept.members()).list(accept.proposals(), PaxosCommitProtocol::put);
        } else if (message instanceof Accepted accepted) {
            out.octet(8).transaction(id).nodes(accepted.members()).list(accepted.accepted(), PaxosCommitProtocol::put);
        } else if (message instanceof Decided decided) {
            out.octet(9).transaction(id);
            Words.put(out, decided.outcome());
        } else if (message instanceof Acknowledged acknowledged) {
            out.octet(10).transaction(id);
            Words.put(out, acknowledged.outcome());
        } else if (message instanceof Ask ask) {
            out.octet(11).transaction(id).nodes(ask.members());
        } else if (message instanceof Forget) {
            out.octet(12).transaction(id);
        } else if (message instanceof Join) {
            out.octet(13).transaction(id);
        } else if (message instanceof Counted counted) {
            out.octet(14).transaction(id).flag(counted.isIn());
        }
        return out.done();
    }

    @Override
    public Message decodeMessage(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.octet();
        TransactionId id = in.transaction();
        Message message = switch (kind) {
            case 1 -> new Request(id, in.nodes());
            case 2 -> new Prepare(id, in.nodes());
            case 3 -> new Declined(id);
            case 4 -> new Lead(id, in.nodes(), Words.ballot(in));
            case 5 -> new Promise(id, Words.ballot(in), in.list(PaxosCommitProtocol::held));
            case 6 -> new Refused(id, Words.ballot(in), Words.ballot(in));
            case 7 -> new Accept(id, in.nodes(), in.list(PaxosCommitProtocol::held));
            case 8 -> new Accepted(id, in.nodes(), in.list(PaxosCommitProtocol::held));
            case 9 -> new Decided(id, in.oneOf(Words.OUTCOMES));
            case 10 -> new Acknowledged(id, in.oneOf(Words.OUTCOMES));
            case 11 -> new Ask(id, in.nodes());
            case 12 -> new Forget(id);
            case 13 -> new Join(id);
            case 14 -> new Counted(id, in.flag());
            default -> throw new Unreadable("a message of kind " + kind);
        };
        in.end();
        return message;
    }

    @Override
    public Bytes encodeRecord(Record record) {
        ByteWriter out = new ByteWriter();
        TransactionId id = record.transaction();
        if (record instanceof Prepared prepared) {
            out.octet(1).transaction(id).nodes(prepared.members());
        } else if (record instanceof Concluded concluded) {
            out.octet(2).transaction(id);
            Words.put(out, concluded.outcome());
        } else if (record instanceof Instances instances) {
            out.octet(3).transaction(id).nodes(instances.members()).list(instances.states(), PaxosCommitProtocol::put);
        } else if (record instanceof Forgotten) {
            out.octet(4).transaction(id);
        }
        return out.done();
    }

    private static void put(ByteWriter out, AcceptorState state) {
        Words.put(out, state.promised());
        Proposal accepted = state.accepted();
        out.flag(accepted != null);
        if (accepted != null) {
            Words.put(out, accepted.ballot());
            out.bytes(accepted.value());
        }
    }

    private static AcceptorState state(ByteReader in) {
        Ballot promised = Words.ballot(in);
        return new AcceptorState(promised, in.flag() ? new Proposal(Words.ballot(in), in.someBytes()) : null);
    }

    @Override
    public Record decodeRecord(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.octet();
        TransactionId id = in.transaction();
        Record record = switch (kind) {
            case 1 -> new Prepared(id, in.nodes());
            case 2 -> new Concluded(id, in.oneOf(Words.OUTCOMES));
            case 3 -> new Instances(id, in.nodes(), in.list(PaxosCommitProtocol::state));
            case 4 -> new Forgotten(id);
            default -> throw new Unreadable("a record of kind " + kind);
        };
        in.end();
        return record;
    }
}
