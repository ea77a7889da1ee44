package synod.tree;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;

/**
 * Writes the image of a tree at one zxid, a few znodes at a time, while the tree goes on.
 *
 * <p>The cursor walks the tree parents first, children in the order of their table. Its place is a path, so it does not
 * matter what becomes of the tables between two slices. A znode that is about to change or go for the first time since
 * the image began, and that the cursor has not come to, is put aside: written at once, with its path. What the cursor
 * finds changed was put aside; what it finds created later is not part of the image, with everything below it.
 *
 * <p>Format, version 1, big-endian; {@code n} is a varint, {@code bytes} are a varint length and so many bytes:
 *
 * <pre>
 *  "SYNT" | version 4 | zxid 8 | running digest 8
 *  then in any number
 *   1 | n id | n count | count x (perms 4 | bytes scheme | bytes id)   permissions, before the first znode that has them
 *   2 | n depth | bytes packed znode                                   a child of the last one of depth - 1; root: 0
 *   3 | bytes path of the parent, none for the root | bytes packed     put aside; its ancestors may follow later
 *   4 | n depth | bytes name                                           the walk goes through a znode put aside before
 *  and last
 *   5 | number of znodes 8 | digest of the content 8
 * </pre>
 *
 * The packed form is described at {@code Packed}. {@link TreeLoader} reads it.
 */
public final class SnapshotCursor {
    static final int MAGIC = 0x5359_4e54;
    static final int VERSION = 1;
    static final int ACL = 1;
    static final int ZNODE = 2;
    static final int ASIDE = 3;
    static final int THROUGH = 4;
    static final int END = 5;

    private static final int FIRST_DEPTH = 16;

    private final Tree tree;
    private final long zxid;
    private final ImageWriter out = new ImageWriter();
    private final BitSet writtenAcls = new BitSet();
    /** Put aside because of their permissions, of which no zxid tells that they were changed. */
    private final TreeSet<Bytes> uncounted = new TreeSet<>(Order.BY_BYTES);

    // The place: the path of the znode visited last, and whether everything below it is done.
    private boolean isBegun;
    private boolean isBelowDone;
    private int depth;
    private byte[][] names = new byte[FIRST_DEPTH][];
    private int[] hashes = new int[FIRST_DEPTH];

    // The stack of tables, valid within one slice: where to go on in each.
    private int level = -1;
    private Directory[] directories = new Directory[FIRST_DEPTH];
    private int[] pages = new int[FIRST_DEPTH];
    private int[] next = new int[FIRST_DEPTH];
    private long[] paths = new long[FIRST_DEPTH];
    private Object[] visited = new Object[FIRST_DEPTH];

    private final Directory.Spot spot = new Directory.Spot();
    private long znodes;
    private long content;
    private boolean isComplete;
    private boolean isAborted;

    SnapshotCursor(Tree tree) {
        this.tree = tree;
        zxid = tree.lastZxid();
        out.putInt(MAGIC);
        out.putInt(VERSION);
        out.putLong(zxid);
        out.putLong(tree.digest());
    }

    /** The zxid that the image is of. */
    public long zxid() {
        return zxid;
    }

    /**
     * Visits at most {@code limit} znodes more and hands out the blocks that became full.
     *
     * @return whether the image is complete
     */
    public boolean advance(int limit, Consumer<Bytes> sink) {
        if (isAborted) {
            throw new InvariantViolation("an image that was given up is asked to go on");
        }
        if (isComplete) {
            return true;
        }
        resume();
        int left = limit;
        while (left > 0 && !isComplete) {
            if (level < 0) {
                end();
            } else if (step()) {
                left--;
                out.flushFull(sink);
            }
        }
        rememberPlace();
        if (isComplete) {
            out.flush(sink);
            tree.endSnapshot();
        } else {
            out.flushFull(sink);
        }
        return isComplete;
    }

    /** Takes a block back that was handed out and that nobody reads any more, for the next one. */
    public void giveBack(Bytes block) {
        out.giveBack(block);
    }

    /** Gives the image up. */
    public void abort() {
        if (!isComplete && !isAborted) {
            isAborted = true;
            tree.endSnapshot();
        }
    }

    /** Finds the place again in the tables as they are now. */
    private void resume() {
        level = -1;
        if (!isBegun) {
            isBegun = true;
            if (isUntouched(tree.root.record) && !uncounted.contains(Paths.ROOT)) {
                write(0, ContentDigest.root(), tree.root.record);
            }
            isBelowDone = false;
        }
        if (depth == 0) {
            if (!isBelowDone) {
                push(tree.root, ContentDigest.root());
            }
            return;
        }
        push(tree.root, ContentDigest.root());
        for (int i = 0; i < depth; i++) {
            byte[] name = names[i];
            boolean isThere = directories[i].find(hashes[i], name, 0, name.length, spot);
            pages[i] = spot.pageIndex;
            next[i] = isThere ? spot.index + 1 : spot.index;
            Directory below = isThere ? imageDirectory(spot.entry()) : null;
            boolean isLast = i == depth - 1;
            if (below == null) {
                // Everything below went, and was put aside when it did.
                isBelowDone = true;
                depth = i + 1;
            } else {
                visited[i] = below;
                if (!isLast || !isBelowDone) {
                    push(below, ContentDigest.child(paths[i], name, 0, name.length));
                }
            }
        }
    }

    /** The directory whose children belong to the image, or null. */
    private @Nullable Directory imageDirectory(Object entry) {
        return entry instanceof Directory directory && Packed.czxid(directory.record) <= zxid ? directory : null;
    }

    /** One step of the walk; whether a znode was visited. */
    private boolean step() {
        Directory directory = directories[level];
        if (pages[level] == directory.pageCount()) {
            level--;
            depth = level + 1;
            isBelowDone = true;
            return false;
        }
        Page page = directory.page(pages[level]);
        if (next[level] == page.used) {
            pages[level]++;
            next[level] = 0;
            return false;
        }
        Object entry = page.entries[next[level]++];
        visit(entry, Page.record(entry));
        return true;
    }

    private void visit(Object entry, byte[] record) {
        visited[level] = entry;
        // Names are copied when the slice ends; until then the entries tell them.
        names[level] = NOT_COPIED;
        depth = level + 1;
        isBelowDone = false;
        if (Packed.czxid(record) > zxid) {
            isBelowDone = true;
            return;
        }
        long path = ContentDigest.child(paths[level], record, Packed.nameAt(record), Packed.nameLength(record));
        if (isUntouched(record) && (uncounted.isEmpty() || !uncounted.contains(pathOfVisited()))) {
            write(depth, path, record);
        } else if (entry instanceof Directory) {
            out.putByte(THROUGH);
            out.putVarint(depth);
            out.putBytes(record, Packed.nameAt(record), Packed.nameLength(record));
        }
        if (entry instanceof Directory below) {
            push(below, path);
        }
    }

    private static final byte[] NOT_COPIED = new byte[0];

    private void push(Directory directory, long path) {
        level++;
        if (level == directories.length) {
            int capacity = 2 * level;
            directories = Arrays.copyOf(directories, capacity);
            pages = Arrays.copyOf(pages, capacity);
            next = Arrays.copyOf(next, capacity);
            paths = Arrays.copyOf(paths, capacity);
            visited = Arrays.copyOf(visited, capacity);
            names = Arrays.copyOf(names, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
        }
        directories[level] = directory;
        pages[level] = 0;
        next[level] = 0;
        paths[level] = path;
    }

    private void rememberPlace() {
        for (int i = 0; i < depth; i++) {
            if (names[i] == NOT_COPIED) {
                byte[] record = Page.record(visited[i]);
                int at = Packed.nameAt(record);
                names[i] = Arrays.copyOfRange(record, at, at + Packed.nameLength(record));
                hashes[i] = Paths.hash(names[i], 0, names[i].length);
            }
        }
    }

    /** The path of the znode being visited; made only while there are uncounted ones. */
    private Bytes pathOfVisited() {
        int size = 0;
        for (int i = 0; i < depth; i++) {
            size += 1 + Packed.nameLength(Page.record(visited[i]));
        }
        byte[] path = new byte[size];
        int at = 0;
        for (int i = 0; i < depth; i++) {
            byte[] record = Page.record(visited[i]);
            path[at++] = '/';
            System.arraycopy(record, Packed.nameAt(record), path, at, Packed.nameLength(record));
            at += Packed.nameLength(record);
        }
        return Bytes.wrap(path);
    }

    /** The znode at this path is about to change, or to go. */
    void putAside(Bytes path, byte[] record) {
        if (isUntouched(record) && !uncounted.contains(path) && !isBehind(path)) {
            writeAside(path, record);
        }
    }

    /** Something of this znode is about to change that none of its zxids shows: its permissions, or what a quota counts. */
    void putAsideUncounted(Bytes path, byte[] record) {
        if (isUntouched(record) && !uncounted.contains(path) && !isBehind(path)) {
            writeAside(path, record);
            uncounted.add(path.compact());
        }
    }

    private boolean isUntouched(byte[] record) {
        return Packed.czxid(record) <= zxid && Packed.mzxid(record) <= zxid && Packed.pzxid(record) <= zxid;
    }

    /** Whether the walk has passed this path. */
    private boolean isBehind(Bytes path) {
        if (!isBegun || path.length() == 1) {
            return isBegun;
        }
        byte[] array = path.array();
        int end = path.offset() + path.length();
        int start = path.offset() + 1;
        for (int i = 0; start <= end; i++) {
            if (i == depth) {
                return isBelowDone;
            }
            int stop = start;
            while (stop < end && array[stop] != '/') {
                stop++;
            }
            int order = Integer.compare(Paths.hash(array, start, stop - start), hashes[i]);
            if (order == 0) {
                order = Arrays.compareUnsigned(array, start, stop, names[i], 0, names[i].length);
            }
            if (order != 0) {
                return order < 0;
            }
            start = stop + 1;
        }
        return true;
    }

    private void write(int znodeDepth, long path, byte[] record) {
        writeAcl(Packed.acl(record));
        out.putByte(ZNODE);
        out.putVarint(znodeDepth);
        out.putBytes(record, 0, record.length);
        count(path, record);
    }

    private void writeAside(Bytes path, byte[] record) {
        writeAcl(Packed.acl(record));
        out.putByte(ASIDE);
        out.putBytes(path.length() == 1 ? Bytes.EMPTY : Paths.parent(path));
        out.putBytes(record, 0, record.length);
        count(ContentDigest.path(path), record);
    }

    private void count(long path, byte[] record) {
        znodes++;
        content += ContentDigest.znode(path, record);
    }

    /**
     * A number cannot mean two lists within one image: what is written has been in the tree since before the image
     * began, and so has its list.
     */
    private void writeAcl(int id) {
        if (id == AclTable.OPEN_ID || writtenAcls.get(id)) {
            return;
        }
        writtenAcls.set(id);
        List<Acl> list = tree.acls.list(id);
        content += AclTable.digest(id, list);
        out.putByte(ACL);
        out.putVarint(id);
        out.putVarint(list.size());
        for (Acl acl : list) {
            out.putInt(acl.perms());
            out.putBytes(java.util.Objects.requireNonNull(acl.scheme()));
            out.putBytes(java.util.Objects.requireNonNull(acl.id()));
        }
    }

    private void end() {
        out.putByte(END);
        out.putLong(znodes);
        out.putLong(content);
        isComplete = true;
    }
}
