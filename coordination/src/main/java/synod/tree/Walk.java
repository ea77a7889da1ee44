package synod.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The way from the root to one znode, found component by component without allocating. Used again and again; valid until
 * the tree changes.
 */
final class Walk {
    private static final int FIRST_DEPTH = 16;

    private final Directory root;
    /** The directories on the way, root first, the znode itself not included. */
    private Directory[] ancestors = new Directory[FIRST_DEPTH];

    private int depth;
    /** Where the znode stands in its parent; meaningless for the root. */
    final Directory.Spot spot = new Directory.Spot();

    /** Where a child of the znode found stands or would stand, after {@link #toChild}. */
    final Directory.Spot child = new Directory.Spot();

    private @Nullable Object entry;

    Walk(Directory root) {
        this.root = root;
    }

    /** Walks to the znode of this path; false when there is none, which a malformed path never has. */
    boolean to(byte[] array, int offset, int length) {
        depth = 0;
        entry = null;
        if (length == 0 || array[offset] != '/') {
            return false;
        }
        if (length == 1) {
            entry = root;
            return true;
        }
        Object at = root;
        int end = offset + length;
        int start = offset + 1;
        while (true) {
            int hash = Paths.hashSeed();
            int next = start;
            while (next < end && array[next] != '/') {
                hash = Paths.hashStep(hash, array[next]);
                next++;
            }
            if (!(at instanceof Directory directory)
                    || !directory.find(Paths.spread(hash), array, start, next - start, spot)) {
                return false;
            }
            push(directory);
            at = spot.entry();
            if (next == end) {
                entry = at;
                return true;
            }
            start = next + 1;
        }
    }

    boolean to(Bytes path) {
        return to(path.array(), path.offset(), path.length());
    }

    /** Walks to the parent of a path that has a slash. */
    boolean toParent(Bytes path) {
        int slash = Paths.lastSlash(path);
        if (slash == 0) {
            depth = 0;
            entry = root;
            return true;
        }
        return to(path.array(), path.offset(), slash);
    }

    /** From the parent, looks for the last component of the path; whether it is there. */
    boolean toChild(Bytes path) {
        int name = Paths.lastSlash(path) + 1;
        return toChild(path.array(), path.offset() + name, path.length() - name);
    }

    /** Looks for a child by its name; whether it is there. */
    boolean toChild(byte[] array, int offset, int length) {
        Directory directory = directory();
        return directory != null && directory.find(Paths.hash(array, offset, length), array, offset, length, child);
    }

    /** The znode found: a packed record or a directory. */
    Object entry() {
        return java.util.Objects.requireNonNull(entry);
    }

    byte[] record() {
        return Page.record(entry());
    }

    @Nullable
    Directory directory() {
        return entry instanceof Directory directory ? directory : null;
    }

    int childCount() {
        return entry instanceof Directory directory ? directory.count() : 0;
    }

    /** Puts another record in the place of the one found. */
    void replaceRecord(byte[] record) {
        if (entry instanceof Directory directory) {
            directory.record = record;
        } else {
            spot.replace(record);
            entry = record;
        }
    }

    /** Makes the znode found one that can have children. */
    Directory becomeDirectory() {
        if (entry instanceof Directory directory) {
            return directory;
        }
        Directory directory = new Directory(record());
        spot.replace(directory);
        entry = directory;
        return directory;
    }

    /** The znode found, whose last child is gone, needs no table any more; the root keeps its own. */
    void becomeLeaf() {
        if (depth > 0) {
            byte[] record = record();
            spot.replace(record);
            entry = record;
        }
    }

    /** So many znodes more below every ancestor of the znode found. */
    void countBelowAncestors(int difference) {
        for (int i = 0; i < depth; i++) {
            ancestors[i].descendants += difference;
        }
    }

    private void push(Directory directory) {
        if (depth == ancestors.length) {
            ancestors = Arrays.copyOf(ancestors, 2 * depth);
        }
        ancestors[depth++] = directory;
    }
}
