package synod.replica;

import java.util.List;
import synod.kernel.Bytes;
import synod.tree.AccessControl;
import synod.tree.Acl;
import synod.tree.ErrorCode;
import synod.tree.Foresight;
import synod.tree.Request;
import synod.tree.Tree;
import synod.tree.WatchKind;
import synod.tree.Watches;
import synod.tree.Znode;
import synod.wire.Output;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.ReplyEncoder;
import synod.wire.zookeeper.Xid;

/** Everything that is answered from the applied state of this server, in the protocol's order of checks. */
final class Reads {
    private final ReadMode mode;
    private final Tree tree;
    private final WatchDesk desk;
    private final Watches watches;
    private final Authentication authentication;
    private final Foresight foresight;
    private final Znode znode = new Znode();

    Reads(ReadMode mode, Tree tree, WatchDesk desk, Authentication authentication) {
        this.mode = mode;
        this.tree = tree;
        this.desk = desk;
        this.watches = desk.watches();
        this.authentication = authentication;
        this.foresight = new Foresight(tree);
    }

    /** Whether the answer needs a confirmation of how far the log stands. */
    boolean needsBarrier(ClientRequest request) {
        if (request instanceof ClientRequest.Sync) {
            return true;
        }
        return mode != ReadMode.LOCAL
                && (request instanceof ClientRequest.Read
                        || request instanceof ClientRequest.Exists
                        || request instanceof ClientRequest.GetAcl
                        || request instanceof ClientRequest.MultiRead
                        || request instanceof ClientRequest.GetEphemerals
                        || request instanceof ClientRequest.GetAllChildrenNumber);
    }

    /** Appends the answer to a request that is neither a write nor about the connection itself. */
    void answer(ClientConnection connection, Output out, int xid, long zxid, ClientRequest request) {
        if (request instanceof ClientRequest.GetData read) {
            answerData(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.Exists read) {
            exists(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.GetChildren read) {
            answerChildren(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.Ping) {
            // Whatever number the client gave it.
            ReplyEncoder.done(out, Xid.PING, zxid);
        } else if (request instanceof ClientRequest.Sync sync) {
            ReplyEncoder.synced(out, xid, zxid, sync.path());
        } else if (request instanceof ClientRequest.Refused refused) {
            ReplyEncoder.written(out, xid, zxid, refused.reply());
        } else if (request instanceof ClientRequest.GetAcl read) {
            answerAcl(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.GetAllChildrenNumber read) {
            answerAllChildrenNumber(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.GetEphemerals read) {
            Bytes prefix = read.prefix() == null || isAll(read.prefix()) ? Bytes.EMPTY : read.prefix();
            ReplyEncoder.ephemerals(out, xid, zxid, tree.ephemerals(connection.session, prefix));
        } else if (request instanceof ClientRequest.MultiRead read) {
            multiRead(connection, out, xid, zxid, read);
        } else if (request instanceof ClientRequest.SetWatches set) {
            desk.setAgain(connection, set);
            ReplyEncoder.done(out, xid, zxid);
        } else if (request instanceof ClientRequest.AddWatch add) {
            WatchKind kind = add.recursive() ? WatchKind.PERSISTENT_RECURSIVE : WatchKind.PERSISTENT;
            watches.add(kind, add.path().compact(), connection.id);
            ReplyEncoder.watchAdded(out, xid, zxid);
        } else if (request instanceof ClientRequest.CheckWatches check) {
            boolean found = watches.contains(check.kind(), check.path(), connection.id);
            ReplyEncoder.failed(out, xid, zxid, found ? ErrorCode.OK : ErrorCode.NO_WATCHER);
        } else if (request instanceof ClientRequest.RemoveWatches remove) {
            boolean found = watches.remove(remove.kind(), remove.path(), connection.id);
            ReplyEncoder.failed(out, xid, zxid, found ? ErrorCode.OK : ErrorCode.NO_WATCHER);
        } else if (request instanceof ClientRequest.WhoAmI) {
            ReplyEncoder.whoAmI(out, xid, zxid, authentication.shown(connection));
        } else if (request instanceof ClientRequest.Reconfig) {
            ReplyEncoder.failed(out, xid, zxid, ErrorCode.RECONFIG_DISABLED);
        } else {
            throw new synod.kernel.InvariantViolation("no answer to " + request);
        }
    }

    /** Why a write would be refused now by the lists it meets; OK when it would not. */
    ErrorCode refusal(ClientConnection connection, Request request) {
        return foresight.refusal(request, connection.identities());
    }

    private void answerData(ClientConnection connection, Output out, int xid, long zxid, ClientRequest.GetData read) {
        ErrorCode refusal = lookUp(connection, read.path(), Acl.READ);
        if (refusal != ErrorCode.OK) {
            ReplyEncoder.failed(out, xid, zxid, refusal);
            return;
        }
        ReplyEncoder.data(out, xid, zxid, znode);
        if (read.watch()) {
            watches.add(WatchKind.DATA, read.path().compact(), connection.id);
        }
    }

    private void exists(ClientConnection connection, Output out, int xid, long zxid, ClientRequest.Exists read) {
        if (hasNul(read.path())) {
            ReplyEncoder.failed(out, xid, zxid, ErrorCode.BAD_ARGUMENTS);
            return;
        }
        ErrorCode refusal = lookUp(connection, read.path(), Acl.READ);
        if (refusal == ErrorCode.NO_AUTH) {
            ReplyEncoder.failed(out, xid, zxid, refusal);
            return;
        }
        if (read.watch()) {
            watches.add(WatchKind.DATA, read.path().compact(), connection.id);
        }
        if (refusal == ErrorCode.OK) {
            ReplyEncoder.exists(out, xid, zxid, znode);
        } else {
            ReplyEncoder.failed(out, xid, zxid, refusal);
        }
    }

    private void answerChildren(
            ClientConnection connection, Output out, int xid, long zxid, ClientRequest.GetChildren read) {
        ErrorCode refusal = lookUp(connection, read.path(), Acl.READ);
        if (refusal != ErrorCode.OK) {
            ReplyEncoder.failed(out, xid, zxid, refusal);
            return;
        }
        ReplyEncoder.children(out, xid, zxid, znode, read.withStat());
        if (read.watch()) {
            watches.add(WatchKind.CHILDREN, read.path().compact(), connection.id);
        }
    }

    private void answerAcl(ClientConnection connection, Output out, int xid, long zxid, ClientRequest.GetAcl read) {
        ErrorCode refusal = lookUp(connection, read.path(), Acl.READ | Acl.ADMIN);
        if (refusal != ErrorCode.OK) {
            ReplyEncoder.failed(out, xid, zxid, refusal);
            return;
        }
        List<Acl> shown = AccessControl.shown(znode.acl(), connection.identities());
        ReplyEncoder.acl(out, xid, zxid, shown, znode);
    }

    private void answerAllChildrenNumber(
            ClientConnection connection, Output out, int xid, long zxid, ClientRequest.GetAllChildrenNumber read) {
        ErrorCode refusal = lookUp(connection, read.path(), Acl.READ);
        if (refusal != ErrorCode.OK) {
            ReplyEncoder.failed(out, xid, zxid, refusal);
            return;
        }
        ReplyEncoder.allChildrenNumber(out, xid, zxid, znode.descendants());
    }

    private void multiRead(
            ClientConnection connection, Output out, int xid, long zxid, ClientRequest.MultiRead request) {
        int start = ReplyEncoder.beginMultiRead(out, xid, zxid);
        for (ClientRequest.Read read : request.reads()) {
            ErrorCode refusal = lookUp(connection, read.path(), Acl.READ);
            if (refusal != ErrorCode.OK) {
                ReplyEncoder.multiReadFailed(out, refusal);
            } else if (read instanceof ClientRequest.GetData) {
                ReplyEncoder.multiReadData(out, znode);
            } else {
                ReplyEncoder.multiReadChildren(out, znode);
            }
        }
        ReplyEncoder.endMultiRead(out, start);
    }

    /** Points the window at the znode when it is there and the caller may do one of the things wanted. */
    private ErrorCode lookUp(ClientConnection connection, Bytes path, int wanted) {
        if (!tree.find(path, znode)) {
            return ErrorCode.NO_NODE;
        }
        return AccessControl.allows(znode.acl(), wanted, connection.identities()) ? ErrorCode.OK : ErrorCode.NO_AUTH;
    }

    private static boolean hasNul(Bytes path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.at(i) == 0) {
                return true;
            }
        }
        return false;
    }

    /** A prefix that is blank or the root asks for everything. */
    private static boolean isAll(Bytes prefix) {
        if (prefix.length() == 1 && prefix.at(0) == '/') {
            return true;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (prefix.at(i) != ' ' && prefix.at(i) != '\t') {
                return false;
            }
        }
        return true;
    }
}
