package synod.wire.zookeeper;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Acl;
import synod.tree.ErrorCode;
import synod.tree.EventType;
import synod.tree.Identity;
import synod.tree.Reply;
import synod.tree.Stat;
import synod.tree.Znode;
import synod.wire.Output;

/**
 * Replies and events as bytes. Each method appends one whole frame, its length first, to an {@link Output}; many frames
 * may follow each other in one. The {@code zxid} of a reply is the last one applied when the reply is formed.
 */
public final class ReplyEncoder {
    /** How many bytes the password of a session has; clients in C read exactly that many. */
    public static final int PASSWORD_LENGTH = 16;

    /** The state that every event tells: the client is connected. */
    private static final int SYNC_CONNECTED = 3;

    private static final Bytes NO_PASSWORD = Bytes.wrap(new byte[PASSWORD_LENGTH]);

    private ReplyEncoder() {}

    /**
     * The session is there.
     *
     * @param request what is answered: the reply has a readOnly byte exactly when the request had one
     * @param timeoutMillis the timeout that was settled on
     * @param password {@link #PASSWORD_LENGTH} bytes
     * @param readOnly whether this server cannot write at present
     */
    public static void connected(
            Output out, ConnectRequest request, int timeoutMillis, long sessionId, Bytes password, boolean readOnly) {
        int start = out.reserveInt();
        out.writeInt(0);
        out.writeInt(timeoutMillis);
        out.writeLong(sessionId);
        out.writeSized(password);
        if (request.saidReadOnly()) {
            out.writeBoolean(readOnly);
        }
        end(out, start);
    }

    /** The session that the client wants back is none, or not its own. The connection is to be closed behind this. */
    public static void refusedSession(Output out, ConnectRequest request) {
        connected(out, request, 0, 0, NO_PASSWORD, false);
    }

    /** It went well, and there is nothing more to say: ping, auth, closeSession, setWatches, removeWatches. */
    public static void done(Output out, int xid, long zxid) {
        failed(out, xid, zxid, ErrorCode.OK);
    }

    /** It was refused: a header alone. */
    public static void failed(Output out, int xid, long zxid, ErrorCode code) {
        out.writeInt(16);
        out.writeInt(xid);
        out.writeLong(zxid);
        out.writeInt(code.code());
    }

    /** The answer to a write that the tree has judged. */
    public static void written(Output out, int xid, long zxid, Reply reply) {
        if (reply instanceof Reply.Failed failed) {
            failed(out, xid, zxid, failed.code());
            return;
        }
        int start = begin(out, xid, zxid);
        if (reply instanceof Reply.Multi multi) {
            for (Reply result : multi.results()) {
                part(out, result);
            }
            multiHeader(out, OpCode.ERROR, true, OpCode.ERROR);
        } else {
            body(out, reply);
        }
        end(out, start);
    }

    /** The answer to exists, when the znode does. */
    public static void exists(Output out, int xid, long zxid, Znode node) {
        int start = begin(out, xid, zxid);
        stat(out, node);
        end(out, start);
    }

    /** The answer to getData. */
    public static void data(Output out, int xid, long zxid, Znode node) {
        int start = begin(out, xid, zxid);
        buffer(out, node.data());
        stat(out, node);
        end(out, start);
    }

    /**
     * The answer to getACL.
     *
     * @param shown the list as this caller may see it
     */
    public static void acl(Output out, int xid, long zxid, List<Acl> shown, Znode node) {
        int start = begin(out, xid, zxid);
        out.writeInt(shown.size());
        for (Acl entry : shown) {
            out.writeInt(entry.perms());
            buffer(out, entry.scheme());
            buffer(out, entry.id());
        }
        stat(out, node);
        end(out, start);
    }

    /**
     * The answer to getChildren and getChildren2.
     *
     * @param withStat whether the Stat follows the names: getChildren2
     */
    public static void children(Output out, int xid, long zxid, Znode node, boolean withStat) {
        int start = begin(out, xid, zxid);
        names(out, node);
        if (withStat) {
            stat(out, node);
        }
        end(out, start);
    }

    /** The answer to getAllChildrenNumber. */
    public static void allChildrenNumber(Output out, int xid, long zxid, int descendants) {
        int start = begin(out, xid, zxid);
        out.writeInt(descendants);
        end(out, start);
    }

    /** The answer to getEphemerals. */
    public static void ephemerals(Output out, int xid, long zxid, List<Bytes> paths) {
        int start = begin(out, xid, zxid);
        out.writeInt(paths.size());
        for (Bytes path : paths) {
            out.writeSized(path);
        }
        end(out, start);
    }

    /** The answer to sync: the path comes back. */
    public static void synced(Output out, int xid, long zxid, Bytes path) {
        int start = begin(out, xid, zxid);
        out.writeSized(path);
        end(out, start);
    }

    /** The answer to addWatch, whose four bytes clients wait for. */
    public static void watchAdded(Output out, int xid, long zxid) {
        int start = begin(out, xid, zxid);
        out.writeInt(ErrorCode.OK.code());
        end(out, start);
    }

    /**
     * The answer to whoAmI: each identity with the name of its user.
     *
     * @param identities the identities of the connection
     */
    public static void whoAmI(Output out, int xid, long zxid, List<Identity> identities) {
        int start = begin(out, xid, zxid);
        out.writeInt(identities.size());
        for (Identity identity : identities) {
            out.writeSized(identity.scheme());
            out.writeSized(DigestScheme.userOf(identity));
        }
        end(out, start);
    }

    /** The answer to a step of a SASL exchange; without a token the client goes on unauthenticated. */
    public static void sasl(Output out, int xid, long zxid, @Nullable Bytes token) {
        int start = begin(out, xid, zxid);
        buffer(out, token);
        end(out, start);
    }

    /** The login is refused; clients expect a token here too. */
    public static void saslFailed(Output out, int xid, ErrorCode code) {
        int start = out.reserveInt();
        out.writeInt(xid);
        out.writeLong(0);
        out.writeInt(code.code());
        buffer(out, null);
        end(out, start);
    }

    /** What a watch has to tell. */
    public static void event(Output out, EventType type, Bytes path, long zxid) {
        int start = begin(out, Xid.NOTIFICATION, zxid);
        out.writeInt(type.code());
        out.writeInt(SYNC_CONNECTED);
        out.writeSized(path);
        end(out, start);
    }

    /**
     * Begins the answer to a multiRead. Its results follow in order, each by {@link #multiReadData},
     * {@link #multiReadChildren} or {@link #multiReadFailed}, and then {@link #endMultiRead}.
     *
     * @return what {@link #endMultiRead} wants back
     */
    public static int beginMultiRead(Output out, int xid, long zxid) {
        return begin(out, xid, zxid);
    }

    /** One result of a multiRead: data and Stat. */
    public static void multiReadData(Output out, Znode node) {
        multiHeader(out, OpCode.GET_DATA, false, 0);
        buffer(out, node.data());
        stat(out, node);
    }

    /** One result of a multiRead: the names of the children. */
    public static void multiReadChildren(Output out, Znode node) {
        multiHeader(out, OpCode.GET_CHILDREN, false, 0);
        names(out, node);
    }

    /** One result of a multiRead: refused, which means nothing for the others. */
    public static void multiReadFailed(Output out, ErrorCode code) {
        failedPart(out, code);
    }

    /** Ends what {@link #beginMultiRead} began. */
    public static void endMultiRead(Output out, int start) {
        multiHeader(out, OpCode.ERROR, true, OpCode.ERROR);
        end(out, start);
    }

    private static int begin(Output out, int xid, long zxid) {
        int start = out.reserveInt();
        out.writeInt(xid);
        out.writeLong(zxid);
        out.writeInt(ErrorCode.OK.code());
        return start;
    }

    private static void end(Output out, int start) {
        out.setInt(start, out.length() - start - Integer.BYTES);
    }

    /** One result of a multi: the type of what was done, and its body. */
    private static void part(Output out, Reply result) {
        if (result instanceof Reply.Failed failed) {
            failedPart(out, failed.code());
            return;
        }
        multiHeader(out, typeOf(result), false, 0);
        body(out, result);
    }

    /** Containers and znodes with a time to live are answered as create2: clients know no other type with a Stat. */
    private static int typeOf(Reply result) {
        if (result instanceof Reply.Created created) {
            return created.stat() == null ? OpCode.CREATE : OpCode.CREATE2;
        }
        if (result instanceof Reply.DataSet) {
            return OpCode.SET_DATA;
        }
        if (result instanceof Reply.Deleted) {
            return OpCode.DELETE;
        }
        if (result instanceof Reply.Checked) {
            return OpCode.CHECK;
        }
        throw new IllegalArgumentException(result + " is no result of a multi");
    }

    private static void failedPart(Output out, ErrorCode code) {
        multiHeader(out, OpCode.ERROR, false, code.code());
        out.writeInt(code.code());
    }

    private static void multiHeader(Output out, int type, boolean done, int error) {
        out.writeInt(type);
        out.writeBoolean(done);
        out.writeInt(error);
    }

    /** What follows the header of a write that succeeded; nothing for those that have nothing to say. */
    private static void body(Output out, Reply reply) {
        if (reply instanceof Reply.Created created) {
            out.writeSized(created.path());
            if (created.stat() != null) {
                stat(out, created.stat());
            }
        } else if (reply instanceof Reply.DataSet set) {
            stat(out, set.stat());
        } else if (reply instanceof Reply.AclSet set) {
            stat(out, set.stat());
        }
    }

    private static void buffer(Output out, @Nullable Bytes bytes) {
        if (bytes == null) {
            out.writeInt(-1);
        } else {
            out.writeSized(bytes);
        }
    }

    private static void names(Output out, Znode node) {
        out.writeInt(node.numChildren());
        node.children((array, offset, length) -> {
            out.writeInt(length);
            out.write(array, offset, length);
        });
    }

    private static void stat(Output out, Stat stat) {
        out.writeLong(stat.czxid());
        out.writeLong(stat.mzxid());
        out.writeLong(stat.ctime());
        out.writeLong(stat.mtime());
        out.writeInt(stat.version());
        out.writeInt(stat.cversion());
        out.writeInt(stat.aversion());
        out.writeLong(stat.ephemeralOwner());
        out.writeInt(stat.dataLength());
        out.writeInt(stat.numChildren());
        out.writeLong(stat.pzxid());
    }

    private static void stat(Output out, Znode node) {
        out.writeLong(node.czxid());
        out.writeLong(node.mzxid());
        out.writeLong(node.ctime());
        out.writeLong(node.mtime());
        out.writeInt(node.version());
        out.writeInt(node.cversion());
        out.writeInt(node.aversion());
        out.writeLong(node.ephemeralOwner());
        out.writeInt(node.dataLength());
        out.writeInt(node.numChildren());
        out.writeLong(node.pzxid());
    }
}
