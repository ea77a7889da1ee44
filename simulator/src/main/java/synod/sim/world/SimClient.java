package synod.sim.world;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import synod.check.Answer;
import synod.check.History;
import synod.check.Operation;
import synod.kernel.Bytes;
import synod.replica.CloseReason;
import synod.session.LocalSessions;
import synod.tree.CreateMode;
import synod.tree.ErrorCode;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/**
 * A client that speaks ZooKeeper's bytes: connects, keeps its session alive, asks, moves to another server when it is not
 * answered, and writes down what it asked and was told. It can have several requests under way.
 *
 * <p>A linearizable read is a sync and a get sent one behind the other: the operation of the history begins with the sync.
 * Where the servers promise it for every read, the get alone is one.
 */
final class SimClient {
    private static final long MILLISECOND = 1_000_000L;
    private static final int MOST_UNDER_WAY = 4;
    private static final int KEYS = 4;

    /**
     * A request that is not answered yet; {@code entry} is its place in the history, -1 when it has none, and
     * {@code told} hears the error code of its answer; {@code key} is what a get is of.
     */
    private record Asked(
            int xid,
            int type,
            int entry,
            @Nullable String counter,
            @Nullable IntConsumer told,
            @Nullable String key) {}

    private final World world;
    private final int number;
    private final SplittableRandom random;
    private final History history;
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();

    private @Nullable SimNode server;
    private long connection;
    private boolean greeted;
    private long connectedAt;
    private long heardAt;
    private long lastSentAt;
    private long lastArrivalAt;
    private long session;
    private Bytes password = Bytes.EMPTY;
    private int timeoutMillis;
    private long lastZxid;
    private int lastXid;
    private int values;
    private boolean ephemeralMade;

    private int boxes;
    /** Whether the child of this client's own container was there when it was last told of it. */
    private boolean isBoxFilled;

    private boolean stopped;

    /** How often the private counter was certainly raised; a new one is begun when that is not certain any more. */
    private int raised;

    private int counters;
    private boolean counterMade;

    /** From which zxid on its recursive watch tells it of everything; -1 while it has none. */
    private long watchedSince = -1;

    /** Up to which zxid it was told to look again in place of being told. */
    private long excusedUpTo;

    /** The zxid of the last change of each key that it was told of. */
    private final Map<String, Long> told = new TreeMap<>();

    /** Writes answered since the healthy core was left alone. */
    private int writesAnswered;

    SimClient(World world, int number, SplittableRandom random, History history) {
        this.world = world;
        this.number = number;
        this.random = random;
        this.history = history;
    }

    long connection() {
        return connection;
    }

    long session() {
        return session;
    }

    /** Every fourth only reads: behind the first write that hangs no read of a session is answered any more. */
    boolean isReader() {
        return number % 4 == 3;
    }

    /** Whether it has a persistent watch on everything, and has to hear of every change that it is shown. */
    private boolean isWatcher() {
        return number % 4 == 1;
    }

    int writesAnswered() {
        return writesAnswered;
    }

    void countAfresh() {
        writesAnswered = 0;
    }

    void begin() {
        act();
    }

    /** Asks nothing more; what is under way is still answered. */
    void stop() {
        stopped = true;
    }

    // ---- what it does, again and again

    private void act() {
        long nanos = (long)
                (1_000_000_000.0 * world.settings().clients() / world.settings().operationsPerSecond());
        world.timeline().after((long) (nanos * (0.2 + 1.6 * random.nextDouble())), this::act);
        if (server == null) {
            connect();
            return;
        }
        if (!greeted) {
            if (world.now() - connectedAt > 2_000 * MILLISECOND) {
                leave("no greeting");
            }
            return;
        }
        if (world.now() - heardAt > timeoutMillis * MILLISECOND * 2 / 3) {
            leave("silence");
            return;
        }
        if (world.now() - heardAt > timeoutMillis * MILLISECOND / 4 && asked.isEmpty()) {
            send(OpCode.PING, new Output(1), -1, null);
        }
        if (!stopped && asked.size() < MOST_UNDER_WAY) {
            ask();
        }
        if (!stopped && random.nextInt(400) == 0) {
            leave("a whim");
        }
    }

    private void connect() {
        SimNode node = world.nodes().get(random.nextInt(world.nodes().size()));
        connection = world.nextConnection();
        if (!node.connect(this)) {
            return;
        }
        server = node;
        greeted = false;
        connectedAt = world.now();
        Output out = new Output(64);
        out.writeInt(0);
        out.writeLong(lastZxid);
        out.writeInt(2_000 + 500 * (number % 4));
        out.writeLong(session);
        out.writeSized(password);
        out.writeBoolean(false);
        carry(out.toBytes());
    }

    /** The way to the server takes its time, and goes nowhere when the connection is another by then. */
    private void carry(Bytes frame) {
        SimNode to = server;
        long over = connection;
        if (to != null) {
            lastSentAt = Math.max(lastSentAt + 1, world.now() + world.drawClientDelay());
            world.timeline().after(lastSentAt - world.now(), () -> {
                if (connection == over && server == to) {
                    to.frame(over, frame);
                }
            });
        }
    }

    private void ask() {
        String key = "/k" + random.nextInt(KEYS);
        String value = "c" + number + "v" + values++;
        switch (isReader() ? 7 + random.nextInt(2) : random.nextInt(14)) {
            case 0, 1 -> write(OpCode.CREATE, create(key, value, 0), new Operation.Create(key, value));
            case 2, 3, 4 ->
                write(
                        OpCode.SET_DATA,
                        setData(key, value, -1),
                        new Operation.SetData(key, value, Operation.ANY_VERSION));
            case 5 -> {
                int version = random.nextInt(4);
                write(OpCode.SET_DATA, setData(key, value, version), new Operation.SetData(key, value, version));
            }
            case 6 -> {
                if (random.nextInt(3) == 0) {
                    Output body = new Output(32);
                    text(body, key);
                    body.writeInt(-1);
                    write(OpCode.DELETE, body, new Operation.Delete(key, Operation.ANY_VERSION));
                }
            }
            case 7, 8 -> {
                int entry = history.ask(session, new Operation.Get(key));
                if (!world.areReadsLinearizable() || random.nextBoolean()) {
                    Output sync = new Output(16);
                    text(sync, key);
                    send(OpCode.SYNC, sync, -1, null);
                }
                send(OpCode.GET_DATA, read(key, random.nextBoolean()), entry, null, null, key);
            }
            case 9 -> raiseCounter();
            case 10 -> {
                if (!ephemeralMade) {
                    ephemeralMade = true;
                    String path = "/e" + Long.toHexString(session);
                    send(OpCode.CREATE, create(path, "", 1), -1, null);
                }
            }
            case 11 -> fillBox();
            case 12 -> {
                Output body = create("/t" + number, "", CreateMode.PERSISTENT_WITH_TTL.flag());
                body.writeLong(1 + random.nextInt(1_500));
                send(OpCode.CREATE_TTL, body, -1, null);
            }
            default -> {
                Output body = new Output(16);
                text(body, "/");
                body.writeBoolean(random.nextInt(4) == 0);
                send(OpCode.GET_CHILDREN, body, -1, null);
            }
        }
    }

    /**
     * A znode of this client alone, set at exactly the version it must have: a request that is lost, doubled or overtaken
     * by a later one of the same connection shows as a refusal.
     */
    private void raiseCounter() {
        String path = "/counter" + number + "-" + counters;
        if (asked.stream().anyMatch(one -> one.counter != null)) {
            return;
        }
        if (!counterMade) {
            counterMade = true;
            raised = 0;
            send(OpCode.CREATE, create(path, "", 0), -1, path);
        } else {
            send(OpCode.SET_DATA, setData(path, "r" + raised, raised), -1, path);
            send(OpCode.SET_DATA, setData(path, "r" + (raised + 1), raised + 1), -1, path);
        }
    }

    /**
     * A container of this client alone gets a child, which is written to and goes again. The container may be gone before
     * the child comes, and after it has gone; a child that came stays until it is deleted.
     */
    private void fillBox() {
        String box = "/box" + number + "-" + boxes;
        String child = box + "/child";
        send(OpCode.CREATE_CONTAINER, create(box, "", CreateMode.CONTAINER.flag()), -1, null);
        sendBoxed(OpCode.CREATE, create(child, "", 0), error -> {
            isBoxFilled = error == 0 || error == ErrorCode.NODE_EXISTS.code();
            if (!isBoxFilled && error != ErrorCode.NO_NODE.code() && error != ErrorCode.SESSION_EXPIRED.code()) {
                throw new Violation(child + " was refused with " + error);
            }
        });
        sendBoxed(OpCode.SET_DATA, setData(child, "kept", -1), error -> keepsBox(child, error));
        Output body = new Output(32);
        text(body, child);
        body.writeInt(-1);
        sendBoxed(OpCode.DELETE, body, error -> keepsBox(child, error));
    }

    private void keepsBox(String child, int error) {
        if (isBoxFilled && error == ErrorCode.NO_NODE.code()) {
            throw new Violation(child + " is gone although nobody deleted it");
        }
    }

    private void sendBoxed(int type, Output body, IntConsumer told) {
        send(type, body, -1, null, told, null);
    }

    /** What became of the private counter is not known: begins another. */
    private void abandonCounter() {
        counters++;
        counterMade = false;
    }

    private void write(int type, Output body, Operation operation) {
        send(type, body, history.ask(session, operation), null);
    }

    private void send(int type, Output body, int entry, @Nullable String counter) {
        send(type, body, entry, counter, null, null);
    }

    private void send(
            int type,
            Output body,
            int entry,
            @Nullable String counter,
            @Nullable IntConsumer told,
            @Nullable String key) {
        int xid = type == OpCode.PING ? -2 : ++lastXid;
        asked.addLast(new Asked(xid, type, entry, counter, told, key));
        if (type != OpCode.PING) {
            world.trace(
                    null, "client " + number + " asks " + server + ": type " + type + ", xid " + xid + ", #" + entry);
        }
        Output out = new Output(16 + body.length());
        out.writeInt(xid);
        out.writeInt(type);
        out.write(body.array(), 0, body.length());
        carry(out.toBytes());
    }

    // ---- what it is told

    void receive(Bytes frames, long over) {
        world.timeline().after(arrival(), () -> {
            if (over == connection && server != null) {
                read(frames);
            }
        });
    }

    /** A connection keeps the order of what it carries. */
    private long arrival() {
        lastArrivalAt = Math.max(lastArrivalAt + 1, world.now() + world.drawClientDelay());
        return lastArrivalAt - world.now();
    }

    void closedByServer(long over, CloseReason reason) {
        world.timeline().after(arrival(), () -> {
            if (over == connection && server != null) {
                lost(reason.toString());
            }
        });
    }

    void onClosed(String why) {
        lost(why);
    }

    private void leave(String why) {
        SimNode from = server;
        long over = connection;
        lost(why);
        if (from != null) {
            from.disconnect(over);
        }
    }

    private void lost(String why) {
        world.count("client disconnected");
        world.trace(null, "client " + number + " disconnected: " + why);
        server = null;
        for (Asked one : asked) {
            if (one.entry >= 0) {
                history.answer(one.entry, new Answer.Unknown());
            }
            if (one.counter != null && counterMade) {
                abandonCounter();
            }
        }
        asked.clear();
    }

    private void read(Bytes frames) {
        heardAt = world.now();
        Input in = new Input(frames);
        try {
            while (in.remaining() > 0) {
                Bytes frame = in.readSized();
                if (greeted) {
                    onFrame(frame);
                } else {
                    onGreeting(new Input(frame));
                }
            }
        } catch (Malformed e) {
            throw new Violation("client " + number + " cannot read what it was sent: " + e.getMessage());
        }
    }

    private void onGreeting(Input in) throws Malformed {
        in.readInt();
        int granted = in.readInt();
        long given = in.readLong();
        Bytes secret = in.readSized();
        if (granted <= 0) {
            world.count("session ended");
            world.checker().onSessionRefused(session);
            // What a local session has on its way nobody can stop who does not know it.
            if (LocalSessions.isLocalId(session)) {
                boxes++;
            } else if (session != 0) {
                history.sessionEnded(session);
            }
            session = 0;
            password = Bytes.EMPTY;
            lastZxid = 0;
            watchedSince = -1;
            told.clear();
            excusedUpTo = 0;
            ephemeralMade = false;
            leave("session over");
            return;
        }
        greeted = true;
        session = given;
        password = secret.compact();
        timeoutMillis = granted;
        if (isWatcher()) {
            setWatch();
        }
    }

    private void setWatch() {
        Output body = new Output(32);
        if (watchedSince < 0) {
            text(body, "/");
            body.writeInt(1);
            send(OpCode.ADD_WATCH, body, -1, null);
            return;
        }
        body.writeLong(lastZxid);
        for (int list = 0; list < 4; list++) {
            body.writeInt(0);
        }
        body.writeInt(1);
        text(body, "/");
        send(OpCode.SET_WATCHES2, body, -1, null);
    }

    private void onEvent(long zxid, Input in) throws Malformed {
        world.count("watch event");
        in.skip(2 * Integer.BYTES);
        String path = string(in.readSized());
        if (zxid >= 0) {
            told.merge(path, zxid, Math::max);
        } else if (isWatcher() && path.equals("/")) {
            world.count("told to look again");
            excusedUpTo = Long.MAX_VALUE;
        }
    }

    /** What a watcher is shown of a key it was told of before, unless it was told to look again. */
    private void onShown(String key, long mzxid) {
        if (watchedSince >= 0 && mzxid > watchedSince && mzxid > excusedUpTo && told.getOrDefault(key, 0L) < mzxid) {
            throw new Violation("client " + number + " is shown " + key + " of zxid " + Long.toHexString(mzxid)
                    + " and its watch, set at " + Long.toHexString(watchedSince) + ", was told of "
                    + Long.toHexString(told.getOrDefault(key, 0L)) + " at last");
        }
    }

    private void onFrame(Bytes frame) throws Malformed {
        Input in = new Input(frame);
        int xid = in.readInt();
        long zxid = in.readLong();
        int error = in.readInt();
        if (xid == -1) {
            onEvent(zxid, in);
            return;
        }
        Asked one = asked.pollFirst();
        if (one == null || one.xid != xid) {
            throw new Violation("client " + number + " was answered " + xid + " when it waited for " + one);
        }
        if (zxid < lastZxid && zxid > 0) {
            throw new Violation("client " + number + " was shown zxid " + Long.toHexString(zxid) + " after "
                    + Long.toHexString(lastZxid));
        }
        lastZxid = Math.max(lastZxid, zxid);
        if (one.type == OpCode.ADD_WATCH) {
            watchedSince = zxid;
        } else if (one.type == OpCode.SET_WATCHES2) {
            // What it was not told of it has looked at by now, as far as it was shown anything.
            excusedUpTo = excusedUpTo == Long.MAX_VALUE ? zxid : excusedUpTo;
        }
        world.onOperation();
        if (one.type != OpCode.PING) {
            world.trace(
                    null,
                    "client " + number + " is told: xid " + xid + ", zxid " + Long.toHexString(zxid) + ", error "
                            + error);
        }
        if (OpCode.isWrite(one.type)) {
            writesAnswered++;
        }
        if (one.counter != null) {
            onCounter(one, error);
        }
        if (one.told != null) {
            one.told.accept(error);
        }
        if (one.entry >= 0) {
            history.answer(one.entry, answer(one, zxid, error, in));
        }
    }

    private void onCounter(Asked one, int error) {
        if (error == ErrorCode.SESSION_EXPIRED.code()) {
            abandonCounter();
        } else if (error != 0) {
            throw new Violation(one.counter + " was refused with " + error + " although nobody else writes it: request "
                    + raised + " was lost, doubled or overtaken");
        } else if (one.type == OpCode.SET_DATA) {
            raised++;
        }
    }

    private Answer answer(Asked one, long zxid, int error, Input in) throws Malformed {
        if (error != 0) {
            return error == ErrorCode.SESSION_EXPIRED.code()
                    ? new Answer.Unknown()
                    : new Answer.Refused(zxid, reason(error));
        }
        if (one.type == OpCode.GET_DATA) {
            Bytes data = in.readSized();
            in.readLong();
            long mzxid = in.readLong();
            in.skip(16);
            onShown(Objects.requireNonNull(one.key), mzxid);
            return new Answer.Done(zxid, string(data), in.readInt(), mzxid);
        }
        if (one.type == OpCode.SET_DATA) {
            in.skip(32);
            return new Answer.Done(zxid, null, in.readInt(), zxid);
        }
        return Answer.Done.at(zxid);
    }

    private static Answer.Reason reason(int error) {
        if (error == ErrorCode.NO_NODE.code()) {
            return Answer.Reason.NO_NODE;
        }
        if (error == ErrorCode.NODE_EXISTS.code()) {
            return Answer.Reason.NODE_EXISTS;
        }
        return error == ErrorCode.BAD_VERSION.code() ? Answer.Reason.BAD_VERSION : Answer.Reason.OTHER;
    }

    private static Output create(String path, String data, int flags) {
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

    private static Output setData(String path, String data, int version) {
        Output body = new Output(64);
        text(body, path);
        text(body, data);
        body.writeInt(version);
        return body;
    }

    private static Output read(String path, boolean watch) {
        Output body = new Output(32);
        text(body, path);
        body.writeBoolean(watch);
        return body;
    }

    private static void text(Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    private static String string(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
    }
}
