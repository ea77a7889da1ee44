package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.RequestHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What no well-behaved client says: each gets the protocol's answer, and the server goes on for everybody else. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#standalone")
class BadInputIT extends OnServers {
    BadInputIT(Shape shape) {
        super(shape);
    }

    private ServerProcess server() {
        return cluster.servers().get(0);
    }

    @AfterEach
    void stillServing() throws IOException {
        assertThat(server().ask("ruok")).contains("imok");
        try (RawClient client = new RawClient(server())) {
            client.handshake(5_000);
            assertThat(client.call(1, OpCode.exists, new ExistsRequest(root, false))
                            .header()
                            .getErr())
                    .isZero();
        }
    }

    private RawClient connected() throws IOException {
        RawClient client = new RawClient(server());
        client.handshake(8_000);
        return client;
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    @Test
    void framesOfImpossibleLengthEndTheConnection() throws IOException {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 0, 7, 1_048_576, Integer.MAX_VALUE}) {
            try (RawClient client = connected()) {
                client.sendRaw(Arrays.copyOf(ints(length), 16));
                assertThat(client.bytesUntilClosed())
                        .as("a frame of length %d", length)
                        .isZero();
            }
        }
    }

    @Test
    void otherProtocolsAreClosed() throws IOException {
        for (String greeting : new String[] {"GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001"}) {
            try (RawClient client = new RawClient(server())) {
                client.sendRaw(Arrays.copyOf(bytes(greeting), 64));
                assertThat(client.bytesUntilClosed()).as(greeting).isZero();
            }
        }
    }

    @Test
    void handshakesThatEndTooEarlyAreClosed() throws IOException {
        byte[] whole = RawClient.bytes(new ConnectRequest(0, 0, 8_000, 0, new byte[16], false));
        for (int length : new int[] {1, 8, 27, 43}) {
            try (RawClient client = new RawClient(server())) {
                client.sendFrame(Arrays.copyOf(whole, length));
                assertThat(client.bytesUntilClosed()).as("%d bytes", length).isZero();
            }
        }
    }

    @Test
    void unknownOperationsAreAnsweredAndClosed() throws IOException {
        for (int type : new int[] {0, 10, 13, 23, 99, 888}) {
            try (RawClient client = connected()) {
                RawClient.Frame frame = client.call(5, type);
                assertThat(frame.header().getErr()).as("type %d", type).isEqualTo(Code.UNIMPLEMENTED.intValue());
                assertThat(frame.header().getXid()).isEqualTo(5);
                assertThat(client.bytesUntilClosed()).isZero();
            }
        }
    }

    @Test
    void aTruncatedBodyIsAnsweredAndTheConnectionStays() throws IOException {
        byte[] whole = RawClient.bytes(
                new RequestHeader(3, OpCode.create),
                new CreateRequest(root + "/cut", bytes("data"), Ids.OPEN_ACL_UNSAFE, 0));
        try (RawClient client = connected()) {
            for (int length = 8; length < whole.length; length++) {
                client.sendFrame(Arrays.copyOf(whole, length));
                RawClient.Frame frame = client.receive();
                assertThat(frame.header().getErr())
                        .as("the first %d bytes", length)
                        .isEqualTo(Code.MARSHALLINGERROR.intValue());
            }
            assertThat(client.call(4, OpCode.exists, new ExistsRequest(root + "/cut", false))
                            .header()
                            .getErr())
                    .isEqualTo(Code.NONODE.intValue());
        }
    }

    @Test
    void lengthsInsideABodyThatLieAreAnswered() throws IOException {
        try (RawClient client = connected()) {
            client.sendFrame(ints(1, OpCode.getData, Integer.MAX_VALUE, 0));
            assertThat(client.receive().header().getErr()).isEqualTo(Code.MARSHALLINGERROR.intValue());
            client.sendFrame(ints(2, OpCode.setACL, 0, Integer.MAX_VALUE, 0, 0));
            assertThat(client.receive().header().getErr()).isEqualTo(Code.MARSHALLINGERROR.intValue());
        }
    }

    @Test
    void malformedPathsAreRefused() throws IOException {
        String[] paths = {"", "a", root + "/", root + "/.", root + "/..", root + "/\u0001", root + "/\u007f"};
        try (RawClient client = connected()) {
            for (String path : paths) {
                assertThat(create(client, path)).as("create of '%s'", path).isEqualTo(Code.BADARGUMENTS.intValue());
            }
            for (String path : new String[] {root + "//a", root + "/./a", root + "/../a"}) {
                assertThat(create(client, path)).as("create of '%s'", path).isEqualTo(Code.NONODE.intValue());
            }
            RawClient.Frame read = client.call(2, OpCode.getData, new GetDataRequest(root + "//a", false));
            assertThat(read.header().getErr()).isEqualTo(Code.NONODE.intValue());
        }
    }

    private static int create(RawClient client, String path) throws IOException {
        CreateRequest request =
                new CreateRequest(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT.toFlag());
        return client.call(1, OpCode.create, request).header().getErr();
    }

    @Test
    void aFrameMayArriveByteByByteAndManyAtOnce() throws IOException {
        byte[] body = RawClient.bytes(new RequestHeader(7, OpCode.exists), new ExistsRequest(root, false));
        ByteBuffer frame = ByteBuffer.allocate(4 + body.length);
        frame.putInt(body.length).put(body);
        try (RawClient client = connected()) {
            for (byte each : frame.array()) {
                client.sendRaw(new byte[] {each});
            }
            assertThat(client.receive().header().getXid()).isEqualTo(7);
            ByteBuffer many = ByteBuffer.allocate(100 * frame.capacity());
            for (int i = 0; i < 100; i++) {
                many.put(frame.array());
            }
            client.sendRaw(many.array());
            for (int i = 0; i < 100; i++) {
                assertThat(client.receive().header().getErr()).isZero();
            }
        }
    }

    @Test
    void garbageOfAllKinds() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            try (RawClient client = i % 2 == 0 ? connected() : new RawClient(server())) {
                client.sendFrame(garbage);
            }
        }
    }
}
