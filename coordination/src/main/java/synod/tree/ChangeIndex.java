package synod.tree;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * What has changed lately, by zxid: the newest changes of the tree, as many as there is room for, in their order. One
 * server's memory, neither replicated nor persisted; it begins with the state that the server begins with.
 *
 * <p>Two rings, one of figures and one of the bytes of paths. They grow until they are as large as they may become, and
 * then the oldest changes give way. Adding a change allocates nothing else.
 */
public final class ChangeIndex {
    /** How many bytes of path there is room for with each change, on average. */
    public static final int PATH_BYTES = 64;

    private static final int FIRST_CAPACITY = 64;
    private static final int LENGTH_BITS = 28;

    private final int mostChanges;

    private long[] zxids;
    private int[] starts;
    /** The number of the type above the length of the path. */
    private int[] typesAndLengths;

    private List<Acl>[] acls;
    private @Nullable List<Acl>[] parentAcls;
    private byte[] paths;

    private int oldest;
    private int size;
    /** Where the next path is written, unless it has to begin at 0 again. */
    private int end;

    private long floor;

    /**
     * Nothing has changed yet.
     *
     * @param since the zxid of the state as it is
     * @param mostChanges how many changes are kept; 0 for none
     */
    public ChangeIndex(long since, int mostChanges) {
        this.mostChanges = mostChanges;
        this.floor = since;
        int capacity = Math.min(mostChanges, FIRST_CAPACITY);
        this.zxids = new long[capacity];
        this.starts = new int[capacity];
        this.typesAndLengths = new int[capacity];
        this.acls = newLists(capacity);
        this.parentAcls = newLists(capacity);
        this.paths = new byte[capacity * PATH_BYTES];
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Acl>[] newLists(int capacity) {
        return new List[capacity];
    }

    /** Whether anything is kept at all. */
    public boolean isKept() {
        return mostChanges > 0;
    }

    /** Every change with a greater zxid is here. */
    public long floor() {
        return floor;
    }

    /** How many changes there are. */
    public int size() {
        return size;
    }

    /** Takes what one transaction has changed; its zxid is greater than that of every earlier one. */
    public void add(Changes changes) {
        if (mostChanges == 0) {
            return;
        }
        for (int i = 0; i < changes.size(); i++) {
            Bytes path = changes.path(i);
            long zxid = changes.zxid(i);
            if (!makeRoom(path.length())) {
                // A path for which there will never be room: nothing before it can be told without a gap.
                clear(zxid);
                continue;
            }
            int at = slot(size);
            zxids[at] = zxid;
            starts[at] = end;
            typesAndLengths[at] = changes.type(i).code() << LENGTH_BITS | path.length();
            acls[at] = changes.acl(i);
            parentAcls[at] = changes.parentAcl(i);
            System.arraycopy(path.array(), path.offset(), paths, end, path.length());
            end += path.length();
            size++;
        }
    }

    private void clear(long newFloor) {
        Arrays.fill(acls, Acl.OPEN);
        Arrays.fill(parentAcls, null);
        oldest = 0;
        size = 0;
        end = 0;
        floor = newFloor;
    }

    /** The place of the change with this number, counted from the oldest. */
    private int slot(int number) {
        int at = oldest + number;
        return at < zxids.length ? at : at - zxids.length;
    }

    /** Makes room for one change more, whose path is to be written at {@link #end}; false when there will never be any. */
    private boolean makeRoom(int length) {
        if (length > (long) mostChanges * PATH_BYTES || length >= 1 << LENGTH_BITS) {
            return false;
        }
        while (size == zxids.length || !hasPathRoom(length)) {
            if (zxids.length < mostChanges) {
                grow();
            } else {
                dropOldest();
            }
        }
        return true;
    }

    private boolean hasPathRoom(int length) {
        if (size == 0) {
            end = 0;
            return length <= paths.length;
        }
        int first = starts[oldest];
        if (end > first) {
            if (paths.length - end >= length) {
                return true;
            }
            if (first < length) {
                return false;
            }
            end = 0;
            return true;
        }
        return first - end >= length;
    }

    private void dropOldest() {
        floor = zxids[oldest];
        acls[oldest] = Acl.OPEN;
        parentAcls[oldest] = null;
        oldest = slot(1);
        size--;
    }

    /** Twice the room, everything in it from the beginning. */
    private void grow() {
        int capacity = (int) Math.min(mostChanges, 2L * zxids.length);
        long[] newZxids = new long[capacity];
        int[] newStarts = new int[capacity];
        int[] newTypesAndLengths = new int[capacity];
        List<Acl>[] newAcls = newLists(capacity);
        @Nullable List<Acl>[] newParentAcls = newLists(capacity);
        byte[] newPaths = new byte[capacity * PATH_BYTES];
        int newEnd = 0;
        for (int i = 0; i < size; i++) {
            int at = slot(i);
            int length = length(at);
            newZxids[i] = zxids[at];
            newStarts[i] = newEnd;
            newTypesAndLengths[i] = typesAndLengths[at];
            newAcls[i] = acls[at];
            newParentAcls[i] = parentAcls[at];
            System.arraycopy(paths, starts[at], newPaths, newEnd, length);
            newEnd += length;
        }
        zxids = newZxids;
        starts = newStarts;
        typesAndLengths = newTypesAndLengths;
        acls = newAcls;
        parentAcls = newParentAcls;
        paths = newPaths;
        oldest = 0;
        end = newEnd;
    }

    private int length(int at) {
        return typesAndLengths[at] & ((1 << LENGTH_BITS) - 1);
    }

    /** The number of the first change behind a zxid, counted from the oldest; {@link #size()} when there is none. */
    int firstAfter(long zxid) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (zxids[slot(middle)] <= zxid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds the change with this number to a list; its path is valid until the next change comes. */
    void copy(int number, Changes to) {
        int at = slot(number);
        to.add(
                EventType.of(typesAndLengths[at] >>> LENGTH_BITS),
                Bytes.wrap(paths, starts[at], length(at)),
                zxids[at],
                acls[at],
                parentAcls[at]);
    }
}
