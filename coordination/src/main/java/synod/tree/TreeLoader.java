package synod.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import synod.kernel.Bytes;

/**
 * Builds a tree from the blocks of an image, cut in any way. The format is described at {@link SnapshotCursor}. Whatever
 * the bytes are, the memory taken is bounded by their number, and the answer is the tree that was written or an error
 * that names the place.
 */
public final class TreeLoader {
    private static final int FIRST_DEPTH = 16;
    private static final int NOWHERE = -1;
    private static final byte[] NO_NAME = new byte[0];

    private final ImageReader in = new ImageReader();
    private final Tree tree;
    private final Walk walk;

    /** The walk stands at the parent of the last znode, which has this depth; or {@link #NOWHERE}. */
    private int siblingsDepth = NOWHERE;

    private final Packed.Figures figures = new Packed.Figures();

    /** The beginning of an item whose end has not come yet. */
    private byte[] carry = new byte[0];

    /** How many bytes lie before {@link #carry}. */
    private long position;

    private boolean hasHeader;
    private boolean isComplete;
    private boolean isBroken;
    private long zxid;
    private long runningDigest;
    private long znodes;
    private long content;
    private int placeholders;

    // The znode visited last: its path, and how much of it each depth takes.
    private byte[] path = new byte[256];
    private int[] pathLengths = new int[FIRST_DEPTH];
    private long[] pathDigests = new long[FIRST_DEPTH];
    private int depth = -1;

    /** Waits for the first block. */
    public TreeLoader() {
        tree = new Tree(placeholder(NO_NAME, 0, 0));
        walk = new Walk(tree.root);
        placeholders = 1;
    }

    /**
     * The next bytes. They are read at once or copied.
     *
     * @return how many were used: all of them, or fewer when the image ended inside
     * @throws MalformedSnapshot when they are not an image; nothing more is accepted afterwards
     */
    public int accept(Bytes block) throws MalformedSnapshot {
        if (isBroken) {
            throw new MalformedSnapshot("malformed image: an earlier block was refused");
        }
        isBroken = true;
        byte[] array = block.array();
        int at = block.offset();
        int end = at + block.length();
        if (carry.length > 0) {
            array = Arrays.copyOf(carry, carry.length + block.length());
            System.arraycopy(block.array(), block.offset(), array, carry.length, block.length());
            at = 0;
            end = array.length;
        }
        int begin = at;
        while (at < end && !isComplete) {
            in.start(array, at, end, position + (at - begin));
            if (!readItem()) {
                break;
            }
            at = in.at();
        }
        position += at - begin;
        isBroken = false;
        if (isComplete) {
            carry = new byte[0];
            return block.length() - (end - at);
        }
        carry = Arrays.copyOfRange(array, at, end);
        return block.length();
    }

    /** Whether the image has been read to its end. */
    public boolean isComplete() {
        return isComplete;
    }

    /**
     * The tree.
     *
     * @throws MalformedSnapshot when the image has not been read to its end
     */
    public Tree finish() throws MalformedSnapshot {
        if (!isComplete) {
            throw new MalformedSnapshot(
                    "the image ends at byte " + (position + carry.length) + ", before its last item");
        }
        return tree;
    }

    /** One item; false, and nothing done, when it is not there in full. */
    private boolean readItem() throws MalformedSnapshot {
        if (!hasHeader) {
            return readHeader();
        }
        int kind = in.readByte();
        return switch (kind) {
            case SnapshotCursor.ACL -> readAcl();
            case SnapshotCursor.ZNODE -> readZnode();
            case SnapshotCursor.ASIDE -> readAside();
            case SnapshotCursor.THROUGH -> readThrough();
            case SnapshotCursor.END -> readEnd();
            default -> throw in.malformed("no item begins with " + kind);
        };
    }

    private boolean readHeader() throws MalformedSnapshot {
        int magic = in.readInt();
        int version = in.readInt();
        zxid = in.readLong();
        runningDigest = in.readLong();
        if (in.isShort()) {
            return false;
        }
        if (magic != SnapshotCursor.MAGIC) {
            throw in.malformed("it does not begin as the image of a tree does");
        }
        if (version != SnapshotCursor.VERSION) {
            throw in.malformed(
                    "its format is of version " + version + "; this program reads version " + SnapshotCursor.VERSION);
        }
        if (zxid < 0) {
            throw in.malformed("its zxid is negative");
        }
        hasHeader = true;
        return true;
    }

    private boolean readAcl() throws MalformedSnapshot {
        int id = in.readVarint();
        int count = in.readVarint();
        List<Acl> list = new ArrayList<>();
        for (int i = 0; i < count && !in.isShort(); i++) {
            int perms = in.readInt();
            Bytes scheme = in.readBytes();
            Bytes aclId = in.readBytes();
            if (!in.isShort()) {
                list.add(new Acl(perms, Bytes.wrap(scheme.toArray()), Bytes.wrap(aclId.toArray())));
            }
        }
        if (in.isShort()) {
            return false;
        }
        if (list.isEmpty() || !tree.acls.define(id, List.copyOf(list))) {
            throw in.malformed("permissions are numbered " + id + ", which cannot be");
        }
        content += AclTable.digest(id, list);
        return true;
    }

    private boolean readZnode() throws MalformedSnapshot {
        int znodeDepth = in.readVarint();
        Bytes packed = in.readBytes();
        if (in.isShort()) {
            return false;
        }
        byte[] record = checked(packed);
        descend(znodeDepth, record, Packed.nameAt(record), Packed.nameLength(record));
        place(currentPath(), record, siblingsDepth == depth);
        siblingsDepth = depth;
        count(pathDigests[depth], record);
        return true;
    }

    private boolean readThrough() throws MalformedSnapshot {
        int znodeDepth = in.readVarint();
        Bytes name = in.readBytes();
        if (in.isShort()) {
            return false;
        }
        if (znodeDepth == 0) {
            throw in.malformed("the walk goes through the root, where it began");
        }
        descend(znodeDepth, name.array(), name.offset(), name.length());
        siblingsDepth = NOWHERE;
        if (!walk.to(currentPath())) {
            throw in.malformed("the walk goes through a znode that was not put aside");
        }
        return true;
    }

    /** Makes the path that of a child of the last znode one level up. */
    private void descend(int znodeDepth, byte[] name, int offset, int length) throws MalformedSnapshot {
        if (znodeDepth > depth + 1 || (znodeDepth == 0 && depth >= 0)) {
            // The first znode of the walk is missing when the root was put aside.
            if (znodeDepth != 1 || depth >= 0) {
                throw in.malformed("a znode of depth " + znodeDepth + " follows one of depth " + depth);
            }
            pathLengths[0] = 0;
            pathDigests[0] = ContentDigest.root();
        }
        if (znodeDepth == 0) {
            if (length != 0) {
                throw in.malformed("the root has a name");
            }
            pathDigests[0] = ContentDigest.root();
        } else {
            if (!Paths.isValidName(name, offset, length)) {
                throw in.malformed("a znode has a name that is not allowed");
            }
            if (znodeDepth == pathLengths.length) {
                pathLengths = Arrays.copyOf(pathLengths, 2 * znodeDepth);
                pathDigests = Arrays.copyOf(pathDigests, 2 * znodeDepth);
            }
            int at = pathLengths[znodeDepth - 1];
            if (path.length - at < length + 1) {
                path = Arrays.copyOf(path, Math.max(2 * path.length, at + length + 1));
            }
            path[at] = '/';
            System.arraycopy(name, offset, path, at + 1, length);
            pathLengths[znodeDepth] = at + 1 + length;
            pathDigests[znodeDepth] = ContentDigest.child(pathDigests[znodeDepth - 1], name, offset, length);
        }
        depth = znodeDepth;
    }

    private Bytes currentPath() {
        return depth == 0 ? Paths.ROOT : Bytes.wrap(path, 0, pathLengths[depth]);
    }

    private boolean readAside() throws MalformedSnapshot {
        Bytes parent = in.readBytes();
        Bytes packed = in.readBytes();
        if (in.isShort()) {
            return false;
        }
        byte[] record = checked(packed);
        int nameLength = Packed.nameLength(record);
        boolean isRoot = parent.length() == 0;
        if (isRoot ? nameLength != 0 : !Paths.isValid(parent)) {
            throw in.malformed("a znode was put aside under an impossible path");
        }
        if (!isRoot && !Paths.isValidName(record, Packed.nameAt(record), nameLength)) {
            throw in.malformed("a znode has a name that is not allowed");
        }
        Bytes full = Paths.ROOT;
        if (!isRoot) {
            int prefix = parent.length() == 1 ? 0 : parent.length();
            byte[] joined = Arrays.copyOf(
                    Arrays.copyOfRange(parent.array(), parent.offset(), parent.offset() + prefix),
                    prefix + 1 + nameLength);
            joined[prefix] = '/';
            System.arraycopy(record, Packed.nameAt(record), joined, prefix + 1, nameLength);
            full = Bytes.wrap(joined);
            reserve(full);
        }
        siblingsDepth = NOWHERE;
        place(full, record, false);
        count(ContentDigest.path(full), record);
        return true;
    }

    /** Puts placeholders where ancestors of a znode put aside have not come yet. */
    private void reserve(Bytes full) throws MalformedSnapshot {
        if (walk.toParent(full)) {
            return;
        }
        for (int end = 1; end < full.length(); end++) {
            if (full.at(end) == '/') {
                Bytes ancestor = full.slice(0, end);
                if (!walk.to(ancestor)) {
                    int name = Paths.lastSlash(ancestor) + 1;
                    walk.toParent(ancestor);
                    insert(ancestor, placeholder(full.array(), full.offset() + name, end - name));
                    placeholders++;
                }
            }
        }
    }

    private byte[] placeholder(byte[] array, int offset, int length) {
        figures.begin(0, 0, 0, AclTable.OPEN_ID);
        byte[] record = Packed.pack(figures, array, offset, length, Bytes.EMPTY);
        record[0] |= (byte) Packed.PLACEHOLDER;
        return record;
    }

    /** A packed znode that may be believed. */
    private byte[] checked(Bytes packed) throws MalformedSnapshot {
        byte[] record = packed.toArray();
        if (!Packed.isCanonical(record)) {
            throw in.malformed("a packed znode is damaged");
        }
        if (!tree.acls.contains(Packed.acl(record))) {
            throw in.malformed("a znode has permissions that were not given");
        }
        if (Packed.czxid(record) > zxid || Packed.mzxid(record) > zxid || Packed.pzxid(record) > zxid) {
            throw in.malformed("a znode is newer than the image");
        }
        return record;
    }

    /**
     * Puts a znode where it belongs: into a placeholder, or into its parent. The walk stands at the parent afterwards.
     *
     * @param isSibling whether the walk stands at the parent already
     */
    private void place(Bytes full, byte[] record, boolean isSibling) throws MalformedSnapshot {
        if (full.length() == 1) {
            walk.to(full);
            fill(full, record);
        } else {
            if (!isSibling && !walk.toParent(full)) {
                throw in.malformed("a znode comes before its parent: " + Znode.text(full));
            }
            if (walk.toChild(full)) {
                walk.to(full);
                fill(full, record);
                walk.toParent(full);
            } else {
                insert(full, record);
            }
        }
        // What is kept of it must not lie in the buffer that the next path is made in.
        boolean isKept = Packed.owner(record) != Lifetime.STAYS;
        tree.countLoaded(isKept ? Bytes.wrap(full.toArray()) : full, record);
    }

    /** Puts the znode into the placeholder at which the walk stands. */
    private void fill(Bytes full, byte[] record) throws MalformedSnapshot {
        if (!Packed.isPlaceholder(walk.record())) {
            throw in.malformed("a znode comes twice: " + Znode.text(full));
        }
        if (Lifetime.isSession(Packed.owner(record))) {
            throw in.malformed("an ephemeral has children: " + Znode.text(full));
        }
        walk.replaceRecord(record);
        placeholders--;
    }

    /** Puts a znode into its parent, at which the walk stands. */
    private void insert(Bytes full, byte[] record) throws MalformedSnapshot {
        if (Lifetime.isSession(Packed.owner(walk.record()))) {
            throw in.malformed("an ephemeral has children: " + Znode.text(full));
        }
        Directory parent = walk.becomeDirectory();
        walk.toChild(full);
        parent.insert(walk.child, record);
        parent.descendants++;
        walk.countBelowAncestors(1);
    }

    private void count(long pathDigest, byte[] record) {
        znodes++;
        content += ContentDigest.znode(pathDigest, record);
    }

    private boolean readEnd() throws MalformedSnapshot {
        long expectedZnodes = in.readLong();
        long expectedContent = in.readLong();
        if (in.isShort()) {
            return false;
        }
        if (expectedZnodes != znodes) {
            throw in.malformed("it promises " + expectedZnodes + " znodes and has " + znodes);
        }
        if (placeholders != 0) {
            throw in.malformed(placeholders + " znodes are missing");
        }
        if (expectedContent != content || !tree.acls.isAllCounted()) {
            throw in.malformed("its content does not have the digest that it promises");
        }
        if (!walk.to(Paths.ZOOKEEPER) || !walk.to(Paths.QUOTA) || !walk.to(Paths.CONFIG)) {
            throw in.malformed("a reserved znode is missing");
        }
        tree.restore(zxid, runningDigest);
        isComplete = true;
        return true;
    }
}
