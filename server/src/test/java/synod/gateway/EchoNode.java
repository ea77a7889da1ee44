package synod.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import synod.kernel.Bytes;
import synod.replica.CloseReason;
import synod.replica.SaslStep;
import synod.runtime.ClientEvents;
import synod.runtime.Clients;
import synod.runtime.Sockets;
import synod.tree.Identity;
import synod.tree.Watches;

/**
 * Stands where the loop stands: the first frame of a connection is answered with a connect response, every other one with
 * a reply of its xid, unless told to keep quiet. A request of type 99 closes the connection behind its reply.
 */
final class EchoNode implements ClientEvents, WordSource {
    private final Sockets sockets;
    private Clients clients = new NoClients();
    private final Map<Long, Integer> frames = new LinkedHashMap<>();
    final List<Long> gone = new ArrayList<>();
    final List<List<Identity>> proved = new ArrayList<>();
    final List<Bytes> received = new ArrayList<>();
    final List<Bytes> late = new ArrayList<>();
    final List<SaslStep> judged = new ArrayList<>();
    final Watches watches = new Watches();
    volatile boolean isServing = true;
    volatile boolean isReadOnly;
    volatile boolean isQuiet;
    volatile int replyBytes = 16;
    private boolean isFlushAsked;

    EchoNode(Sockets sockets) {
        this.sockets = sockets;
    }

    void connect(Clients to) {
        clients = to;
    }

    @Override
    public void onClientConnected(long connection, Bytes address, List<Identity> proved) {
        frames.put(connection, 0);
        this.proved.add(proved);
    }

    @Override
    public void onClientFrame(long connection, Bytes frame) {
        int count = frames.merge(connection, 1, Integer::sum);
        received.add(frame);
        askFlush();
        if (count == 1) {
            ByteBuffer out = ByteBuffer.allocate(41);
            out.putInt(37).putInt(0).putInt(4000).putLong(0x1234).putInt(16).position(41);
            clients.reply(connection, out.array(), 0, 41);
        } else if (!isQuiet) {
            ByteBuffer in = ByteBuffer.wrap(frame.toArray());
            ByteBuffer out = ByteBuffer.allocate(4 + replyBytes);
            out.putInt(replyBytes).putInt(in.getInt()).putLong(7).putInt(0);
            clients.reply(connection, out.array(), 0, out.capacity());
            if (in.getInt() == 99) {
                clients.close(connection, CloseReason.SESSION_CLOSED);
            }
        }
    }

    @Override
    public void onLateClientFrame(long connection, Bytes frame) {
        late.add(frame);
        onClientFrame(connection, frame);
    }

    @Override
    public void onSaslStep(long connection, SaslStep step) {
        judged.add(step);
    }

    @Override
    public void onClientGone(long connection) {
        gone.add(connection);
        askFlush();
    }

    private void askFlush() {
        if (!isFlushAsked) {
            isFlushAsked = true;
            sockets.loop().executeAfterEventLoopIteration(() -> {
                isFlushAsked = false;
                clients.flush();
            });
        }
    }

    @Override
    public boolean isReadOnly() {
        return isReadOnly;
    }

    @Override
    public boolean isServing() {
        return isServing;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public String version() {
        return "3.9.5-test";
    }

    @Override
    public String builtOn() {
        return "2026-01-01";
    }

    @Override
    public long startedNanos() {
        return now();
    }

    @Override
    public Node node() {
        return new Node("leader", "leading - broadcast", 0x1f, 5, 1, 27, 2, 0, 3, 3, 0, 2, 2, -1, -1, -1);
    }

    @Override
    public List<String> dump() {
        return List.of("SessionTracker dump:", "Global Sessions(0):");
    }

    @Override
    public Map<String, Object> figures() {
        return Map.of("synod_answer", 42);
    }

    @Override
    public Watches watches() {
        return watches;
    }

    @Override
    public List<String> digests() {
        return List.of("80: 17", "100: -5");
    }

    @Override
    public String configuration() {
        return "clientPort=1\ntickTime=2000\n";
    }

    @Override
    public long[] directorySizes() {
        return new long[] {10, 20};
    }

    @Override
    public List<String> environment() {
        return List.of("zookeeper.version=3.9.5-test", "os.name=x");
    }

    @Override
    public List<String> session(long session) {
        return List.of("0x" + Long.toHexString(session) + ": unknown here");
    }

    @Override
    public void resetStats() {}

    @Override
    public Executor background() {
        return Runnable::run;
    }

    /** Before the gateway is there. */
    private static final class NoClients implements Clients {
        @Override
        public void reply(long connection, byte[] buffer, int offset, int length) {}

        @Override
        public void close(long connection, CloseReason reason) {}

        @Override
        public void logIn(long connection, Bytes token) {}

        @Override
        public void setReading(long connection, boolean on) {}

        @Override
        public void closeAll() {}

        @Override
        public void flush() {}
    }
}
