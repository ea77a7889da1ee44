package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static synod.it.conformance.Requests.code;
import static synod.it.conformance.Requests.done;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.toCreate;
import static synod.it.conformance.Requests.toFind;
import static synod.it.conformance.Requests.toSet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Frames, their limits, their order and what is no request. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class FramesIT extends Conformance {
    private static final int MAX_BUFFER = 0xfffff;

    FramesIT(Shape shape) {
        super(shape);
    }

    private void assertHealthy() throws IOException {
        assertThat(server().ask("ruok")).contains("imok");
        try (RawClient client = raw()) {
            assertThat(isThere(client, root)).isTrue();
        }
    }

    private static byte[] framed(byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    @Test
    void item031OtherProtocolsAreClosed() throws IOException {
        String[] greetings = {
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "SSH-2.0-OpenSSH_9.6\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001"
        };
        for (String greeting : greetings) {
            try (RawClient client = new RawClient(server())) {
                client.sendRaw(Arrays.copyOf(bytes(greeting), 64));
                assertThat(client.bytesUntilClosed()).as(greeting).isZero();
            }
        }
        assertHealthy();
    }

    @Test
    void item032FramesOfImpossibleLengthAreClosed() throws IOException {
        for (int length : new int[] {-1, 0, MAX_BUFFER + 1}) {
            try (RawClient before = new RawClient(server());
                    RawClient after = raw()) {
                byte[] bytes = ByteBuffer.allocate(16).putInt(length).array();
                before.sendRaw(bytes);
                assertThat(before.bytesUntilClosed()).as("first, %d", length).isZero();
                after.sendRaw(bytes);
                assertThat(after.bytesUntilClosed()).as("later, %d", length).isZero();
            }
        }
        assertHealthy();
    }

    @Test
    void item033ARequestMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        ZooKeeper zk = connect();
        zk.create(root + "/b", new byte[MAX_BUFFER - 60], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(zk.exists(root + "/b", false).getDataLength()).isEqualTo(MAX_BUFFER - 60);
        for (int length : new int[] {MAX_BUFFER, MAX_BUFFER + 10}) {
            ZooKeeper other = connect();
            assertThatThrownBy(() ->
                            other.create(root + "/c", new byte[length], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                    .isInstanceOf(ConnectionLossException.class);
        }
        assertThat(zk.exists(root + "/c", false)).isNull();
    }

    @Test
    void item034HalfAMegabyteIsKept() throws Exception {
        byte[] data = new byte[500_000];
        new Random(34).nextBytes(data);
        ZooKeeper zk = connect();
        zk.create(root + "/big", data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(zk.getData(root + "/big", false, null)).isEqualTo(data);
        zk.setData(root + "/big", Arrays.copyOf(data, 499_999), 0);
        assertThat(zk.getData(root + "/big", false, null)).isEqualTo(Arrays.copyOf(data, 499_999));
    }

    @Test
    void item035FramesMayArriveInPiecesAndTogether() throws IOException {
        byte[] frame = framed(RawClient.bytes(new RequestHeader(7, OpCode.exists), toFind(root)));
        try (RawClient client = raw()) {
            for (byte each : frame) {
                client.sendRaw(new byte[] {each});
            }
            assertThat(done(client.receive()).header().getXid()).isEqualTo(7);
            ByteBuffer many = ByteBuffer.allocate(50 * frame.length + frame.length / 2);
            for (int i = 0; i < 50; i++) {
                many.put(frame);
            }
            many.put(frame, 0, frame.length / 2);
            client.sendRaw(many.array());
            client.sendRaw(Arrays.copyOfRange(frame, frame.length / 2, frame.length));
            for (int i = 0; i < 51; i++) {
                assertThat(done(client.receive()).header().getXid()).isEqualTo(7);
            }
        }
    }

    @Test
    void item036WhatIsNoOperationIsAnsweredAndClosed() throws IOException {
        assertUnimplemented(server());
        try (Cluster ensemble = Cluster.startWithObserver(new Shape(shape().product(), 3))) {
            List<String> modes = new ArrayList<>();
            for (ServerProcess server : ensemble.servers()) {
                modes.add(server.mode());
                assertUnimplemented(server);
            }
            assertThat(modes).containsExactlyInAnyOrder("leader", "follower", "observer");
        }
    }

    private void assertUnimplemented(ServerProcess server) throws IOException {
        for (int type : new int[] {888, 0, 10, 23, 99, -2}) {
            assertUnimplemented(server, type);
        }
        assertUnimplemented(server, OpCode.check, new CheckVersionRequest(root, -1));
    }

    private static void assertUnimplemented(ServerProcess server, int type, Record... body) throws IOException {
        try (RawClient client = raw(server)) {
            RawClient.Frame reply = client.call(5, type, body);
            assertThat(code(reply))
                    .as("type %d on server %d", type, server.id())
                    .isEqualTo(Code.UNIMPLEMENTED);
            assertThat(reply.header().getXid()).isEqualTo(5);
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void item037ATruncatedBodyIsAnsweredAndTheConnectionGoesOn() throws IOException {
        byte[][] whole = {
            RawClient.bytes(new RequestHeader(3, OpCode.create), toCreate(root + "/cut", CreateMode.PERSISTENT)),
            RawClient.bytes(new RequestHeader(3, OpCode.delete), new DeleteRequest(root + "/cut", 0)),
            RawClient.bytes(new RequestHeader(3, OpCode.exists), toFind(root)),
            RawClient.bytes(new RequestHeader(3, OpCode.getData), new GetDataRequest(root, false)),
            RawClient.bytes(new RequestHeader(3, OpCode.setData), toSet(root, -1)),
            RawClient.bytes(new RequestHeader(3, OpCode.setACL), new SetACLRequest(root, Ids.OPEN_ACL_UNSAFE, -1)),
            RawClient.bytes(new RequestHeader(3, OpCode.getChildren), new GetChildrenRequest(root, false)),
        };
        try (RawClient client = raw()) {
            for (byte[] each : whole) {
                for (int length : new int[] {8, 10, each.length - 1}) {
                    client.sendFrame(Arrays.copyOf(each, length));
                    RawClient.Frame reply = client.receive();
                    assertThat(code(reply)).isEqualTo(Code.MARSHALLINGERROR);
                    assertThat(reply.header().getXid()).isEqualTo(3);
                    assertThat(reply.body().length()).isZero();
                }
            }
            assertThat(isThere(client, root + "/cut")).isFalse();
            assertThat(Requests.stat(client, root).getVersion()).isZero();
        }
    }

    @Test
    void item038NumbersOfRequestsMayWrap() throws IOException {
        try (RawClient client = raw()) {
            int[] xids = {Integer.MAX_VALUE - 1, Integer.MAX_VALUE, 1, 2};
            for (int xid : xids) {
                client.send(xid, OpCode.setData, toSet(root, -1));
            }
            for (int xid : xids) {
                assertThat(done(client.receive()).header().getXid()).isEqualTo(xid);
            }
            assertThat(Requests.stat(client, root).getVersion()).isEqualTo(4);
        }
    }

    @Test
    void item039APingIsAnsweredWithAHeader() throws IOException {
        try (RawClient client = raw()) {
            RawClient.Frame reply = client.call(-2, OpCode.ping);
            assertThat(reply.header().getXid()).isEqualTo(-2);
            assertThat(reply.header().getErr()).isZero();
            assertThat(reply.body().length()).isZero();
        }
    }

    @Test
    void item040AnswersComeInTheOrderOfTheRequests() throws IOException {
        try (RawClient client = raw()) {
            Random random = new Random(40);
            ByteBuffer pipeline = ByteBuffer.allocate(200_000);
            int[] versionBefore = new int[1_000];
            boolean[] isWrite = new boolean[1_000];
            int version = 0;
            for (int i = 0; i < 1_000; i++) {
                versionBefore[i] = version;
                isWrite[i] = random.nextBoolean();
                RequestHeader header = new RequestHeader(i + 1, isWrite[i] ? OpCode.setData : OpCode.exists);
                Record body = isWrite[i] ? new SetDataRequest(root, new byte[i % 7], version++) : toFind(root);
                pipeline.put(framed(RawClient.bytes(header, body)));
            }
            client.sendRaw(Arrays.copyOf(pipeline.array(), pipeline.position()));
            for (int i = 0; i < 1_000; i++) {
                RawClient.Frame reply = done(client.receive());
                assertThat(reply.header().getXid()).isEqualTo(i + 1);
                int expected = isWrite[i] ? versionBefore[i] + 1 : versionBefore[i];
                assertThat(reply.read(new Stat()).getVersion()).isEqualTo(expected);
            }
        }
    }
}
