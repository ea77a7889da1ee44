package synod.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import synod.kernel.Bytes;
import synod.tree.Reply;
import synod.tree.Stat;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.OpCode;
import synod.wire.zookeeper.ReplyEncoder;
import synod.wire.zookeeper.RequestDecoder;
import synod.wire.zookeeper.RequestHeader;

/** A client's frame to a request, and a reply to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private static final int DATA_BYTES = 100;
    private static final Bytes PATH = Bytes.wrap("/bench/k000007".getBytes(StandardCharsets.UTF_8));

    private final Bytes frame = setDataFrame();
    private final RequestDecoder decoder = new RequestDecoder(false);
    private final Output out = new Output(1 << 16);
    private final Reply reply = new Reply.DataSet(new Stat(1, 2, 3, 4, 5, 6, 7, 0, DATA_BYTES, 0, 8));

    /** Header and body of a setData of 100 bytes. */
    @Benchmark
    public ClientRequest decodeSetData() throws Malformed {
        RequestHeader header = RequestHeader.decode(frame);
        return decoder.decode(header.type(), RequestHeader.body(frame));
    }

    /** The reply to a setData. */
    @Benchmark
    public int encodeSetDataReply() {
        out.reset();
        ReplyEncoder.written(out, 7, 8, reply);
        return out.length();
    }

    private static Bytes setDataFrame() {
        Output frame = new Output(256);
        frame.writeInt(7);
        frame.writeInt(OpCode.SET_DATA);
        frame.writeSized(PATH);
        frame.writeSized(Bytes.wrap(new byte[DATA_BYTES]));
        frame.writeInt(-1);
        return frame.toBytes();
    }
}
