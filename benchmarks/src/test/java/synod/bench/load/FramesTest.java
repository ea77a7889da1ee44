package synod.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetDataResponse;
import org.apache.zookeeper.proto.SyncRequest;
import org.junit.jupiter.api.Test;

/** The hand-written frames are byte for byte what ZooKeeper's own records give. */
class FramesTest {
    private static final String PATH = "/bench/k000007";
    private static final byte[] PATH_BYTES = PATH.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void connectRequest() throws IOException {
        assertThat(bytes(out -> Frames.connect(out, 30_000)))
                .isEqualTo(frame(new ConnectRequest(0, 0, 30_000, 0, new byte[16], false)));
    }

    @Test
    void setDataRequest() throws IOException {
        assertThat(bytes(out -> Frames.setData(out, 3, PATH_BYTES, DATA)))
                .isEqualTo(frame(new RequestHeader(3, 5), new SetDataRequest(PATH, DATA, -1)));
    }

    @Test
    void getDataRequest() throws IOException {
        assertThat(bytes(out -> Frames.getData(out, 4, PATH_BYTES)))
                .isEqualTo(frame(new RequestHeader(4, 4), new GetDataRequest(PATH, false)));
    }

    @Test
    void getDataRequestWithAWatch() throws IOException {
        assertThat(bytes(out -> Frames.getData(out, 4, PATH_BYTES, true)))
                .isEqualTo(frame(new RequestHeader(4, 4), new GetDataRequest(PATH, true)));
    }

    @Test
    void connectRequestOfASessionThatGoesOn() throws IOException {
        byte[] password = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        assertThat(bytes(out -> Frames.connect(out, 77, 30_000, 0x1234_5678_9abcL, password)))
                .isEqualTo(frame(new ConnectRequest(0, 77, 30_000, 0x1234_5678_9abcL, password, false)));
    }

    @Test
    void connectReplyLength() throws IOException {
        assertThat(frame(new ConnectResponse(0, 30_000, 1, new byte[16], false)))
                .hasSize(4 + Frames.CONNECT_REPLY);
    }

    @Test
    void pingRequest() throws IOException {
        assertThat(bytes(Frames::ping)).isEqualTo(frame(new RequestHeader(-2, 11)));
    }

    @Test
    void createRequest() throws IOException {
        List<ACL> open = List.of(new ACL(31, new Id("world", "anyone")));
        assertThat(bytes(out -> Frames.create(out, 5, PATH_BYTES, DATA)))
                .isEqualTo(frame(new RequestHeader(5, 1), new CreateRequest(PATH, DATA, open, 0)));
    }

    @Test
    void syncRequest() throws IOException {
        assertThat(bytes(out -> Frames.sync(out, 6))).isEqualTo(frame(new RequestHeader(6, 9), new SyncRequest("/")));
    }

    @Test
    void closeSessionRequest() throws IOException {
        assertThat(bytes(out -> Frames.closeSession(out, 7))).isEqualTo(frame(new RequestHeader(7, -11)));
    }

    @Test
    void replyLengths() throws IOException {
        ReplyHeader header = new ReplyHeader(1, 2, 0);
        assertThat(Frames.replyLength(Frames.CREATE, PATH_BYTES.length, 0))
                .isEqualTo(frame(header, new CreateResponse(PATH)).length - 4);
        assertThat(Frames.replyLength(Frames.GET_DATA, PATH_BYTES.length, DATA.length))
                .isEqualTo(frame(header, new GetDataResponse(DATA, new Stat())).length - 4);
        assertThat(Frames.replyLength(Frames.SET_DATA, PATH_BYTES.length, DATA.length))
                .isEqualTo(frame(header, new SetDataResponse(new Stat())).length - 4);
        assertThat(Frames.replyLength(Frames.CLOSE_SESSION, 0, 0)).isEqualTo(frame(header).length - 4);
    }

    private static byte[] bytes(Consumer<ByteBuffer> writer) {
        ByteBuffer out = ByteBuffer.allocate(1024);
        writer.accept(out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static byte[] frame(Record... records) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(new DataOutputStream(body));
        for (Record each : records) {
            each.serialize(archive, "");
        }
        return ByteBuffer.allocate(4 + body.size())
                .putInt(body.size())
                .put(body.toByteArray())
                .array();
    }
}
