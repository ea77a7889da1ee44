package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.jute.Record;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.MultiResponse;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.ExistsResponse;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetChildrenResponse;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.WatcherEvent;
import org.jspecify.annotations.Nullable;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;

/** A session on one connection, spoken by hand: what watches tell is kept until it is asked for. */
final class Talk implements AutoCloseable {
    /** The usual timeout of a session, which nobody keeps alive while its test does something else. */
    static final int TIMEOUT_MILLIS = 10_000;

    private static final int EVENT_XID = -1;
    private static final int PING_XID = -2;

    private final RawClient client;
    private final ConnectResponse session;
    private final List<Told> told = new ArrayList<>();
    private int sent;
    private int answered;

    /** What a watch told, and the zxid in its header. */
    record Told(EventType type, String path, long zxid) {
        @Override
        public String toString() {
            return type + " " + path;
        }
    }

    /** What a request was answered with. */
    record Reply(RawClient.Frame frame) {
        Code code() {
            return Objects.requireNonNull(
                    Code.get(frame.header().getErr()),
                    () -> "no client knows code " + frame.header().getErr());
        }

        long zxid() {
            return frame.header().getZxid();
        }

        /** Claims that it went well. */
        Reply ok() {
            return is(Code.OK);
        }

        /** Claims that this was the answer. */
        Reply is(Code code) {
            assertThat(code()).isEqualTo(code);
            return this;
        }

        <R extends Record> R read(R record) throws IOException {
            return ok().frame.read(record);
        }

        /** The path that a create answers. */
        String path() throws IOException {
            return read(new CreateResponse()).getPath();
        }

        /** What each part of a multi was answered with. */
        List<OpResult> results() throws IOException {
            return read(new MultiResponse()).getResultList();
        }

        /** The code of each part of a multi. */
        List<Integer> codes() throws IOException {
            return results().stream()
                    .map(result -> result instanceof OpResult.ErrorResult error ? error.getErr() : 0)
                    .toList();
        }
    }

    private Talk(ServerProcess server, int timeoutMillis, long id, byte[] password) throws IOException {
        client = new RawClient(server);
        session = client.handshake(timeoutMillis, id, password);
        assertThat(session.getTimeOut()).as("a session").isPositive();
    }

    /** A new session. */
    static Talk with(ServerProcess server, int timeoutMillis) throws IOException {
        return new Talk(server, timeoutMillis, 0, new byte[16]);
    }

    /** The same session on another connection, which ends this one. */
    Talk moveTo(ServerProcess server) throws IOException {
        return new Talk(server, session.getTimeOut(), session.getSessionId(), session.getPasswd());
    }

    /** The session of a client, on another connection: the client loses its own and comes back. */
    static Talk taking(ServerProcess server, ZooKeeper client) throws IOException {
        return new Talk(server, client.getSessionTimeout(), client.getSessionId(), client.getSessionPasswd());
    }

    long sessionId() {
        return session.getSessionId();
    }

    /** Sends a request without waiting for its answer. */
    void send(int type, Record... body) throws IOException {
        client.send(++sent, type, body);
    }

    /** The answer to the earliest request that has none yet. What watches told before it is kept. */
    Reply answer() throws IOException {
        RawClient.Frame frame = beside(++answered);
        assertThat(frame.header().getXid()).as("answers come in order").isEqualTo(answered);
        return new Reply(frame);
    }

    /** Sends a request and waits for its answer. */
    Reply ask(int type, Record... body) throws IOException {
        send(type, body);
        return answer();
    }

    private RawClient.Frame beside(int xid) throws IOException {
        RawClient.Frame frame = client.receive();
        while (frame.header().getXid() == EVENT_XID && xid != EVENT_XID) {
            WatcherEvent event = frame.read(new WatcherEvent());
            assertThat(event.getState()).isEqualTo(Watcher.Event.KeeperState.SyncConnected.getIntValue());
            assertThat(frame.header().getErr()).isZero();
            told.add(new Told(
                    EventType.fromInt(event.getType()),
                    event.getPath(),
                    frame.header().getZxid()));
            frame = client.receive();
        }
        return frame;
    }

    /** What watches told before the last answer, and was not asked for yet. */
    List<String> toldBefore() {
        return news().stream().map(Told::toString).toList();
    }

    /** What watches have told until now, by the answer of a ping: everything that was decided before it. */
    List<String> told() throws IOException {
        ping();
        return toldBefore();
    }

    /** The same as {@link #toldBefore}, with zxids. */
    List<Told> news() {
        List<Told> news = List.copyOf(told);
        told.clear();
        return news;
    }

    void ping() throws IOException {
        client.send(PING_XID, OpCode.ping);
        assertThat(beside(PING_XID).header().getXid()).isEqualTo(PING_XID);
    }

    Reply create(String path) throws IOException {
        return create(path, CreateMode.PERSISTENT, Ids.OPEN_ACL_UNSAFE);
    }

    Reply create(String path, CreateMode mode, @Nullable List<ACL> acl) throws IOException {
        return ask(OpCode.create, new CreateRequest(path, new byte[0], acl, mode.toFlag()));
    }

    Reply delete(String path) throws IOException {
        return delete(path, -1);
    }

    Reply delete(String path, int version) throws IOException {
        return ask(OpCode.delete, new DeleteRequest(path, version));
    }

    Reply set(String path, String data) throws IOException {
        return set(path, data, -1);
    }

    Reply set(String path, String data, int version) throws IOException {
        return ask(OpCode.setData, new SetDataRequest(path, data.getBytes(StandardCharsets.UTF_8), version));
    }

    Reply setAcl(String path, @Nullable List<ACL> acl) throws IOException {
        return ask(OpCode.setACL, new SetACLRequest(path, acl, -1));
    }

    Reply acl(String path) throws IOException {
        return ask(OpCode.getACL, new GetACLRequest(path));
    }

    Reply exists(String path, boolean watch) throws IOException {
        return ask(OpCode.exists, new ExistsRequest(path, watch));
    }

    boolean isThere(String path) throws IOException {
        return exists(path, false).code() == Code.OK;
    }

    Stat stat(String path) throws IOException {
        return exists(path, false).read(new ExistsResponse()).getStat();
    }

    Reply get(String path, boolean watch) throws IOException {
        return ask(OpCode.getData, new GetDataRequest(path, watch));
    }

    String data(String path) throws IOException {
        return new String(get(path, false).read(new GetDataResponse()).getData(), StandardCharsets.UTF_8);
    }

    Reply children(String path, boolean watch) throws IOException {
        return ask(OpCode.getChildren, new GetChildrenRequest(path, watch));
    }

    List<String> names(String path) throws IOException {
        return children(path, false).read(new GetChildrenResponse()).getChildren();
    }

    Reply addWatch(String path, AddWatchMode mode) throws IOException {
        return ask(OpCode.addWatch, new AddWatchRequest(path, mode.getMode()));
    }

    Reply checkWatches(String path, Watcher.WatcherType type) throws IOException {
        return ask(OpCode.checkWatches, new CheckWatchesRequest(path, type.getIntValue()));
    }

    Reply removeWatches(String path, Watcher.WatcherType type) throws IOException {
        return ask(OpCode.removeWatches, new RemoveWatchesRequest(path, type.getIntValue()));
    }

    Reply auth(String scheme, String credentials) throws IOException {
        return ask(OpCode.auth, new AuthPacket(0, scheme, credentials.getBytes(StandardCharsets.UTF_8)));
    }

    Reply multi(MultiParts.Part... parts) throws IOException {
        return ask(OpCode.multi, new MultiParts(Arrays.asList(parts)));
    }

    Reply multiRead(MultiParts.Part... parts) throws IOException {
        return ask(OpCode.multiRead, new MultiParts(Arrays.asList(parts)));
    }

    /** How many bytes the server says before it closes the connection. */
    int bytesUntilClosed() throws IOException {
        return client.bytesUntilClosed();
    }

    /** Ends the session, and the connection with it. */
    void end() throws IOException {
        ask(OpCode.closeSession).ok();
        assertThat(client.bytesUntilClosed()).isZero();
    }

    /** Breaks the connection; the session stays until it expires. */
    @Override
    public void close() throws IOException {
        client.hangUp();
    }
}
