package synod.wire.peer;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.FlexibleQuorums;
import synod.kernel.HierarchicalQuorums;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;
import synod.kernel.Quorums;
import synod.kernel.WeightedQuorums;
import synod.multipaxos.Configuration;
import synod.multipaxos.Member;
import synod.multipaxos.Value;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/** Values of the log as bytes: one byte that names the kind, then the fields. The same in messages and in the journal. */
public final class ValueCodec {
    private static final int NO_OP = 0;
    private static final int LEAD = 1;
    private static final int CONFIGURE = 2;
    private static final int COMMAND = 3;
    private static final int DAMAGED = 4;

    private static final int MAJORITY = 0;
    private static final int WEIGHTED = 1;
    private static final int HIERARCHICAL = 2;
    private static final int FLEXIBLE = 3;

    private ValueCodec() {}

    /** How many bytes of an encoded command precede the command itself. */
    public static final int COMMAND_HEADER_BYTES = 1 + Integer.BYTES;

    /**
     * The value as a byte string of its own, as the journal keeps it. A command that stands behind its own header
     * already, as in a message or after {@link #beginCommand}, is not copied.
     */
    public static Bytes encode(Value value) {
        if (value instanceof Value.Command command && isBehindHeader(command.bytes())) {
            Bytes bytes = command.bytes();
            return Bytes.wrap(
                    bytes.array(), bytes.offset() - COMMAND_HEADER_BYTES, COMMAND_HEADER_BYTES + bytes.length());
        }
        Output out = new Output(value.weight());
        encode(value, out);
        return out.toBytes();
    }

    private static boolean isBehindHeader(Bytes command) {
        int begin = command.offset() - COMMAND_HEADER_BYTES;
        if (begin < 0 || command.array()[begin] != COMMAND) {
            return false;
        }
        int length = 0;
        for (int at = begin + 1; at < command.offset(); at++) {
            length = length << Byte.SIZE | (command.array()[at] & 0xff);
        }
        return length == command.length();
    }

    /** Begins a command in an empty output, so that it need not be copied to be encoded; ends with {@link #endCommand}. */
    public static void beginCommand(Output out) {
        out.writeByte(COMMAND);
        out.reserveInt();
    }

    /** What was written since {@link #beginCommand}. The output's array is given away. */
    public static Bytes endCommand(Output out) {
        int length = out.length() - COMMAND_HEADER_BYTES;
        out.setInt(1, length);
        return Bytes.wrap(out.array(), COMMAND_HEADER_BYTES, length);
    }

    /** Appends the value. */
    public static void encode(Value value, Output out) {
        if (value instanceof Value.Command command) {
            out.writeByte(COMMAND);
            out.writeSized(command.bytes());
        } else if (value instanceof Value.NoOp) {
            out.writeByte(NO_OP);
        } else if (value instanceof Value.Lead lead) {
            out.writeByte(LEAD);
            Fields.writeBallot(lead.ballot(), out);
        } else if (value instanceof Value.Configure configure) {
            out.writeByte(CONFIGURE);
            encode(configure.configuration(), out);
        } else {
            out.writeByte(DAMAGED);
        }
    }

    /**
     * Reads a byte string that is one value and nothing else.
     *
     * @throws Malformed when it is not
     */
    public static Value decode(Bytes bytes) throws Malformed {
        Input in = new Input(bytes);
        Value value = decode(in);
        in.end();
        return value;
    }

    /**
     * Reads the next value; a command is a slice of the input.
     *
     * @throws Malformed when there is none
     */
    public static Value decode(Input in) throws Malformed {
        int kind = in.readByte();
        return switch (kind) {
            case NO_OP -> Value.NO_OP;
            case LEAD -> new Value.Lead(Fields.readBallot(in));
            case CONFIGURE -> new Value.Configure(decodeConfiguration(in));
            case COMMAND -> new Value.Command(in.readSized());
            case DAMAGED -> Value.DAMAGED;
            default -> throw new Malformed("an unknown kind of value: " + kind);
        };
    }

    /** Appends a configuration. */
    public static void encode(Configuration configuration, Output out) {
        out.writeByte(configuration.voters().size());
        for (Member voter : configuration.voters()) {
            Fields.writeNode(voter.id(), out);
            out.writeInt(voter.priority());
        }
        out.writeByte(configuration.observers().size());
        for (NodeId observer : configuration.observers()) {
            Fields.writeNode(observer, out);
        }
        Quorums quorums = configuration.quorums();
        if (quorums instanceof MajorityQuorums) {
            out.writeByte(MAJORITY);
        } else if (quorums instanceof WeightedQuorums weighted) {
            out.writeByte(WEIGHTED);
            writeInts(weighted.weights(), out);
        } else if (quorums instanceof HierarchicalQuorums hierarchical) {
            out.writeByte(HIERARCHICAL);
            writeInts(hierarchical.groups(), out);
            writeInts(hierarchical.weights(), out);
        } else if (quorums instanceof FlexibleQuorums flexible) {
            out.writeByte(FLEXIBLE);
            out.writeByte(flexible.prepareSize());
            out.writeByte(flexible.acceptSize());
        }
    }

    /**
     * Reads a configuration.
     *
     * @throws Malformed when the bytes are not one, or it contradicts itself
     */
    public static Configuration decodeConfiguration(Input in) throws Malformed {
        int voterCount = in.readByte();
        List<Member> voters = new ArrayList<>();
        for (int i = 0; i < voterCount; i++) {
            NodeId id = Fields.readNode(in);
            voters.add(new Member(id, in.readInt()));
        }
        int observerCount = in.readByte();
        List<NodeId> observers = new ArrayList<>();
        for (int i = 0; i < observerCount; i++) {
            observers.add(Fields.readNode(in));
        }
        try {
            return new Configuration(voters, observers, decodeQuorums(voterCount, in));
        } catch (IllegalArgumentException contradiction) {
            throw new Malformed("not a configuration: " + contradiction.getMessage());
        }
    }

    private static Quorums decodeQuorums(int voters, Input in) throws Malformed {
        int kind = in.readByte();
        return switch (kind) {
            case MAJORITY -> new MajorityQuorums(voters);
            case WEIGHTED -> new WeightedQuorums(readInts(voters, in));
            case HIERARCHICAL -> new HierarchicalQuorums(readInts(voters, in), readInts(voters, in));
            case FLEXIBLE -> new FlexibleQuorums(voters, in.readByte(), in.readByte());
            default -> throw new Malformed("an unknown kind of quorums: " + kind);
        };
    }

    private static void writeInts(List<Integer> numbers, Output out) {
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    private static List<Integer> readInts(int count, Input in) throws Malformed {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(in.readInt());
        }
        return numbers;
    }
}
