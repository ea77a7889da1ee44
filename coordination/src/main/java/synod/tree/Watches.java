package synod.tree;

import java.util.List;
import synod.kernel.Bytes;

/** The watches of one server's connections. Not replicated, not persisted. */
@SuppressWarnings("DoNotCallSuggester")
public final class Watches {
    /** Registers a watch; {@link WatchKind#ANY} is not one. */
    public void add(WatchKind kind, Bytes path, long connection) {
        throw NotYet.built();
    }

    /** Whether the connection has such a watch on exactly this path. */
    public boolean contains(WatchKind kind, Bytes path, long connection) {
        throw NotYet.built();
    }

    /** Removes such watches of the connection on exactly this path; whether there were any. */
    public boolean remove(WatchKind kind, Bytes path, long connection) {
        throw NotYet.built();
    }

    /** Removes all watches of a connection, in time proportional to their number. */
    public void removeConnection(long connection) {
        throw NotYet.built();
    }

    /** How many watches there are, in both tables. */
    public int size() {
        throw NotYet.built();
    }

    /** Whether nobody watches anything. */
    public boolean isEmpty() {
        throw NotYet.built();
    }

    /** Tells of the changes, in order. */
    public void trigger(Changes changes, WatchFilter filter, WatchSink sink) {
        throw NotYet.built();
    }

    /**
     * What setWatches and setWatches2 ask for: tells at once what has changed since {@code relativeZxid}, registers the
     * rest.
     */
    public void rearm(Tree tree, long connection, long relativeZxid, Rearm lists, WatchSink sink) {
        throw NotYet.built();
    }

    /** The lists of a setWatches2; the last two are empty in a setWatches. */
    public record Rearm(
            List<Bytes> data,
            List<Bytes> exists,
            List<Bytes> children,
            List<Bytes> persistent,
            List<Bytes> persistentRecursive) {}
}
