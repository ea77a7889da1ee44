package synod.transactions.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.threephase.Message;
import synod.commit.threephase.Message.Acknowledged;
import synod.commit.threephase.Message.Ask;
import synod.commit.threephase.Message.Decided;
import synod.commit.threephase.Message.Inquire;
import synod.commit.threephase.Message.PreAbort;
import synod.commit.threephase.Message.PreCommit;
import synod.commit.threephase.Message.Prepare;
import synod.commit.threephase.Message.Refused;
import synod.commit.threephase.Message.Standing;
import synod.commit.threephase.Message.Voted;
import synod.commit.threephase.Phase;
import synod.commit.threephase.Record;
import synod.commit.threephase.Record.AllYes;
import synod.commit.threephase.Record.Asked;
import synod.commit.threephase.Record.Concluded;
import synod.commit.threephase.Record.Decision;
import synod.commit.threephase.Record.Part;
import synod.commit.threephase.ThreePhase;
import synod.commit.threephase.ThreePhaseSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;
import synod.transactions.record.Unreadable;

/** Three-phase commit, in each of its forms. */
public final class ThreePhaseProtocol implements CommitProtocol<Message, Record> {
    private static final Phase[] PHASES = {
        Phase.WORKING, Phase.UNCERTAIN, Phase.PRE_COMMITTED, Phase.PRE_ABORTED, Phase.COMMITTED, Phase.ABORTED
    };

    private final ThreePhaseSettings settings;

    /** With these settings, the same for all processes. */
    public ThreePhaseProtocol(ThreePhaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public CommitProcess<Message, Record> restore(NodeId self, long life, List<Record> journal, long now) {
        return ThreePhase.restore(self, life, settings, journal, now);
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

    private static void put(ByteWriter out, Phase phase) {
        out.octet(List.of(PHASES).indexOf(phase));
    }

    @Override
    public Bytes encodeMessage(Message message) {
        ByteWriter out = new ByteWriter();
        TransactionId id = message.transaction();
        if (message instanceof Prepare prepare) {
            out.octet(1).transaction(id).nodes(prepare.members());
        } else if (message instanceof Voted voted) {
            out.octet(2).transaction(id);
            Words.put(out, voted.vote());
        } else if (message instanceof PreCommit preCommit) {
            out.octet(3).transaction(id);
            Words.put(out, preCommit.election());
        } else if (message instanceof PreAbort preAbort) {
            out.octet(4).transaction(id);
            Words.put(out, preAbort.election());
        } else if (message instanceof Acknowledged acknowledged) {
            out.octet(5).transaction(id);
            Words.put(out, acknowledged.election());
            put(out, acknowledged.phase());
        } else if (message instanceof Decided decided) {
            out.octet(6).transaction(id);
            Words.put(out, decided.outcome());
        } else if (message instanceof Inquire inquire) {
            out.octet(7).transaction(id).nodes(inquire.members());
            Words.put(out, inquire.election());
        } else if (message instanceof Standing standing) {
            out.octet(8).transaction(id);
            Words.put(out, standing.election());
            put(out, standing.phase());
            Words.put(out, standing.lastAttempt());
            out.flag(standing.isRecovering());
        } else if (message instanceof Refused refused) {
            out.octet(9).transaction(id);
            Words.put(out, refused.election());
            Words.put(out, refused.lastElected());
        } else if (message instanceof Ask) {
            out.octet(10).transaction(id);
        }
        return out.done();
    }

    @Override
    public Message decodeMessage(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.octet();
        TransactionId id = in.transaction();
        Message message = switch (kind) {
            case 1 -> new Prepare(id, in.nodes());
            case 2 -> new Voted(id, in.oneOf(Words.VOTES));
            case 3 -> new PreCommit(id, Words.ballot(in));
            case 4 -> new PreAbort(id, Words.ballot(in));
            case 5 -> new Acknowledged(id, Words.ballot(in), in.oneOf(PHASES));
            case 6 -> new Decided(id, in.oneOf(Words.OUTCOMES));
            case 7 -> new Inquire(id, in.nodes(), Words.ballot(in));
            case 8 -> new Standing(id, Words.ballot(in), in.oneOf(PHASES), Words.ballot(in), in.flag());
            case 9 -> new Refused(id, Words.ballot(in), Words.ballot(in));
            case 10 -> new Ask(id);
            default -> throw new Unreadable("a message of kind " + kind);
        };
        in.end();
        return message;
    }

    @Override
    public Bytes encodeRecord(Record record) {
        ByteWriter out = new ByteWriter();
        TransactionId id = record.transaction();
        if (record instanceof Asked asked) {
            out.octet(1).transaction(id).nodes(asked.members());
        } else if (record instanceof AllYes allYes) {
            out.octet(2).transaction(id).nodes(allYes.members());
        } else if (record instanceof Decision decision) {
            out.octet(3).transaction(id);
            Words.put(out, decision.outcome());
        } else if (record instanceof Part part) {
            out.octet(4).transaction(id).nodes(part.members());
            put(out, part.phase());
            Words.put(out, part.lastElected());
            Words.put(out, part.lastAttempt());
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
            case 1 -> new Asked(id, in.nodes());
            case 2 -> new AllYes(id, in.nodes());
            case 3 -> new Decision(id, in.oneOf(Words.OUTCOMES));
            case 4 -> new Part(id, in.nodes(), in.oneOf(PHASES), Words.ballot(in), Words.ballot(in));
            case 5 -> new Concluded(id, in.oneOf(Words.OUTCOMES));
            default -> throw new Unreadable("a record of kind " + kind);
        };
        in.end();
        return record;
    }
}
