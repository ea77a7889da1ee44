package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import synod.kernel.Bytes;
import synod.runtime.FrameCutter;
import synod.runtime.MalformedFrame;
import synod.wire.Malformed;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.ConnectRequest;
import synod.wire.zookeeper.OpCode;
import synod.wire.zookeeper.RequestDecoder;
import synod.wire.zookeeper.RequestHeader;

/**
 * The way of a client's bytes until they mean something: cut into frames, the first taken for a handshake, the others
 * for requests. Whatever they are, each frame is a value or is refused by the exception that is there for it; the same
 * bytes in other pieces are the same frames; what is asked of the log reads the same when it comes back from it; and the
 * memory that it takes is bounded by the length.
 *
 * <p>The usual build tries the inputs that are kept. {@code JAZZER_FUZZ=1 mvn -pl server -am test -Dtest=GatewayFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false} looks for others, as often as the annotation says.
 */
class GatewayFuzzTest {
    private static final int LEAST_FRAME_BYTES = 8;
    private static final int MOST_FRAME_BYTES = 0xfffff;

    /** See the fuzz test of the decoder: lists of empty strings are the densest frames. */
    private static final int OBJECTS_PER_BYTE = 24;

    private static final int ROOM = 256 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RequestDecoder decoder = new RequestDecoder(true);

    /** What a stream of bytes turned out to be. */
    private static final class Heard implements FrameCutter.Sink {
        private final RequestDecoder decoder;
        private final StringBuilder text = new StringBuilder();
        private boolean isGreeted;

        Heard(RequestDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public boolean onFrame(int checksum, Bytes body) {
            try {
                if (!isGreeted) {
                    isGreeted = true;
                    text.append(ConnectRequest.decode(body)).append('\n');
                    return true;
                }
                RequestHeader header = RequestHeader.decode(body);
                text.append(header).append('\n');
                hear(header.type(), RequestHeader.body(body));
            } catch (Malformed e) {
                text.append(e.getMessage()).append('\n');
            }
            return true;
        }

        private void hear(int type, Bytes body) throws Malformed {
            ClientRequest request = decoder.decode(type, body);
            text.append(request).append('\n');
            if (request instanceof ClientRequest.Write write) {
                assertThat(OpCode.isWrite(type)).isTrue();
                assertThat(RequestDecoder.write(type, body)).isEqualTo(write.request());
            }
        }
    }

    static Stream<byte[]> seeds() throws IOException {
        byte[] connect = new byte[45];
        connect[31] = 16;
        byte[] create = record(1, OpCode.CREATE2, "/a", "data", 1, 31, "world", "anyone", 0);
        byte[] multi = record(
                2,
                OpCode.MULTI,
                OpCode.CREATE,
                false,
                -1,
                "/b",
                "d",
                1,
                31,
                "digest",
                "u:h",
                2,
                OpCode.DELETE,
                false,
                -1,
                "/b",
                -1,
                OpCode.SET_DATA,
                false,
                -1,
                "/c",
                "x",
                3,
                OpCode.CHECK,
                false,
                -1,
                "/d",
                0,
                -1,
                true,
                -1);
        byte[] multiRead = record(
                3,
                OpCode.MULTI_READ,
                OpCode.GET_DATA,
                false,
                -1,
                "/a",
                true,
                OpCode.GET_CHILDREN,
                false,
                -1,
                "/b",
                false,
                -1,
                true,
                -1);
        byte[] setWatches = record(4, OpCode.SET_WATCHES2, 7L, 1, "/a", 2, "/b", "/c", 0, 1, "/d", 0);
        byte[] timed = record(5, OpCode.CREATE_TTL, "/t", "", 1, 31, "auth", "", 5, 1_000L);
        return Stream.of(
                stream(0, connect, create, multi),
                stream(3, connect, multiRead, setWatches),
                stream(
                        1,
                        connect,
                        timed,
                        record(6, OpCode.GET_DATA, "/a", true),
                        record(7, OpCode.REMOVE_WATCHES, "/a", 3),
                        record(8, OpCode.ADD_WATCH, "/a", 1),
                        record(9, OpCode.AUTH, 0, "digest", "u:p"),
                        record(10, OpCode.SASL, "token"),
                        record(11, OpCode.RECONFIG, "a", "b", "c", 5L),
                        record(12, OpCode.GET_EPHEMERALS, "/"),
                        record(13, OpCode.PING),
                        record(14, OpCode.CLOSE_SESSION),
                        record(15, 888)));
    }

    /** Ints, longs, booleans and strings as the protocol writes them. */
    private static byte[] record(Object... fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Object field : fields) {
            if (field instanceof Integer number) {
                out.writeInt(number);
            } else if (field instanceof Long number) {
                out.writeLong(number);
            } else if (field instanceof Boolean flag) {
                out.writeBoolean(flag);
            } else {
                byte[] text = ((String) field).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] stream(int pieces, byte[]... frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(pieces);
        for (byte[] frame : frames) {
            out.writeInt(frame.length);
            out.write(frame);
        }
        return bytes.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1h", maxExecutions = 20_000_000)
    void anyStreamIsHeardOrRefused(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] stream = data;
        String whole = hear(stream, stream.length);
        int piece = 1 + (data[0] & 0xff);
        assertThat(hear(stream, piece)).isEqualTo(whole);
        long bound = (long) OBJECTS_PER_BYTE * stream.length + ROOM;
        if (cost(stream) > bound) {
            // The first message of a kind links the code that words it; what remains the second time is the stream's.
            assertThat(cost(stream)).isLessThanOrEqualTo(bound);
        }
    }

    /** What the stream behind its first byte is heard as, when it arrives in pieces of some length. */
    private String hear(byte[] stream, int piece) {
        Heard heard = new Heard(decoder);
        FrameCutter cutter = new FrameCutter(Integer.BYTES, LEAST_FRAME_BYTES, MOST_FRAME_BYTES);
        try {
            for (int at = 1; at < stream.length; at += piece) {
                ByteBuf in = Unpooled.wrappedBuffer(stream, at, Math.min(piece, stream.length - at));
                cutter.accept(in, heard);
            }
        } catch (MalformedFrame e) {
            heard.text.append(e.getMessage());
        }
        return heard.text.toString();
    }

    /** How many bytes of objects become of it when it arrives in one piece. */
    private long cost(byte[] stream) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        FrameCutter cutter = new FrameCutter(Integer.BYTES, LEAST_FRAME_BYTES, MOST_FRAME_BYTES);
        try {
            cutter.accept(Unpooled.wrappedBuffer(stream, 1, stream.length - 1), (checksum, body) -> {
                try {
                    decoder.decode(RequestHeader.decode(body).type(), RequestHeader.body(body));
                } catch (Malformed e) {
                    // What a refusal is worded as costs more than what it is about.
                    return false;
                }
                return true;
            });
        } catch (MalformedFrame e) {
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
