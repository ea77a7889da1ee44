package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.tree.ErrorCode;
import synod.tree.EventType;
import synod.wire.Malformed;
import synod.wire.Output;

/** Frames as they were seen on a wire, written out by hand: independent of any library. */
class ByteExamplesTest {
    private static final long SESSION = 0x0123456789abcdefL;
    private static final long ZXID = 0x000000010000002aL;

    private final RequestDecoder decoder = new RequestDecoder(false);
    private final Output out = new Output(8);

    @Test
    void connect() throws Malformed {
        ConnectRequest request = ConnectRequest.decode(body(
                "0000002d 00000000 0000000000000000 00007530 0000000000000000 00000010 " + "00".repeat(16) + "00"));
        assertThat(request).isEqualTo(new ConnectRequest(0, 0, 30_000, 0, Bytes.wrap(new byte[16]), false, true));

        ReplyEncoder.connected(out, request, 30_000, SESSION, bytes("ab".repeat(16)), false);
        assertWritten("00000025 00000000 00007530 0123456789abcdef 00000010 " + "ab".repeat(16) + "00");
    }

    @Test
    void connectWithoutReadOnly() throws Malformed {
        ConnectRequest request = ConnectRequest.decode(
                body("0000002c 00000000 0000000000000000 00007530 0000000000000000 00000010 " + "00".repeat(16)));
        assertThat(request.saidReadOnly()).isFalse();

        ReplyEncoder.connected(out, request, 30_000, SESSION, bytes("ab".repeat(16)), false);
        assertWritten("00000024 00000000 00007530 0123456789abcdef 00000010 " + "ab".repeat(16));
    }

    @Test
    void ping() throws Malformed {
        assertRequest("00000008 fffffffe 0000000b", new ClientRequest.Ping());
        ReplyEncoder.done(out, Xid.PING, ZXID);
        assertWritten("00000010 fffffffe 000000010000002a 00000000");
    }

    @Test
    void existsOfAMissingNode() throws Malformed {
        assertRequest("0000000f 00000001 00000003 00000002 2f61 00", new ClientRequest.Exists(bytes("2f61"), false));
        ReplyEncoder.failed(out, 1, ZXID, ErrorCode.NO_NODE);
        assertWritten("00000010 00000001 000000010000002a ffffff9b");
    }

    @Test
    void closeSession() throws Malformed {
        assertRequest("00000008 00000005 fffffff5", new ClientRequest.CloseSession());
        ReplyEncoder.done(out, 5, ZXID);
        assertWritten("00000010 00000005 000000010000002a 00000000");
    }

    @Test
    void nodeCreated() {
        ReplyEncoder.event(out, EventType.CREATED, bytes("2f61"), ZXID);
        assertWritten("0000001e ffffffff 000000010000002a 00000000 00000001 00000003 00000002 2f61");
    }

    private void assertRequest(String hex, ClientRequest expected) throws Malformed {
        Bytes frame = body(hex);
        RequestHeader header = RequestHeader.decode(frame);
        assertThat(decoder.decode(header.type(), RequestHeader.body(frame))).isEqualTo(expected);
    }

    private void assertWritten(String hex) {
        assertThat(out.toBytes()).isEqualTo(bytes(hex));
    }

    /** The body of a frame whose length is checked on the way. */
    private static Bytes body(String hex) {
        Bytes frame = bytes(hex);
        assertThat(frame.slice(0, 4)).isEqualTo(bytes(HexFormat.of().toHexDigits(frame.length() - 4)));
        return frame.slice(4, frame.length() - 4);
    }

    private static Bytes bytes(String hex) {
        return Bytes.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
