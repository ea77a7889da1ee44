package synod.wire.peer;

import synod.kernel.NodeId;
import synod.multipaxos.NodeNumbers;
import synod.paxos.Ballot;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/** The small things that many messages are made of. */
final class Fields {
    /** Slots and rounds above this are refused: sums of them must not overflow. */
    private static final long LARGEST = 1L << 60;

    private Fields() {}

    static void writeNode(NodeId node, Output out) {
        out.writeByte(node.value());
    }

    static NodeId readNode(Input in) throws Malformed {
        int value = in.readByte();
        if (value == 0) {
            throw new Malformed("a server's number must be 1 to 255, not 0");
        }
        return NodeId.of(value);
    }

    static void writeBallot(Ballot ballot, Output out) {
        out.writeLong(ballot.round());
        out.writeByte(ballot.node());
    }

    static Ballot readBallot(Input in) throws Malformed {
        return ballot(in.readLong(), in.readByte());
    }

    static Ballot ballot(long round, int node) throws Malformed {
        if (round < 0 || round > LARGEST || node < 0 || node > NodeId.MAX_VALUE || (round == 0) != (node == 0)) {
            throw new Malformed("not a ballot: " + round + "." + node);
        }
        return round == 0 ? Ballot.ZERO : new Ballot(round, node);
    }

    /** A slot or a watermark, 0 and up. */
    static long readSlot(Input in) throws Malformed {
        return slot(in.readLong());
    }

    static long slot(long slot) throws Malformed {
        if (slot < 0 || slot > LARGEST) {
            throw new Malformed("not a slot: " + slot);
        }
        return slot;
    }

    /** A count or a time, 0 and up. */
    static long readNatural(Input in) throws Malformed {
        long number = in.readLong();
        if (number < 0) {
            throw new Malformed("a negative number: " + number);
        }
        return number;
    }

    static boolean readFlag(Input in) throws Malformed {
        int flag = in.readByte();
        if (flag > 1) {
            throw new Malformed("neither true nor false: " + flag);
        }
        return flag == 1;
    }

    static void writeNumbers(NodeNumbers numbers, Output out) {
        out.writeByte(numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            writeNode(numbers.nodeAt(i), out);
            out.writeLong(numbers.numberAt(i));
        }
    }

    static NodeNumbers readNumbers(Input in) throws Malformed {
        int count = in.readByte();
        NodeNumbers numbers = NodeNumbers.NONE;
        int before = 0;
        for (int i = 0; i < count; i++) {
            NodeId node = readNode(in);
            long number = in.readLong();
            if (node.value() <= before || number == 0) {
                throw new Malformed("numbers of nodes must be in ascending order and none zero");
            }
            before = node.value();
            numbers = numbers.with(node, number);
        }
        return numbers;
    }
}
