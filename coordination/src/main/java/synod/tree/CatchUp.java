package synod.tree;

import java.util.List;
import synod.kernel.Bytes;

/**
 * Tells persistent watches that are set again what has happened while nobody watched for them.
 *
 * <p>As long as the {@link ChangeIndex} reaches back far enough, they are told what they would have been told, in order and
 * with the zxids of the changes. Otherwise, and when that would be more than {@link #MOST_EVENTS} events, they are told what
 * has become of their znodes, with zxid -1: a plain watch what a comparison with the znode shows, a recursive one that its
 * own znode's data have changed, which then means that everything below it is to be looked at again.
 */
public final class CatchUp {
    /** When there is more to tell, looking again costs less. */
    public static final int MOST_EVENTS = 1000;

    private static final int AT_ONCE = 64;

    private final Tree tree;
    private final long connection;
    private final WatchFilter filter;
    private final WatchSink sink;

    private CatchUp(Tree tree, long connection, WatchFilter filter, WatchSink sink) {
        this.tree = tree;
        this.connection = connection;
        this.filter = filter;
        this.sink = sink;
    }

    /**
     * Tells what the persistent watches among these have missed.
     *
     * @param since the last zxid of which the client knows everything; an event of an earlier one is not told
     * @param lists the watches that are set again
     * @param filter who may hear of what, as for events that are told at once
     */
    public static void tell(
            Tree tree,
            ChangeIndex past,
            long connection,
            long since,
            Watches.Rearm lists,
            WatchFilter filter,
            WatchSink sink) {
        if (past.isKept()
                && !(lists.persistent().isEmpty() && lists.persistentRecursive().isEmpty())) {
            new CatchUp(tree, connection, filter, sink)
                    .tell(past, since, lists.persistent(), lists.persistentRecursive());
        }
    }

    private void tell(ChangeIndex past, long since, List<Bytes> persistent, List<Bytes> recursive) {
        Watches again = new Watches();
        persistent.forEach(path -> again.add(WatchKind.PERSISTENT, path, connection));
        recursive.forEach(path -> again.add(WatchKind.PERSISTENT_RECURSIVE, path, connection));
        if (since >= past.floor() && count(past, since, again) <= MOST_EVENTS) {
            replay(past, past.firstAfter(since), past.size(), again, sink);
        } else {
            Znode node = new Znode();
            persistent.forEach(path -> compare(path, node, since));
            recursive.forEach(path -> pointTo(path, node));
        }
    }

    /** How many events there are to tell; not all of them are counted when they are too many. */
    private int count(ChangeIndex past, long since, Watches again) {
        int[] count = {0};
        WatchSink counter = (id, type, path, zxid) -> count[0]++;
        int from = past.firstAfter(since);
        while (from < past.size() && count[0] <= MOST_EVENTS) {
            int to = Math.min(past.size(), from + AT_ONCE);
            replay(past, from, to, again, counter);
            from = to;
        }
        return count[0];
    }

    private void replay(ChangeIndex past, int from, int to, Watches again, WatchSink told) {
        Changes changes = new Changes();
        for (int i = from; i < to; i++) {
            changes.clear();
            past.copy(i, changes);
            again.trigger(changes, filter, told);
        }
    }

    private void compare(Bytes path, Znode node, long since) {
        if (!tree.find(path, node)) {
            sink.onEvent(connection, EventType.DELETED, path, -1);
        } else if (filter.mayRead(connection, node.acl())) {
            if (node.czxid() > since) {
                sink.onEvent(connection, EventType.CREATED, path, -1);
            } else if (node.mzxid() > since) {
                sink.onEvent(connection, EventType.DATA_CHANGED, path, -1);
            }
            if (node.pzxid() > Math.max(since, node.czxid())) {
                sink.onEvent(connection, EventType.CHILDREN_CHANGED, path, -1);
            }
        }
    }

    private void pointTo(Bytes path, Znode node) {
        if (!tree.find(path, node)) {
            sink.onEvent(connection, EventType.DELETED, path, -1);
        } else if (filter.mayRead(connection, node.acl())) {
            sink.onEvent(connection, EventType.DATA_CHANGED, path, -1);
        }
    }
}
