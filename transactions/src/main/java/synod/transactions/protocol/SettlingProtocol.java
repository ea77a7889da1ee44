package synod.transactions.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.settling.Message;
import synod.commit.settling.Record;
import synod.commit.settling.Settling;
import synod.commit.settling.SettlingSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;
import synod.transactions.record.Unreadable;

/**
 * Another protocol between processes that forget what has ended everywhere. The other's messages and records stay as they
 * are in bytes; those of its own begin with 0, which no other does, and a number that tells the kind.
 *
 * @param <M> the other's messages
 * @param <R> its records
 */
public final class SettlingProtocol<M, R> implements CommitProtocol<Message<M>, Record<R>> {
    private final CommitProtocol<M, R> other;
    private final SettlingSettings settings;

    /** With these settings, the same for all processes. */
    public SettlingProtocol(CommitProtocol<M, R> other, SettlingSettings settings) {
        this.other = other;
        this.settings = settings;
    }

    @Override
    public CommitProcess<Message<M>, Record<R>> restore(NodeId self, long life, List<Record<R>> journal, long now) {
        return Settling.restore(
                self, life, settings, journal, other::about, records -> other.restore(self, life, records, now));
    }

    @Override
    public boolean dropsReaders() {
        return other.dropsReaders();
    }

    @Override
    public TransactionId about(Message<M> message) {
        return message instanceof Message.Own<M> own ? other.about(own.message()) : mark(message);
    }

    private static <M> TransactionId mark(Message<M> message) {
        if (message instanceof Message.Settle<M> settle) {
            return settle.below();
        } else if (message instanceof Message.Settled<M> settled) {
            return settled.below();
        } else if (message instanceof Message.Ended<M> ended) {
            return ended.below();
        }
        throw new IllegalArgumentException("no mark in " + message);
    }

    @Override
    public TransactionId transaction(Record<R> record) {
        if (record instanceof Record.Own<R> own) {
            return other.transaction(own.record());
        } else if (record instanceof Record.Promised<R> promised) {
            return promised.below();
        } else if (record instanceof Record.Ended<R> ended) {
            return ended.below();
        }
        throw new IllegalArgumentException("a record of an unknown kind: " + record);
    }

    @Override
    public @Nullable Outcome conclusion(Record<R> record) {
        return record instanceof Record.Own<R> own ? other.conclusion(own.record()) : null;
    }

    @Override
    public Bytes encodeMessage(Message<M> message) {
        if (message instanceof Message.Own<M> own) {
            return other.encodeMessage(own.message());
        }
        int kind = message instanceof Message.Settle ? 1 : message instanceof Message.Settled ? 2 : 3;
        return own(kind, mark(message));
    }

    @Override
    public Message<M> decodeMessage(Bytes bytes) {
        if (!isOwn(bytes)) {
            return new Message.Own<>(other.decodeMessage(bytes));
        }
        TransactionId below = below(bytes);
        return switch (kind(bytes)) {
            case 1 -> new Message.Settle<>(below);
            case 2 -> new Message.Settled<>(below);
            case 3 -> new Message.Ended<>(below);
            default -> throw new Unreadable("a message about forgetting of kind " + kind(bytes));
        };
    }

    @Override
    public Bytes encodeRecord(Record<R> record) {
        if (record instanceof Record.Own<R> own) {
            return other.encodeRecord(own.record());
        }
        return own(record instanceof Record.Promised ? 1 : 2, transaction(record));
    }

    @Override
    public Record<R> decodeRecord(Bytes bytes) {
        if (!isOwn(bytes)) {
            return new Record.Own<>(other.decodeRecord(bytes));
        }
        TransactionId below = below(bytes);
        return switch (kind(bytes)) {
            case 1 -> new Record.Promised<>(below);
            case 2 -> new Record.Ended<>(below);
            default -> throw new Unreadable("a record about forgetting of kind " + kind(bytes));
        };
    }

    private static boolean isOwn(Bytes bytes) {
        return bytes.length() > 0 && new ByteReader(bytes).octet() == 0;
    }

    private static Bytes own(int kind, TransactionId below) {
        return new ByteWriter().octet(0).octet(kind).transaction(below).done();
    }

    private static int kind(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        in.octet();
        return in.octet();
    }

    private static TransactionId below(Bytes bytes) {
        ByteReader in = new ByteReader(bytes);
        in.octet();
        in.octet();
        TransactionId below = in.transaction();
        in.end();
        return below;
    }
}
