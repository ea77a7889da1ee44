package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * What transactions have changed, in order, as far as watches need it. A list that is used again and again: apply adds
 * to it, its owner clears it.
 */
public final class Changes {
    private static final int FIRST_CAPACITY = 16;

    private EventType[] types = new EventType[FIRST_CAPACITY];
    private Bytes[] paths = new Bytes[FIRST_CAPACITY];
    private long[] zxids = new long[FIRST_CAPACITY];

    @SuppressWarnings({"rawtypes", "unchecked"})
    private List<Acl>[] acls = new List[FIRST_CAPACITY];

    @SuppressWarnings({"rawtypes", "unchecked"})
    private @Nullable List<Acl>[] parentAcls = new List[FIRST_CAPACITY];

    private int size;

    /** How many changes there are. */
    public int size() {
        return size;
    }

    /** What happened: created, deleted or data changed. That the parent's children changed follows from the first two. */
    public EventType type(int index) {
        return types[index];
    }

    /** The znode that it happened to. */
    public Bytes path(int index) {
        return paths[index];
    }

    /** At which zxid. */
    public long zxid(int index) {
        return zxids[index];
    }

    /** The znode's permissions: as created, or as they were when it was deleted or written to. */
    public List<Acl> acl(int index) {
        return acls[index];
    }

    /** The parent's permissions; null when the data changed, as that does not concern the parent. */
    public @Nullable List<Acl> parentAcl(int index) {
        return parentAcls[index];
    }

    /** Forgets everything. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            paths[i] = Bytes.EMPTY;
        }
        size = 0;
    }

    void add(EventType type, Bytes path, long zxid, List<Acl> acl, @Nullable List<Acl> parentAcl) {
        if (size == types.length) {
            int capacity = 2 * size;
            types = java.util.Arrays.copyOf(types, capacity);
            paths = java.util.Arrays.copyOf(paths, capacity);
            zxids = java.util.Arrays.copyOf(zxids, capacity);
            acls = java.util.Arrays.copyOf(acls, capacity);
            parentAcls = java.util.Arrays.copyOf(parentAcls, capacity);
        }
        types[size] = type;
        paths[size] = path;
        zxids[size] = zxid;
        acls[size] = acl;
        parentAcls[size] = parentAcl;
        size++;
    }
}
