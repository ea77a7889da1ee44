package synod.tree;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The watches of one server's connections. Not replicated, not persisted.
 *
 * <p>Two tables, as the protocol has them: what happens to a znode itself is looked up in the table of data watches,
 * what happens among its children in the table of child watches. A connection gets one message for each change and
 * table, however many of its watches match; connections are told in ascending order. Ten thousand connections on one
 * path take nine bytes each there, and a reference in the connection's own list.
 */
public final class Watches {
    private final Map<WatchedPath, WatchedPath> paths = new LinkedHashMap<>();
    private final Map<Long, Watcher> watchers = new LinkedHashMap<>();
    private final WatchedPath probe = new WatchedPath(new byte[0]);
    private final LongList told = new LongList();
    private final LongList others = new LongList();
    private final LongList gone = new LongList();
    private int dataWatches;
    private int childWatches;
    private int recursiveWatches;
    private long cleanUps;

    /**
     * Registers a watch; the same one twice counts once.
     *
     * @throws IllegalArgumentException for {@link WatchKind#ANY}, which is not one
     */
    public void add(WatchKind kind, Bytes path, long connection) {
        if (kind == WatchKind.ANY) {
            throw new IllegalArgumentException("a watch is of one kind");
        }
        WatchedPath watched = find(path.array(), path.offset(), path.length());
        if (watched == null) {
            watched = probe.kept();
            paths.put(watched, watched);
        }
        if (!watched.isWatchedBy(connection)) {
            watchers.computeIfAbsent(connection, id -> new Watcher()).add(watched);
        }
        int inData = dataModes(kind);
        int inChildren = childModes(kind);
        if (inData == WatcherSet.RECURSIVE && (watched.data.modesOf(connection) & WatcherSet.RECURSIVE) == 0) {
            recursiveWatches++;
        }
        if (inData != 0 && watched.data.add(connection, inData)) {
            dataWatches++;
        }
        if (inChildren != 0 && watched.children.add(connection, inChildren)) {
            childWatches++;
        }
    }

    /** Whether the connection has such a watch on exactly this path. */
    public boolean contains(WatchKind kind, Bytes path, long connection) {
        WatchedPath watched = find(path.array(), path.offset(), path.length());
        return watched != null
                && ((watched.data.modesOf(connection) & dataModes(kind)) != 0
                        || (watched.children.modesOf(connection) & childModes(kind)) != 0);
    }

    /** Removes such watches of the connection on exactly this path; whether there were any. */
    public boolean remove(WatchKind kind, Bytes path, long connection) {
        WatchedPath watched = find(path.array(), path.offset(), path.length());
        if (watched == null) {
            return false;
        }
        int inData = watched.data.modesOf(connection) & dataModes(kind);
        int inChildren = watched.children.modesOf(connection) & childModes(kind);
        if (inData == 0 && inChildren == 0) {
            return false;
        }
        take(watched, connection, inData, inChildren);
        settle(watched, connection);
        forgetUnwatched(watched);
        return true;
    }

    /** Removes all watches of a connection, in time proportional to their number. */
    public void removeConnection(long connection) {
        Watcher watcher = watchers.remove(connection);
        if (watcher == null) {
            return;
        }
        for (int i = 0; i < watcher.size; i++) {
            WatchedPath watched = watcher.paths[i];
            if (!watched.isWatchedBy(connection)) {
                // Stale: the path may have been forgotten since, and be there again as another object.
                continue;
            }
            take(watched, connection, watched.data.modesOf(connection), watched.children.modesOf(connection));
            forgetUnwatched(watched);
        }
    }

    private static int dataModes(WatchKind kind) {
        return switch (kind) {
            case CHILDREN -> 0;
            case DATA -> WatcherSet.ONE_SHOT;
            case ANY -> WatcherSet.ONE_SHOT | WatcherSet.PERSISTENT | WatcherSet.RECURSIVE;
            case PERSISTENT -> WatcherSet.PERSISTENT;
            case PERSISTENT_RECURSIVE -> WatcherSet.RECURSIVE;
        };
    }

    private static int childModes(WatchKind kind) {
        return switch (kind) {
            case CHILDREN -> WatcherSet.ONE_SHOT;
            case DATA, PERSISTENT_RECURSIVE -> 0;
            case ANY -> WatcherSet.ONE_SHOT | WatcherSet.PERSISTENT;
            case PERSISTENT -> WatcherSet.PERSISTENT;
        };
    }

    private void take(WatchedPath watched, long connection, int inData, int inChildren) {
        if ((inData & WatcherSet.RECURSIVE) != 0) {
            recursiveWatches--;
        }
        if (inData != 0 && watched.data.remove(connection, inData)) {
            dataWatches--;
        }
        if (inChildren != 0 && watched.children.remove(connection, inChildren)) {
            childWatches--;
        }
    }

    /** After a connection has lost watches on a path: notes it when they were its last ones there. */
    private void settle(WatchedPath watched, long connection) {
        Watcher watcher = watched.isWatchedBy(connection) ? null : watchers.get(connection);
        if (watcher == null) {
            return;
        }
        if (watcher.lose(connection, cleanUps + 1)) {
            cleanUps++;
        }
        if (watcher.live == 0) {
            watchers.remove(connection);
        }
    }

    private void forgetUnwatched(WatchedPath watched) {
        if (watched.isUnwatched()) {
            paths.remove(watched);
        }
    }

    /** Whether nobody watches anything. */
    public boolean isEmpty() {
        return paths.isEmpty();
    }

    /** How many watches there are in both tables, a connection counted once for each path and table. */
    public int size() {
        return dataWatches + childWatches;
    }

    /** Tells of the changes, in order. {@code sink} must not touch the watches. */
    public void trigger(Changes changes, WatchFilter filter, WatchSink sink) {
        for (int i = 0; i < changes.size() && !isEmpty(); i++) {
            EventType type = changes.type(i);
            Bytes path = changes.path(i);
            long zxid = changes.zxid(i);
            List<Acl> acl = changes.acl(i);
            tellOfZnode(type, path, zxid, acl, filter, sink);
            if (type == EventType.DELETED) {
                tellOfChildren(EventType.DELETED, path, zxid, acl, true, filter, sink);
            }
            List<Acl> parentAcl = changes.parentAcl(i);
            if (parentAcl != null && childWatches > 0) {
                tellOfChildren(EventType.CHILDREN_CHANGED, Paths.parent(path), zxid, parentAcl, false, filter, sink);
            }
        }
    }

    /** The table of data watches: everyone at the path, and whoever watches an ancestor with all below it. */
    private void tellOfZnode(EventType type, Bytes path, long zxid, List<Acl> acl, WatchFilter filter, WatchSink sink) {
        told.clear();
        WatchedPath watched = find(path.array(), path.offset(), path.length());
        if (watched != null) {
            for (int i = 0; i < watched.data.size(); i++) {
                told.add(watched.data.connection(i));
            }
        }
        if (recursiveWatches > 0 && addRecursive(path)) {
            told.sortDistinct();
        }
        if (watched != null) {
            dataWatches -= consume(watched, watched.data);
        }
        for (int i = 0; i < told.size(); i++) {
            long connection = told.get(i);
            if (filter.mayRead(connection, acl)) {
                sink.onEvent(connection, type, path, zxid);
            }
        }
    }

    /** Whether there were any. */
    private boolean addRecursive(Bytes path) {
        int before = told.size();
        byte[] array = path.array();
        int from = path.offset();
        int end = from + path.length();
        if (path.length() > 1) {
            addRecursive(find(Paths.ROOT.array(), Paths.ROOT.offset(), Paths.ROOT.length()));
        }
        int hash = Paths.hashSeed();
        for (int at = from; at < end; at++) {
            if (array[at] == '/' && at > from) {
                probe.point(array, from, at - from, Paths.spread(hash));
                addRecursive(paths.get(probe));
            }
            hash = Paths.hashStep(hash, array[at]);
        }
        return told.size() > before;
    }

    private void addRecursive(@Nullable WatchedPath ancestor) {
        if (ancestor != null) {
            for (int i = 0; i < ancestor.data.size(); i++) {
                if ((ancestor.data.modes(i) & WatcherSet.RECURSIVE) != 0) {
                    told.add(ancestor.data.connection(i));
                }
            }
        }
    }

    /** The table of child watches; {@code onlyOthers} leaves out whoever was just told from the other table. */
    private void tellOfChildren(
            EventType type,
            Bytes path,
            long zxid,
            List<Acl> acl,
            boolean onlyOthers,
            WatchFilter filter,
            WatchSink sink) {
        WatchedPath watched = find(path.array(), path.offset(), path.length());
        if (watched == null || watched.children.size() == 0) {
            return;
        }
        others.clear();
        for (int i = 0; i < watched.children.size(); i++) {
            long connection = watched.children.connection(i);
            if (!onlyOthers || !told.containsSorted(connection)) {
                others.add(connection);
            }
        }
        childWatches -= consume(watched, watched.children);
        for (int i = 0; i < others.size(); i++) {
            long connection = others.get(i);
            if (filter.mayRead(connection, acl)) {
                sink.onEvent(connection, type, path, zxid);
            }
        }
    }

    /** Uses up the one-shot watches; how many connections are gone from the set. */
    private int consume(WatchedPath watched, WatcherSet set) {
        gone.clear();
        set.consume(gone);
        for (int i = 0; i < gone.size(); i++) {
            settle(watched, gone.get(i));
        }
        forgetUnwatched(watched);
        return gone.size();
    }

    /**
     * What setWatches and setWatches2 ask for: tells at once what has changed since {@code relativeZxid}, registers the
     * rest. What is told has zxid -1 and is not filtered.
     */
    public void rearm(Tree tree, long connection, long relativeZxid, Rearm lists, WatchSink sink) {
        Znode node = new Znode();
        for (Bytes path : lists.data) {
            if (!tree.find(path, node)) {
                sink.onEvent(connection, EventType.DELETED, path, -1);
            } else if (node.mzxid() > relativeZxid) {
                sink.onEvent(connection, EventType.DATA_CHANGED, path, -1);
            } else {
                add(WatchKind.DATA, path, connection);
            }
        }
        for (Bytes path : lists.exists) {
            if (tree.find(path, node)) {
                sink.onEvent(connection, EventType.CREATED, path, -1);
            } else {
                add(WatchKind.DATA, path, connection);
            }
        }
        for (Bytes path : lists.children) {
            if (!tree.find(path, node)) {
                sink.onEvent(connection, EventType.DELETED, path, -1);
            } else if (node.pzxid() > relativeZxid) {
                sink.onEvent(connection, EventType.CHILDREN_CHANGED, path, -1);
            } else {
                add(WatchKind.CHILDREN, path, connection);
            }
        }
        for (Bytes path : lists.persistent) {
            add(WatchKind.PERSISTENT, path, connection);
        }
        for (Bytes path : lists.persistentRecursive) {
            add(WatchKind.PERSISTENT_RECURSIVE, path, connection);
        }
    }

    /** How many connections, paths and watches there are in the table of data watches, as {@code wchs} tells. */
    public Summary summary() {
        int connections = 0;
        for (Map.Entry<Long, Watcher> entry : watchers.entrySet()) {
            if (entry.getValue().hasData(entry.getKey())) {
                connections++;
            }
        }
        int watchedPaths = 0;
        for (WatchedPath watched : paths.values()) {
            if (watched.data.size() > 0) {
                watchedPaths++;
            }
        }
        return new Summary(connections, watchedPaths, dataWatches);
    }

    /** Every data watch, the connections of one path together, as {@code wchp} tells. */
    public void eachByPath(Visitor visitor) {
        for (WatchedPath watched : paths.values()) {
            Bytes path = watched.path();
            for (int i = 0; i < watched.data.size(); i++) {
                visitor.onWatch(path, watched.data.connection(i));
            }
        }
    }

    /** Every data watch, the paths of one connection together, as {@code wchc} tells. */
    public void eachByConnection(Visitor visitor) {
        for (Map.Entry<Long, Watcher> entry : watchers.entrySet()) {
            Watcher watcher = entry.getValue();
            long connection = entry.getKey();
            watcher.cleanUp(connection, ++cleanUps);
            for (int i = 0; i < watcher.size; i++) {
                if (watcher.paths[i].data.modesOf(connection) != 0) {
                    visitor.onWatch(watcher.paths[i].path(), connection);
                }
            }
        }
    }

    private @Nullable WatchedPath find(byte[] array, int offset, int length) {
        probe.point(array, offset, length);
        return paths.get(probe);
    }

    /** The lists of a setWatches2; the last two are empty in a setWatches. */
    public record Rearm(
            List<Bytes> data,
            List<Bytes> exists,
            List<Bytes> children,
            List<Bytes> persistent,
            List<Bytes> persistentRecursive) {}

    /** Figures of the table of data watches. */
    public record Summary(int connections, int paths, int watches) {}

    /** Receives watches one by one. */
    @FunctionalInterface
    public interface Visitor {
        /** {@code connection} watches {@code path}. */
        void onWatch(Bytes path, long connection);
    }

    /**
     * Which paths a connection watches. A path whose watches are used up stays in the list until half of the list is
     * stale, and may then be in it twice, so that using one up searches nothing.
     */
    private static final class Watcher {
        private static final int FIRST_CAPACITY = 2;
        private static final int TOLERATED = 8;

        private WatchedPath[] paths = new WatchedPath[FIRST_CAPACITY];
        private int size;
        private int live;

        void add(WatchedPath path) {
            if (size == paths.length) {
                paths = Arrays.copyOf(paths, size + Math.max(2, size >> 1));
            }
            paths[size++] = path;
            live++;
        }

        /** One path less; whether the list was cleaned up, with this number. */
        boolean lose(long connection, long cleanUp) {
            live--;
            if (size <= 2 * live + TOLERATED) {
                return false;
            }
            cleanUp(connection, cleanUp);
            return true;
        }

        void cleanUp(long connection, long number) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                WatchedPath path = paths[i];
                if (path.mark != number && path.isWatchedBy(connection)) {
                    path.mark = number;
                    paths[kept++] = path;
                }
            }
            size = kept;
            paths = Arrays.copyOf(paths, Math.max(FIRST_CAPACITY, size));
        }

        boolean hasData(long connection) {
            for (int i = 0; i < size; i++) {
                if (paths[i].data.modesOf(connection) != 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
