package synod.wire.peer;

import java.util.ArrayList;
import java.util.List;
import synod.multipaxos.Entry;
import synod.multipaxos.Message;
import synod.multipaxos.NodeNumbers;
import synod.multipaxos.Value;
import synod.paxos.Ballot;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/** The messages of the Paxos log as bytes, and back. */
final class PaxosCodec {
    private static final int PRE_PREPARE = 1;
    private static final int PRE_PROMISE = 2;
    private static final int PREPARE = 3;
    private static final int PROMISE = 4;
    private static final int ACCEPT = 5;
    private static final int ACCEPTED = 6;
    private static final int REFUSED = 7;
    private static final int HEARTBEAT = 8;
    private static final int HEARTBEAT_ACK = 9;
    private static final int CHOSEN = 10;
    private static final int TIMEOUT_NOW = 11;
    private static final int LEARN_REQUEST = 12;
    private static final int LEARNED = 13;
    private static final int CENSUS = 14;
    private static final int PLEDGE = 15;
    private static final int FOUNDED = 16;
    private static final int RECALL = 17;
    private static final int RECALLED = 18;
    private static final int REBORN = 19;
    private static final int REMEMBERED = 20;

    /** The fewest bytes of an entry: slot, ballot, and the value's kind. */
    private static final int SMALLEST_ENTRY = 8 + 9 + 1;

    private PaxosCodec() {}

    static void encode(Message message, Output out) {
        if (message instanceof Message.Accept accept) {
            encode(accept, out);
        } else if (message instanceof Message.Accepted accepted) {
            out.writeByte(ACCEPTED);
            Fields.writeBallot(accepted.ballot(), out);
            out.writeLong(accepted.first());
            out.writeLong(accepted.last());
            Fields.writeNumbers(accepted.generations(), out);
        } else if (message instanceof Message.Heartbeat heartbeat) {
            out.writeByte(HEARTBEAT);
            Fields.writeBallot(heartbeat.ballot(), out);
            out.writeLong(heartbeat.round());
            out.writeLong(heartbeat.chosenUpTo());
        } else if (message instanceof Message.HeartbeatAck ack) {
            out.writeByte(HEARTBEAT_ACK);
            Fields.writeBallot(ack.ballot(), out);
            out.writeLong(ack.round());
            out.writeLong(ack.chosenUpTo());
            Fields.writeNumbers(ack.generations(), out);
        } else if (message instanceof Message.Chosen chosen) {
            out.writeByte(CHOSEN);
            Fields.writeBallot(chosen.ballot(), out);
            out.writeLong(chosen.upTo());
        } else if (message instanceof Message.LearnRequest request) {
            out.writeByte(LEARN_REQUEST);
            out.writeLong(request.from());
            out.writeLong(request.upTo());
        } else if (message instanceof Message.Learned learned) {
            out.writeByte(LEARNED);
            out.writeLong(learned.from());
            writeEntries(learned.entries(), out);
            out.writeLong(learned.keptFrom());
            out.writeLong(learned.chosenUpTo());
        } else {
            encodeOfElections(message, out);
        }
    }

    private static void encode(Message.Accept accept, Output out) {
        out.writeByte(ACCEPT);
        Fields.writeBallot(accept.ballot(), out);
        out.writeLong(accept.firstSlot());
        out.writeInt(accept.values().size());
        for (int i = 0; i < accept.values().size(); i++) {
            ValueCodec.encode(accept.values().get(i), out);
        }
        out.writeLong(accept.chosenUpTo());
    }

    private static void encodeOfElections(Message message, Output out) {
        if (message instanceof Message.PrePrepare ask) {
            out.writeByte(PRE_PREPARE);
            Fields.writeBallot(ask.ballot(), out);
            out.writeLong(ask.chosenUpTo());
        } else if (message instanceof Message.PrePromise answer) {
            out.writeByte(PRE_PROMISE);
            Fields.writeBallot(answer.ballot(), out);
            out.writeLong(answer.waitNanos());
        } else if (message instanceof Message.Prepare prepare) {
            out.writeByte(PREPARE);
            Fields.writeBallot(prepare.ballot(), out);
            out.writeLong(prepare.from());
            Fields.writeBallot(prepare.released(), out);
        } else if (message instanceof Message.Promise promise) {
            out.writeByte(PROMISE);
            Fields.writeBallot(promise.ballot(), out);
            out.writeLong(promise.from());
            writeEntries(promise.entries(), out);
            out.writeLong(promise.next());
            out.writeLong(promise.chosenUpTo());
            Fields.writeNumbers(promise.generations(), out);
        } else if (message instanceof Message.Refused refused) {
            out.writeByte(REFUSED);
            Fields.writeBallot(refused.ballot(), out);
            Fields.writeBallot(refused.higher(), out);
        } else if (message instanceof Message.TimeoutNow timeout) {
            out.writeByte(TIMEOUT_NOW);
            Fields.writeBallot(timeout.ballot(), out);
            out.writeLong(timeout.chosenUpTo());
        } else {
            encodeOfMemory(message, out);
        }
    }

    private static void encodeOfMemory(Message message, Output out) {
        if (message instanceof Message.Census census) {
            out.writeByte(CENSUS);
            out.writeLong(census.life());
            out.writeLong(census.initial());
        } else if (message instanceof Message.Pledge pledge) {
            out.writeByte(PLEDGE);
            out.writeLong(pledge.life());
            out.writeLong(pledge.founder());
            out.writeBoolean(pledge.isRefused());
        } else if (message instanceof Message.Founded founded) {
            out.writeByte(FOUNDED);
            out.writeLong(founded.founder());
            Fields.writeNumbers(founded.lives(), out);
            out.writeLong(founded.answering());
        } else if (message instanceof Message.Recall recall) {
            out.writeByte(RECALL);
            out.writeLong(recall.heldTo());
        } else if (message instanceof Message.Recalled recalled) {
            out.writeByte(RECALLED);
            Fields.writeNumbers(recalled.lives(), out);
            Fields.writeNumbers(recalled.generations(), out);
        } else if (message instanceof Message.Reborn reborn) {
            out.writeByte(REBORN);
            out.writeLong(reborn.generation());
        } else if (message instanceof Message.Remembered remembered) {
            out.writeByte(REMEMBERED);
            out.writeLong(remembered.generation());
            Fields.writeBallot(remembered.promised(), out);
            out.writeLong(remembered.lastAccepted());
            out.writeLong(remembered.chosenUpTo());
            Fields.writeNumbers(remembered.generations(), out);
        } else {
            throw new IllegalArgumentException("no encoding for " + message);
        }
    }

    static Message decode(int kind, Input in) throws Malformed {
        return switch (kind) {
            case PRE_PREPARE -> new Message.PrePrepare(Fields.readBallot(in), Fields.readSlot(in));
            case PRE_PROMISE -> new Message.PrePromise(Fields.readBallot(in), Fields.readNatural(in));
            case PREPARE -> new Message.Prepare(Fields.readBallot(in), Fields.readSlot(in), Fields.readBallot(in));
            case PROMISE -> decodePromise(in);
            case ACCEPT -> decodeAccept(in);
            case ACCEPTED -> decodeAccepted(in);
            case REFUSED -> new Message.Refused(Fields.readBallot(in), Fields.readBallot(in));
            case HEARTBEAT -> new Message.Heartbeat(Fields.readBallot(in), Fields.readNatural(in), Fields.readSlot(in));
            case HEARTBEAT_ACK ->
                new Message.HeartbeatAck(
                        Fields.readBallot(in), Fields.readNatural(in), Fields.readSlot(in), Fields.readNumbers(in));
            case CHOSEN -> new Message.Chosen(Fields.readBallot(in), Fields.readSlot(in));
            case TIMEOUT_NOW -> new Message.TimeoutNow(Fields.readBallot(in), Fields.readSlot(in));
            case LEARN_REQUEST -> new Message.LearnRequest(Fields.readSlot(in), Fields.readSlot(in));
            case LEARNED -> decodeLearned(in);
            default -> decodeOfMemory(kind, in);
        };
    }

    private static Message decodeOfMemory(int kind, Input in) throws Malformed {
        return switch (kind) {
            case CENSUS -> new Message.Census(in.readLong(), in.readLong());
            case PLEDGE -> new Message.Pledge(in.readLong(), in.readLong(), Fields.readFlag(in));
            case FOUNDED -> new Message.Founded(in.readLong(), Fields.readNumbers(in), in.readLong());
            case RECALL -> new Message.Recall(in.readLong());
            case RECALLED -> new Message.Recalled(Fields.readNumbers(in), Fields.readNumbers(in));
            case REBORN -> new Message.Reborn(Fields.readNatural(in));
            case REMEMBERED ->
                new Message.Remembered(
                        Fields.readNatural(in),
                        Fields.readBallot(in),
                        Fields.readSlot(in),
                        Fields.readSlot(in),
                        Fields.readNumbers(in));
            default -> throw new Malformed("an unknown kind of message: " + kind);
        };
    }

    private static Message decodePromise(Input in) throws Malformed {
        Ballot ballot = Fields.readBallot(in);
        long from = Fields.readSlot(in);
        List<Entry> entries = readEntries(from, in);
        long next = Fields.readSlot(in);
        long chosenUpTo = Fields.readSlot(in);
        NodeNumbers generations = Fields.readNumbers(in);
        if (next != 0 && (next <= from || (!entries.isEmpty() && next <= last(entries)))) {
            throw new Malformed("a promise from " + from + " goes on at " + next);
        }
        return new Message.Promise(ballot, from, entries, next, chosenUpTo, generations);
    }

    private static Message decodeLearned(Input in) throws Malformed {
        long from = Fields.readSlot(in);
        List<Entry> entries = readEntries(from, in);
        if (!entries.isEmpty() && last(entries) != from + entries.size() - 1) {
            throw new Malformed(entries.size() + " slots learnt from " + from + " end at " + last(entries));
        }
        return new Message.Learned(from, entries, Fields.readSlot(in), Fields.readSlot(in));
    }

    private static Message decodeAccept(Input in) throws Malformed {
        Ballot ballot = Fields.readBallot(in);
        long firstSlot = Fields.readSlot(in);
        int count = in.readCount(1);
        if (count == 0 || firstSlot == 0) {
            throw new Malformed(count + " values proposed from slot " + firstSlot);
        }
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(ValueCodec.decode(in));
        }
        return new Message.Accept(ballot, firstSlot, values, Fields.readSlot(in));
    }

    private static Message decodeAccepted(Input in) throws Malformed {
        Ballot ballot = Fields.readBallot(in);
        long first = Fields.readSlot(in);
        long last = Fields.readSlot(in);
        if (first == 0 || last < first) {
            throw new Malformed("slots accepted from " + first + " to " + last);
        }
        return new Message.Accepted(ballot, first, last, Fields.readNumbers(in));
    }

    private static void writeEntries(List<Entry> entries, Output out) {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeLong(entry.slot());
            Fields.writeBallot(entry.ballot(), out);
            ValueCodec.encode(entry.value(), out);
        }
    }

    private static List<Entry> readEntries(long from, Input in) throws Malformed {
        int count = in.readCount(SMALLEST_ENTRY);
        List<Entry> entries = new ArrayList<>(count);
        long before = from - 1;
        for (int i = 0; i < count; i++) {
            long slot = Fields.readSlot(in);
            if (slot <= before) {
                throw new Malformed("slots must ascend: " + slot + " after " + before);
            }
            before = slot;
            Ballot ballot = Fields.readBallot(in);
            entries.add(new Entry(slot, ballot, ValueCodec.decode(in)));
        }
        return entries;
    }

    private static long last(List<Entry> entries) {
        return entries.get(entries.size() - 1).slot();
    }
}
