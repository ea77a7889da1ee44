package synod.replica;

import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.tree.AccessControl;
import synod.tree.Acl;
import synod.tree.CatchUp;
import synod.tree.ChangeIndex;
import synod.tree.Changes;
import synod.tree.EventType;
import synod.tree.Tree;
import synod.tree.WatchFilter;
import synod.tree.WatchSink;
import synod.tree.Watches;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.ReplyEncoder;

/** The watches of this server's clients, who is told what, and what those are told who were away. */
final class WatchDesk {
    private final Tree tree;
    private final LongMap<ClientConnection> connections;
    private final Replies replies;
    private final Watches watches = new Watches();
    private final ChangeIndex past;
    private final WatchFilter filter = this::mayRead;
    private final WatchSink sink = this::tell;

    /**
     * @param zxid of the state as it is
     * @param keptChanges how many changes are kept for those who are away
     */
    WatchDesk(Tree tree, LongMap<ClientConnection> connections, Replies replies, long zxid, int keptChanges) {
        this.tree = tree;
        this.connections = connections;
        this.replies = replies;
        this.past = new ChangeIndex(zxid, keptChanges);
    }

    Watches watches() {
        return watches;
    }

    /** A transaction has changed something. */
    void onChanges(Changes changes) {
        if (changes.size() > 0) {
            past.add(changes);
            if (!watches.isEmpty()) {
                watches.trigger(changes, filter, sink);
            }
        }
    }

    /**
     * A client that was away sets its watches again, and is told what they have missed. Nothing is handed out meanwhile: the
     * answer to this request follows in the same buffer.
     */
    void setAgain(ClientConnection connection, ClientRequest.SetWatches set) {
        WatchSink missed = (id, type, path, zxid) -> ReplyEncoder.event(replies.to(connection), type, path, zxid);
        CatchUp.tell(tree, past, connection.id, set.relativeZxid(), set.lists(), filter, missed);
        watches.rearm(tree, connection.id, set.relativeZxid(), set.lists(), missed);
    }

    private void tell(long id, EventType type, Bytes path, long zxid) {
        ClientConnection connection = connections.find(id);
        if (connection != null) {
            ReplyEncoder.event(replies.to(connection), type, path, zxid);
            replies.handOutIfMany();
        }
    }

    private boolean mayRead(long id, List<Acl> acl) {
        ClientConnection connection = connections.find(id);
        return connection != null && AccessControl.allows(acl, Acl.READ, connection.identities());
    }
}
