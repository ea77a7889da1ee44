package synod.tree;

import synod.kernel.Bytes;

/** Where the events of watches go. */
@FunctionalInterface
public interface WatchSink {
    /**
     * One message for one connection.
     *
     * @param path the znode; for {@link EventType#CHILDREN_CHANGED} the parent. It may be a slice of a larger array
     * @param zxid of the change; -1 for what a re-armed watch finds changed already
     */
    void onEvent(long connection, EventType type, Bytes path, long zxid);
}
