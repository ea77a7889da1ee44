package synod.cli.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.tree.Stat;
import synod.wire.zookeeper.OpCode;

/**
 * Something to ask a server, with how to read the answer.
 *
 * @param <T> what the answer is
 */
public final class Request<T> {
    private static final Object NOTHING = new Object();

    private final int type;
    private final String path;
    private final byte[] body;
    private final Decoder.Element<T> reply;
    private final @Nullable WatchKind watch;

    private Request(int type, String path, Encoder body, Decoder.Element<T> reply, @Nullable WatchKind watch) {
        this.type = type;
        this.path = path;
        this.body = body.bytes();
        this.reply = reply;
        this.watch = watch;
    }

    /**
     * Data with its Stat.
     *
     * @param data null when the znode has none, which is not the same as empty
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared: it is printed and forgotten.
    public record Data(byte @Nullable [] data, Stat stat) {}

    /** Names of children with the Stat of their parent. */
    public record Children(List<String> names, Stat stat) {}

    /**
     * A znode that was made.
     *
     * @param stat null from an operation that does not tell it
     */
    public record Created(String path, @Nullable Stat stat) {}

    /** An access list with the Stat. */
    public record AccessList(List<Acl> acl, Stat stat) {}

    /** What became of one operation of a multi: the error, or else what it tells, if anything. */
    public record Result(
            ErrorCode error,
            int number,
            @Nullable String path,
            @Nullable Stat stat) {}

    /** Reads data. */
    public static Request<Data> data(String path, boolean isWatching) {
        return new Request<>(
                OpCode.GET_DATA,
                path,
                watching(path, isWatching),
                in -> new Data(in.readBuffer(), in.readStat()),
                isWatching ? WatchKind.DATA : null);
    }

    /** Looks for a znode. */
    public static Request<Stat> exists(String path, boolean isWatching) {
        return new Request<>(
                OpCode.EXISTS,
                path,
                watching(path, isWatching),
                Decoder::readStat,
                isWatching ? WatchKind.EXISTS : null);
    }

    /** Reads the names of children. */
    public static Request<Children> children(String path, boolean isWatching) {
        return new Request<>(
                OpCode.GET_CHILDREN2,
                path,
                watching(path, isWatching),
                in -> new Children(in.readList(Decoder::readString), in.readStat()),
                isWatching ? WatchKind.CHILDREN : null);
    }

    /** Makes a znode. */
    public static Request<Created> create(String path, byte @Nullable [] data, List<Acl> acl, CreateMode mode) {
        int type = mode.ttlMillis() > 0
                ? OpCode.CREATE_TTL
                : mode.isContainer() ? OpCode.CREATE_CONTAINER : OpCode.CREATE2;
        Encoder body =
                new Encoder().writeString(path).writeBuffer(data).writeAcl(acl).writeInt(mode.flags());
        if (mode.ttlMillis() > 0) {
            body.writeLong(mode.ttlMillis());
        }
        return new Request<>(type, path, body, in -> new Created(in.readString(), in.readStat()), null);
    }

    /**
     * Replaces data.
     *
     * @param version the one it must have, or -1 for any
     */
    public static Request<Stat> set(String path, byte @Nullable [] data, int version) {
        Encoder body = new Encoder().writeString(path).writeBuffer(data).writeInt(version);
        return new Request<>(OpCode.SET_DATA, path, body, Decoder::readStat, null);
    }

    /**
     * Removes a znode.
     *
     * @param version the one it must have, or -1 for any
     */
    public static Request<Object> delete(String path, int version) {
        return new Request<>(
                OpCode.DELETE, path, new Encoder().writeString(path).writeInt(version), in -> NOTHING, null);
    }

    /** Compares a version; only inside a multi. */
    public static Request<Object> check(String path, int version) {
        return new Request<>(
                OpCode.CHECK, path, new Encoder().writeString(path).writeInt(version), in -> NOTHING, null);
    }

    /** Reads an access list. */
    public static Request<AccessList> acl(String path) {
        return new Request<>(
                OpCode.GET_ACL,
                path,
                new Encoder().writeString(path),
                in -> new AccessList(in.readList(Request::readAcl), in.readStat()),
                null);
    }

    /**
     * Replaces an access list.
     *
     * @param version the list's version, or -1 for any
     */
    public static Request<Stat> setAcl(String path, List<Acl> acl, int version) {
        Encoder body = new Encoder().writeString(path).writeAcl(acl).writeInt(version);
        return new Request<>(OpCode.SET_ACL, path, body, Decoder::readStat, null);
    }

    /** Waits until the server has caught up with the leader; the answer is the zxid it had reached. */
    public static Request<Long> sync(String path) {
        return new Request<>(OpCode.SYNC, path, new Encoder().writeString(path), Decoder::zxid, null);
    }

    /** Who this connection is. */
    public static Request<List<Identity>> whoAmI() {
        return new Request<>(
                OpCode.WHO_AM_I,
                "",
                new Encoder(),
                in -> in.readList(each -> new Identity(each.readString(), each.readString())),
                null);
    }

    /** The ephemeral znodes of this session whose paths begin with a text. */
    public static Request<List<String>> ephemerals(String prefix) {
        return new Request<>(
                OpCode.GET_EPHEMERALS,
                prefix,
                new Encoder().writeString(prefix),
                in -> in.readList(Decoder::readString),
                null);
    }

    /** How many znodes there are below one. */
    public static Request<Integer> count(String path) {
        return new Request<>(
                OpCode.GET_ALL_CHILDREN_NUMBER, path, new Encoder().writeString(path), Decoder::readInt, null);
    }

    /** Sets a watch that stays. */
    public static Request<Object> watch(String path, boolean isRecursive) {
        return new Request<>(
                OpCode.ADD_WATCH,
                path,
                new Encoder().writeString(path).writeInt(isRecursive ? 1 : 0),
                in -> NOTHING,
                isRecursive ? WatchKind.RECURSIVE : WatchKind.PERSISTENT);
    }

    /** Takes all watches of this connection away from a path. */
    public static Request<Object> removeWatches(String path) {
        return new Request<>(
                OpCode.REMOVE_WATCHES, path, new Encoder().writeString(path).writeInt(3), in -> NOTHING, null);
    }

    /** Several writes of which all happen or none. */
    public static Request<List<Result>> multi(List<Request<?>> parts) {
        Encoder body = new Encoder();
        for (Request<?> part : parts) {
            body.writeInt(part.type).writeBoolean(false).writeInt(-1).write(part.body);
        }
        body.writeInt(-1).writeBoolean(true).writeInt(-1);
        return new Request<>(OpCode.MULTI, "", body, Request::readResults, null);
    }

    static Request<Object> close() {
        return new Request<>(OpCode.CLOSE_SESSION, "", new Encoder(), in -> NOTHING, null);
    }

    static Request<Object> ping() {
        return new Request<>(OpCode.PING, "", new Encoder(), in -> NOTHING, null);
    }

    static Request<Object> auth(Auth auth) {
        Encoder body = new Encoder().writeInt(0).writeString(auth.scheme()).writeBuffer(auth.bytes());
        return new Request<>(OpCode.AUTH, "", body, in -> NOTHING, null);
    }

    /** One token of a login with SASL; the answer is the server's next one, empty when it has none. */
    static Request<byte[]> sasl(byte[] token) {
        return new Request<>(
                OpCode.SASL,
                "",
                new Encoder().writeBuffer(token),
                in -> {
                    byte[] next = in.readBuffer();
                    return next == null ? new byte[0] : next;
                },
                null);
    }

    /** Puts watches back after a reconnect. */
    static Request<Object> restore(long seen, Watches watches) {
        Encoder body = new Encoder().writeLong(seen);
        for (WatchKind kind : WatchKind.values()) {
            body.writeStrings(watches.paths(kind));
        }
        return new Request<>(OpCode.SET_WATCHES2, "", body, in -> NOTHING, null);
    }

    private static Encoder watching(String path, boolean isWatching) {
        return new Encoder().writeString(path).writeBoolean(isWatching);
    }

    private static Acl readAcl(Decoder in) {
        return new Acl(in.readInt(), in.readString(), in.readString());
    }

    private static List<Result> readResults(Decoder in) {
        List<Result> results = new ArrayList<>();
        while (true) {
            int type = in.readInt();
            boolean isDone = in.readBoolean();
            in.readInt();
            if (isDone) {
                return results;
            }
            results.add(
                    switch (type) {
                        case OpCode.ERROR -> error(in.readInt());
                        case OpCode.CREATE -> new Result(ErrorCode.OK, 0, in.readString(), null);
                        case OpCode.CREATE2 -> new Result(ErrorCode.OK, 0, in.readString(), in.readStat());
                        case OpCode.SET_DATA -> new Result(ErrorCode.OK, 0, null, in.readStat());
                        case OpCode.DELETE, OpCode.CHECK -> new Result(ErrorCode.OK, 0, null, null);
                        default -> throw new IllegalArgumentException("a result of the type " + type);
                    });
        }
    }

    private static Result error(int number) {
        return new Result(ErrorCode.of(number), number, null, null);
    }

    int type() {
        return type;
    }

    /** The path it is about; empty when it has none. */
    public String path() {
        return path;
    }

    /** Whether it would change something. */
    public boolean isWrite() {
        return OpCode.isWrite(type);
    }

    @Nullable
    WatchKind watch() {
        return watch;
    }

    byte[] frame(int xid) {
        return new Encoder()
                .writeInt(2 * Integer.BYTES + body.length)
                .writeInt(xid)
                .writeInt(type)
                .write(body)
                .bytes();
    }

    T readReply(Decoder in) {
        return reply.read(in);
    }
}
