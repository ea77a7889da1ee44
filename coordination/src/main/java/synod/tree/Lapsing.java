package synod.tree;

import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The containers and the znodes with a time to live, by path. What is in here follows from the znodes; it is kept so that
 * whoever looks for those that are to go does not walk the whole tree.
 */
final class Lapsing {
    private final TreeSet<byte[]> paths = new TreeSet<>(Arrays::compareUnsigned);

    void add(Bytes path) {
        paths.add(path.toArray());
    }

    void remove(Bytes path) {
        paths.remove(path.toArray());
    }

    /** The first path behind this one, ascending by bytes; null when there is none. */
    @Nullable
    Bytes after(Bytes path) {
        byte[] next = paths.higher(path.toArray());
        return next == null ? null : Bytes.wrap(next);
    }
}
