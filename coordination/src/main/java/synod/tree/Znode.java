package synod.tree;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * A window on one znode, made once and pointed at one after the other by {@link Tree#find}. What it shows is valid until
 * the tree changes; what it hands out stays valid. Nothing may be asked before it was pointed at a znode.
 */
public final class Znode {
    private static final int SHOWN = 200;

    private @Nullable Tree tree;
    private byte[] record = new byte[0];
    private @Nullable Directory directory;

    void show(Tree shownTree, byte[] shownRecord, @Nullable Directory shownDirectory) {
        tree = shownTree;
        record = shownRecord;
        directory = shownDirectory;
    }

    /** All figures at once. */
    public Stat stat() {
        return Packed.stat(record, numChildren());
    }

    /** {@link Stat#czxid}. */
    public long czxid() {
        return Packed.czxid(record);
    }

    /** {@link Stat#mzxid}. */
    public long mzxid() {
        return Packed.mzxid(record);
    }

    /** {@link Stat#pzxid}. */
    public long pzxid() {
        return Packed.pzxid(record);
    }

    /** {@link Stat#ctime}. */
    public long ctime() {
        return Packed.ctime(record);
    }

    /** {@link Stat#mtime}. */
    public long mtime() {
        return Packed.mtime(record);
    }

    /** {@link Stat#version}. */
    public int version() {
        return Packed.version(record);
    }

    /** {@link Stat#cversion}: creates and deletes of children, as clients see it. */
    public int cversion() {
        return 2 * Packed.creates(record) - numChildren();
    }

    /** {@link Stat#aversion}. */
    public int aversion() {
        return Packed.aversion(record);
    }

    /** {@link Stat#ephemeralOwner}. */
    public long ephemeralOwner() {
        return Lifetime.owner(Packed.owner(record));
    }

    /** {@link Stat#dataLength}. */
    public int dataLength() {
        return Packed.dataLength(record);
    }

    /** {@link Stat#numChildren}. */
    public int numChildren() {
        return directory == null ? 0 : directory.count();
    }

    /** Whether it is a container or has a time to live, so that servers remove it some day. */
    public boolean isLapsing() {
        return Lifetime.isLapsing(Packed.owner(record));
    }

    /**
     * Whether it is time for the servers to remove it: it has no children, and it is a container that had some or was
     * unused for {@code unusedMillis}, or its time to live has passed since it was written.
     *
     * @param nowMillis milliseconds since 1970
     * @param unusedMillis how long a container may wait for its first child; 0 for any time
     */
    public boolean isLapsed(long nowMillis, long unusedMillis) {
        long lifetime = Packed.owner(record);
        if (!Lifetime.isLapsing(lifetime) || numChildren() > 0) {
            return false;
        }
        long idleMillis = nowMillis - mtime();
        if (lifetime == Lifetime.CONTAINER) {
            return Packed.creates(record) != 0 || (unusedMillis > 0 && idleMillis > unusedMillis);
        }
        return idleMillis > Lifetime.ttlMillis(lifetime);
    }

    /** The data without a copy, null when the znode has none. */
    public @Nullable Bytes data() {
        return Packed.data(record);
    }

    /** The permissions. */
    public List<Acl> acl() {
        return java.util.Objects.requireNonNull(tree, "a znode is asked before it was found")
                .acl(record);
    }

    /** How many znodes there are below this one, at any depth. */
    public int descendants() {
        return directory == null ? 0 : directory.descendants;
    }

    /** Every child's name; the order depends on nothing but the names. */
    public void children(NameSink sink) {
        if (directory == null) {
            return;
        }
        for (int i = 0; i < directory.pageCount(); i++) {
            Page page = directory.page(i);
            for (int j = 0; j < page.used; j++) {
                byte[] child = Page.record(page.entries[j]);
                sink.onName(child, Packed.nameAt(child), Packed.nameLength(child));
            }
        }
    }

    /** A path for a person to read. */
    static String text(Bytes path) {
        int length = Math.min(SHOWN, path.length());
        String text = new String(path.array(), path.offset(), length, StandardCharsets.UTF_8);
        return length < path.length() ? text + "..." : text;
    }
}
