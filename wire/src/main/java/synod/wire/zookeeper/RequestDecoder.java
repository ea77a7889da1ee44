package synod.wire.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Acl;
import synod.tree.CreateMode;
import synod.tree.ErrorCode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.tree.WatchKind;
import synod.tree.Watches;
import synod.wire.Malformed;

/**
 * From the body of a client's frame to what it asks for. Bytes behind a complete record are ignored; a record that ends
 * too early, a negative length other than -1 and a count that the frame cannot hold are {@link Malformed}.
 *
 * <p>{@link #decode} is for the server that the client is attached to. {@link #write} is for every replica that applies
 * what was ordered: it knows no settings, so that all of them understand the same bytes in the same way.
 */
public final class RequestDecoder {
    /** The longest time to live that a znode can have: forty bits of milliseconds. */
    public static final long MAX_TTL_MILLIS = (1L << 40) - 1;

    /** A multi's header: type, done, error. */
    private static final int MULTI_HEADER_LENGTH = 9;

    private final boolean extendedTypes;

    /** @param extendedTypes whether znodes with a time to live may be made */
    public RequestDecoder(boolean extendedTypes) {
        this.extendedTypes = extendedTypes;
    }

    /**
     * Decodes one body.
     *
     * @param type the type that the frame's header names
     * @param body the frame behind its header
     */
    public ClientRequest decode(int type, Bytes body) throws Malformed {
        JuteReader in = new JuteReader(body);
        return switch (type) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> create(type, in);
            case OpCode.DELETE, OpCode.SET_DATA, OpCode.SET_ACL -> new ClientRequest.Write(single(type, in));
            case OpCode.MULTI -> multiWrite(in);
            case OpCode.EXISTS -> new ClientRequest.Exists(in.readText("path"), in.readBoolean("watch"));
            case OpCode.GET_DATA, OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 -> read(type, in);
            case OpCode.GET_ACL -> new ClientRequest.GetAcl(in.readText("path"));
            case OpCode.GET_ALL_CHILDREN_NUMBER -> new ClientRequest.GetAllChildrenNumber(in.readText("path"));
            case OpCode.GET_EPHEMERALS -> new ClientRequest.GetEphemerals(in.readBuffer("prefixPath"));
            case OpCode.MULTI_READ -> multiRead(in);
            case OpCode.SYNC -> new ClientRequest.Sync(in.readText("path"));
            case OpCode.PING -> ClientRequest.Ping.INSTANCE;
            case OpCode.CLOSE_SESSION -> ClientRequest.CloseSession.INSTANCE;
            case OpCode.AUTH -> auth(in);
            case OpCode.SASL -> new ClientRequest.Sasl(in.readBuffer("token"));
            case OpCode.SET_WATCHES -> setWatches(in, false);
            case OpCode.SET_WATCHES2 -> setWatches(in, true);
            case OpCode.ADD_WATCH -> addWatch(in);
            case OpCode.CHECK_WATCHES -> new ClientRequest.CheckWatches(in.readText("path"), watchKind(in));
            case OpCode.REMOVE_WATCHES -> new ClientRequest.RemoveWatches(in.readText("path"), watchKind(in));
            case OpCode.WHO_AM_I -> ClientRequest.WhoAmI.INSTANCE;
            case OpCode.RECONFIG -> reconfig(in);
            default -> new ClientRequest.Unknown(type);
        };
    }

    /**
     * Decodes a write that {@link #decode} has found to be one.
     *
     * @param type the type that the frame's header named, a write by {@link OpCode#isWrite}
     * @param body the frame behind its header
     * @throws Malformed when these bytes are no write: nobody who checks what it orders sees this
     */
    public static Request write(int type, Bytes body) throws Malformed {
        JuteReader in = new JuteReader(body);
        if (type == OpCode.MULTI) {
            return new Request.Multi(multiParts(in));
        }
        Request request = single(type, in);
        if (request instanceof Request.Check) {
            throw new Malformed("a check stands alone");
        }
        return request;
    }

    private ClientRequest create(int type, JuteReader in) throws Malformed {
        RawCreate raw = RawCreate.read(type, in);
        CreateMode asked = CreateMode.of(raw.flags());
        if (asked == null) {
            return refused(ErrorCode.BAD_ARGUMENTS);
        }
        if (asked.hasTtl() && !extendedTypes) {
            return refused(ErrorCode.UNIMPLEMENTED);
        }
        Request.Create request = raw.request();
        return request == null ? refused(ErrorCode.BAD_ARGUMENTS) : new ClientRequest.Write(request);
    }

    private static ClientRequest refused(ErrorCode code) {
        return new ClientRequest.Refused(Reply.Failed.of(code));
    }

    private ClientRequest multiWrite(JuteReader in) throws Malformed {
        List<Request> parts = multiParts(in);
        if (!extendedTypes) {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i) instanceof Request.Create create
                        && create.mode().hasTtl()) {
                    return new ClientRequest.Refused(refusedMulti(parts.size(), i, ErrorCode.UNIMPLEMENTED));
                }
            }
        }
        return new ClientRequest.Write(new Request.Multi(parts));
    }

    private static Reply refusedMulti(int size, int failed, ErrorCode code) {
        List<Reply> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            ErrorCode result = i < failed ? ErrorCode.OK : ErrorCode.RUNTIME_INCONSISTENCY;
            results.add(Reply.Failed.of(i == failed ? code : result));
        }
        return new Reply.Multi(results);
    }

    private static List<Request> multiParts(JuteReader in) throws Malformed {
        List<Request> parts = new ArrayList<>();
        for (int type = nextPart(in); type != OpCode.ERROR; type = nextPart(in)) {
            switch (type) {
                case OpCode.CREATE,
                        OpCode.CREATE2,
                        OpCode.CREATE_CONTAINER,
                        OpCode.CREATE_TTL,
                        OpCode.DELETE,
                        OpCode.SET_DATA,
                        OpCode.CHECK -> parts.add(single(type, in));
                default -> throw new Malformed("a multi holds an operation of type " + type);
            }
        }
        return parts;
    }

    /** The type of the next part of a multi, or {@link OpCode#ERROR} behind the last. */
    private static int nextPart(JuteReader in) throws Malformed {
        if (in.remaining() < MULTI_HEADER_LENGTH) {
            throw new Malformed("a multi ends without its closing header");
        }
        int type = in.readInt("type");
        boolean done = in.readBoolean("done");
        in.readInt("err");
        if (done) {
            return OpCode.ERROR;
        }
        if (type == OpCode.ERROR) {
            throw new Malformed("a multi holds a part of type -1 that does not close it");
        }
        return type;
    }

    private static Request single(int type, JuteReader in) throws Malformed {
        switch (type) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> {
                RawCreate raw = RawCreate.read(type, in);
                Request.Create request = raw.request();
                if (request == null) {
                    throw new Malformed("a create of type " + type + " has the flag " + raw.flags()
                            + " and the time to live " + raw.ttlMillis());
                }
                return request;
            }
            case OpCode.DELETE -> {
                return new Request.Delete(in.readText("path"), in.readInt("version"));
            }
            case OpCode.SET_DATA -> {
                return new Request.SetData(in.readText("path"), in.readBuffer("data"), in.readInt("version"));
            }
            case OpCode.SET_ACL -> {
                return new Request.SetAcl(in.readText("path"), accessList(in), in.readInt("version"));
            }
            case OpCode.CHECK -> {
                return new Request.Check(in.readText("path"), in.readInt("version"));
            }
            default -> throw new Malformed("type " + type + " is no write");
        }
    }

    /** A create as it stands in the frame, before its flag and its time to live are judged. */
    private record RawCreate(int type, Bytes path, @Nullable Bytes data, List<Acl> acl, int flags, long ttlMillis) {

        static RawCreate read(int type, JuteReader in) throws Malformed {
            Bytes path = in.readText("path");
            Bytes data = in.readBuffer("data");
            List<Acl> acl = accessList(in);
            int flags = in.readInt("flags");
            long ttlMillis = type == OpCode.CREATE_TTL ? in.readLong("ttl") : -1;
            return new RawCreate(type, path, data, acl, flags, ttlMillis);
        }

        /** The request, or null when the type, the flag and the time to live contradict each other. */
        Request.@Nullable Create request() {
            CreateMode asked = CreateMode.of(flags);
            boolean timed = type == OpCode.CREATE_TTL;
            if (asked == null || asked.hasTtl() != timed) {
                return null;
            }
            if (timed && (ttlMillis < 1 || ttlMillis > MAX_TTL_MILLIS)) {
                return null;
            }
            return new Request.Create(path, data, acl, mode(asked), ttlMillis, type != OpCode.CREATE);
        }

        /** The type decides whether it is a container; the flag alone does not make one. */
        private CreateMode mode(CreateMode asked) {
            if (type == OpCode.CREATE_CONTAINER) {
                return CreateMode.CONTAINER;
            }
            return asked == CreateMode.CONTAINER ? CreateMode.PERSISTENT : asked;
        }
    }

    /** An access list; a null one counts as empty, which no operation accepts. */
    private static List<Acl> accessList(JuteReader in) throws Malformed {
        int count = in.readCount("acl", 12);
        if (count <= 0) {
            return List.of();
        }
        List<Acl> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new Acl(in.readInt("perms"), in.readBuffer("scheme"), in.readBuffer("id")));
        }
        return entries;
    }

    private static ClientRequest.Read read(int type, JuteReader in) throws Malformed {
        Bytes path = in.readText("path");
        boolean watch = in.readBoolean("watch");
        return type == OpCode.GET_DATA
                ? new ClientRequest.GetData(path, watch)
                : new ClientRequest.GetChildren(path, watch, type == OpCode.GET_CHILDREN2);
    }

    private static ClientRequest multiRead(JuteReader in) throws Malformed {
        List<ClientRequest.Read> reads = new ArrayList<>();
        for (int type = nextPart(in); type != OpCode.ERROR; type = nextPart(in)) {
            if (type != OpCode.GET_DATA && type != OpCode.GET_CHILDREN) {
                throw new Malformed("a multiRead holds an operation of type " + type);
            }
            reads.add(read(type, in));
        }
        return new ClientRequest.MultiRead(reads);
    }

    private static ClientRequest auth(JuteReader in) throws Malformed {
        in.readInt("type");
        return new ClientRequest.Auth(in.readText("scheme"), in.readBuffer("auth"));
    }

    private static ClientRequest setWatches(JuteReader in, boolean persistent) throws Malformed {
        long relativeZxid = in.readLong("relativeZxid");
        return new ClientRequest.SetWatches(
                relativeZxid,
                new Watches.Rearm(
                        paths(in, "dataWatches"),
                        paths(in, "existWatches"),
                        paths(in, "childWatches"),
                        persistent ? paths(in, "persistentWatches") : List.of(),
                        persistent ? paths(in, "persistentRecursiveWatches") : List.of()));
    }

    private static List<Bytes> paths(JuteReader in, String field) throws Malformed {
        int count = in.readCount(field, Integer.BYTES);
        if (count < 0) {
            throw new Malformed(field + " is null");
        }
        List<Bytes> paths = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            paths.add(in.readText(field));
        }
        return paths;
    }

    private static ClientRequest addWatch(JuteReader in) throws Malformed {
        Bytes path = in.readText("path");
        int mode = in.readInt("mode");
        if (mode != 0 && mode != 1) {
            throw new Malformed("a watch has the mode " + mode);
        }
        return new ClientRequest.AddWatch(path, mode == 1);
    }

    private static WatchKind watchKind(JuteReader in) throws Malformed {
        int number = in.readInt("type");
        WatchKind kind = WatchKind.of(number);
        if (kind == null) {
            throw new Malformed("watches have no type " + number);
        }
        return kind;
    }

    private static ClientRequest reconfig(JuteReader in) throws Malformed {
        return new ClientRequest.Reconfig(
                in.readBuffer("joiningServers"),
                in.readBuffer("leavingServers"),
                in.readBuffer("newMembers"),
                in.readLong("curConfigId"));
    }
}
