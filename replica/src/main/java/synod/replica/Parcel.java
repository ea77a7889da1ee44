package synod.replica;

import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/**
 * A run of requests of one server's clients, numbered within that server's stream.
 *
 * <pre>
 * parcel  = origin:1  counter:4  coin:8  sequence:8  count:4  length:4  requests:length
 * command = version:1  timeMillis:8  parcel*            (one value of the log)
 * </pre>
 *
 * @param origin the server whose clients asked
 * @param incarnation which life of it
 * @param sequence the place in the stream of that life, from 1
 * @param count how many requests there are
 * @param requests the requests, as {@link RequestWriter} lays them out
 */
record Parcel(NodeId origin, Incarnation incarnation, long sequence, int count, Bytes requests) {
    /** The first byte of every command, so that a later layout can be told from this one. */
    static final int COMMAND_VERSION = 1;

    private static final int HEADER_BYTES = 1 + 4 + 8 + 8 + 4 + 4;

    /** How many bytes it takes in a command. */
    int encodedLength() {
        return HEADER_BYTES + requests.length();
    }

    void encode(Output out) {
        out.writeByte(origin.value());
        out.writeInt(incarnation.counter());
        out.writeLong(incarnation.coin());
        out.writeLong(sequence);
        out.writeInt(count);
        out.writeSized(requests);
    }

    Bytes encoded() {
        Output out = new Output(encodedLength());
        encode(out);
        return Bytes.wrap(out.array(), 0, out.length());
    }

    static Parcel decode(Input in) throws Malformed {
        int origin = in.readByte();
        if (origin == 0) {
            throw new Malformed("a parcel of no server");
        }
        Incarnation incarnation = new Incarnation(in.readInt(), in.readLong());
        long sequence = in.readLong();
        int count = in.readInt();
        Bytes requests = in.readSized();
        if (sequence < 1 || incarnation.counter() < 1 || count < 1 || count > requests.length()) {
            throw new Malformed("parcel " + sequence + " of incarnation " + incarnation.counter() + " with " + count
                    + " requests in " + requests.length() + " bytes");
        }
        return new Parcel(NodeId.of(origin), incarnation, sequence, count, requests);
    }

    /** The same requests under another number, for a life whose numbering has to begin anew. */
    Parcel renumbered(Incarnation newIncarnation, long newSequence) {
        return new Parcel(origin, newIncarnation, newSequence, count, requests);
    }
}
