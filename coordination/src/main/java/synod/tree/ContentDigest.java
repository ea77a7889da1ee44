package synod.tree;

import java.util.Arrays;
import synod.kernel.Bytes;

/**
 * What a digest of the znodes is made of: the sum, over all of them, of path and packed record mixed, and over all lists
 * of permissions. A sum, so that it does not matter in which order they come: an image brings some early.
 */
final class ContentDigest {
    private static final int FIRST_DEPTH = 16;

    private ContentDigest() {}

    /** What the root's path is mixed to. */
    static long root() {
        return Mix.SEED;
    }

    /** What a child's path is mixed to. */
    static long child(long parent, byte[] array, int offset, int length) {
        return Mix.fold(parent, array, offset, length);
    }

    /** What a path is mixed to. */
    static long path(Bytes path) {
        long digest = root();
        byte[] array = path.array();
        int end = path.offset() + path.length();
        int start = path.offset() + 1;
        while (start < end) {
            int next = start;
            while (next < end && array[next] != '/') {
                next++;
            }
            digest = child(digest, array, start, next - start);
            start = next + 1;
        }
        return digest;
    }

    /** The share of one znode. */
    static long znode(long path, byte[] record) {
        return Mix.fold(path, record, 0, record.length);
    }

    static long of(Tree tree) {
        long sum = tree.acls.digest() + znode(root(), tree.root.record);
        Directory[] directories = new Directory[FIRST_DEPTH];
        long[] paths = new long[FIRST_DEPTH];
        int[] next = new int[FIRST_DEPTH];
        int[] page = new int[FIRST_DEPTH];
        directories[0] = tree.root;
        paths[0] = root();
        int level = 0;
        while (level >= 0) {
            Directory directory = directories[level];
            if (page[level] == directory.pageCount()) {
                level--;
                continue;
            }
            Page current = directory.page(page[level]);
            if (next[level] == current.used) {
                page[level]++;
                next[level] = 0;
                continue;
            }
            Object entry = current.entries[next[level]++];
            byte[] record = Page.record(entry);
            long path = child(paths[level], record, Packed.nameAt(record), Packed.nameLength(record));
            sum += znode(path, record);
            if (entry instanceof Directory below) {
                level++;
                if (level == directories.length) {
                    directories = Arrays.copyOf(directories, 2 * level);
                    paths = Arrays.copyOf(paths, 2 * level);
                    next = Arrays.copyOf(next, 2 * level);
                    page = Arrays.copyOf(page, 2 * level);
                }
                directories[level] = below;
                paths[level] = path;
                next[level] = 0;
                page[level] = 0;
            }
        }
        return sum;
    }
}
