package synod.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Identity;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** A client that speaks the real bytes. Each answer can be waited for by running the ensemble. */
final class TestClient {
    /** One frame that came back, taken apart as far as all replies have it in common. */
    record Answer(int xid, long zxid, int error, Bytes body) {}

    /** An event of a watch. */
    record Event(int type, String path) {}

    private static long lastConnection;

    final Ensemble ensemble;
    final Ensemble.Node node;
    final long connection = ++lastConnection;
    final ArrayDeque<Answer> answers = new ArrayDeque<>();
    final List<Event> events = new ArrayList<>();

    /** The zxid of each event. */
    final List<Long> eventZxids = new ArrayList<>();

    boolean closed;

    /** Of what was handed out at once, the longest, in bytes. */
    int longestDelivery;

    boolean readable = true;

    /** Whether what it sends from now on has waited too long before it reaches the node. */
    boolean isLate;

    @Nullable
    CloseReason reason;

    /** The last answer to a ping. */
    @Nullable
    Answer pong;

    long session;
    Bytes password = Bytes.EMPTY;
    int timeoutMillis = -1;
    private boolean greeted;
    private int lastXid;

    private boolean onlyReads;

    /** Whether the server said that it cannot write. */
    boolean isReadOnly;

    /** What its certificate says. */
    final List<Identity> proved;

    private TestClient(Ensemble ensemble, Ensemble.Node node, List<Identity> proved) {
        this.ensemble = ensemble;
        this.node = node;
        this.proved = proved;
    }

    /** Connects for a new session and waits for it. */
    static TestClient connect(Ensemble ensemble, Ensemble.Node node, int timeoutMillis) {
        return resume(ensemble, node, timeoutMillis, 0, Bytes.wrap(new byte[16]));
    }

    /** Connects with a certificate. */
    static TestClient connectAs(Ensemble ensemble, Ensemble.Node node, int timeoutMillis, List<Identity> proved) {
        return join(new TestClient(ensemble, node, proved), timeoutMillis, 0, Bytes.wrap(new byte[16]));
    }

    static TestClient resume(Ensemble ensemble, Ensemble.Node node, int timeoutMillis, long session, Bytes password) {
        return join(new TestClient(ensemble, node, List.of()), timeoutMillis, session, password);
    }

    /** As {@link #resume}, by a client who would be content with a server that cannot write. */
    static TestClient reader(Ensemble ensemble, Ensemble.Node node, int timeoutMillis, long session, Bytes password) {
        TestClient client = new TestClient(ensemble, node, List.of());
        client.onlyReads = true;
        return join(client, timeoutMillis, session, password);
    }

    private static TestClient join(TestClient client, int timeoutMillis, long session, Bytes password) {
        client.node.connect(client);
        Output out = new Output(64);
        out.writeInt(0);
        out.writeLong(0);
        out.writeInt(timeoutMillis);
        out.writeLong(session);
        out.writeSized(password);
        out.writeBoolean(client.onlyReads);
        client.node.frame(client, out.toBytes());
        client.ensemble.runUntil("connected", () -> client.greeted || client.closed);
        return client;
    }

    /** Sends a request and returns its xid at once. */
    int send(int type, Output body) {
        int xid = type == OpCode.PING ? -2 : ++lastXid;
        Output out = new Output(64);
        out.writeInt(xid);
        out.writeInt(type);
        out.write(body.array(), 0, body.length());
        node.frame(this, out.toBytes());
        return xid;
    }

    Answer await() {
        ensemble.runUntil("answered", () -> !answers.isEmpty() || closed);
        if (answers.isEmpty()) {
            throw new AssertionError("closed: " + reason);
        }
        return answers.removeFirst();
    }

    Answer call(int type, Output body) {
        int xid = send(type, body);
        Answer answer = await();
        if (answer.xid != xid) {
            throw new AssertionError("answer to " + answer.xid + " instead of " + xid);
        }
        return answer;
    }

    Answer create(String path, String data, int flags) {
        return call(OpCode.CREATE, createBody(path, data, flags));
    }

    /** Creates a node that belongs to whoever this client has proved to be. */
    Answer createOwn(String path) {
        Output body = new Output(64);
        text(body, path);
        text(body, "");
        body.writeInt(1);
        body.writeInt(31);
        text(body, "auth");
        text(body, "");
        body.writeInt(0);
        return call(OpCode.CREATE, body);
    }

    Answer auth(String scheme, String credentials) {
        Output body = new Output(64);
        body.writeInt(0);
        text(body, scheme);
        text(body, credentials);
        return call(OpCode.AUTH, body);
    }

    static Output createBody(String path, String data, int flags) {
        Output body = new Output(64);
        text(body, path);
        text(body, data);
        body.writeInt(1);
        body.writeInt(31);
        text(body, "world");
        text(body, "anyone");
        body.writeInt(flags);
        return body;
    }

    Answer set(String path, String data, int version) {
        return call(OpCode.SET_DATA, setBody(path, data, version));
    }

    static Output setBody(String path, String data, int version) {
        Output body = new Output(64);
        text(body, path);
        text(body, data);
        body.writeInt(version);
        return body;
    }

    Answer get(String path, boolean watch) {
        return call(OpCode.GET_DATA, readBody(path, watch));
    }

    static Output readBody(String path, boolean watch) {
        Output body = new Output(64);
        text(body, path);
        body.writeBoolean(watch);
        return body;
    }

    Answer sync() {
        Output body = new Output(16);
        text(body, "/");
        return call(OpCode.SYNC, body);
    }

    /** Watches a path for good. */
    Answer addWatch(String path, boolean recursive) {
        Output body = new Output(16);
        text(body, path);
        body.writeInt(recursive ? 1 : 0);
        return call(OpCode.ADD_WATCH, body);
    }

    /** Sets persistent watches again, having seen everything up to a zxid. */
    Answer setWatches(long seen, List<String> persistent, List<String> recursive) {
        Output body = new Output(64);
        body.writeLong(seen);
        for (List<String> list :
                List.of(List.<String>of(), List.<String>of(), List.<String>of(), persistent, recursive)) {
            body.writeInt(list.size());
            list.forEach(path -> text(body, path));
        }
        return call(OpCode.SET_WATCHES2, body);
    }

    /** The data in an answer to getData. */
    static String data(Answer answer) {
        try {
            return text(new Input(answer.body).readSized());
        } catch (Malformed e) {
            throw new AssertionError(answer.toString(), e);
        }
    }

    void ping() {
        send(OpCode.PING, new Output(1));
    }

    void disconnect() {
        closed = true;
        node.disconnect(this);
    }

    void receive(byte[] buffer, int offset, int length) {
        longestDelivery = Math.max(longestDelivery, length);
        Input in = new Input(Bytes.copyOf(buffer, offset, length));
        try {
            while (in.remaining() > 0) {
                frame(in.readSized());
            }
        } catch (Malformed e) {
            throw new AssertionError("a client cannot read what it was sent", e);
        }
    }

    private void frame(Bytes frame) throws Malformed {
        Input in = new Input(frame);
        if (!greeted) {
            greeted = true;
            in.readInt();
            timeoutMillis = in.readInt();
            session = in.readLong();
            password = in.readSized();
            isReadOnly = in.readByte() != 0;
            return;
        }
        Answer answer = new Answer(in.readInt(), in.readLong(), in.readInt(), in.readBytes(in.remaining()));
        if (answer.xid == -1) {
            Input event = new Input(answer.body);
            int type = event.readInt();
            event.readInt();
            events.add(new Event(type, text(event.readSized())));
            eventZxids.add(answer.zxid);
        } else if (answer.xid != -2) {
            answers.addLast(answer);
        } else {
            pong = answer;
        }
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
    }

    private static void text(Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes, 0, bytes.length);
    }
}
