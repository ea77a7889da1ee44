package synod.sim.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The content of one file: what a process sees, and for each sector that is not durable what it was before. A sector's
 * array is never changed once it is in place, so copies of a file share them; a sector that is null is zeros.
 */
final class SimFile {
    static final int SECTOR_BYTES = 512;

    private static final byte[] ZEROS = new byte[SECTOR_BYTES];

    private byte[] @Nullable [] sectors = new byte[4][];
    private long size;
    private final Map<Integer, History<byte[]>> unforced = new LinkedHashMap<>();
    private @Nullable History<Long> sizes;
    private final TreeSet<Integer> unreadable = new TreeSet<>();

    SimFile copy() {
        SimFile copy = new SimFile();
        copy.sectors = sectors.clone();
        copy.size = size;
        unforced.forEach((sector, history) -> copy.unforced.put(sector, history.copy()));
        copy.sizes = sizes == null ? null : sizes.copy();
        copy.unreadable.addAll(unreadable);
        return copy;
    }

    long size() {
        return size;
    }

    /** The number of sectors, the last of which may not be whole. */
    int sectorCount() {
        return Math.toIntExact((size + SECTOR_BYTES - 1) / SECTOR_BYTES);
    }

    /** How many sectors are not durable. */
    int unforcedSectors() {
        return unforced.size();
    }

    int read(long position, ByteBuffer into) {
        int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
        int done = 0;
        while (done < count) {
            int sector = sectorOf(position + done);
            int from = (int) ((position + done) % SECTOR_BYTES);
            int length = Math.min(SECTOR_BYTES - from, count - done);
            byte[] bytes = sector(sector);
            into.put(bytes == null ? ZEROS : bytes, from, length);
            done += length;
        }
        return count;
    }

    /** The first sector of a range that cannot be read, or -1. */
    int unreadableIn(long position, int length) {
        if (unreadable.isEmpty() || length == 0) {
            return -1;
        }
        Integer first = unreadable.ceiling(sectorOf(position));
        return first != null && first <= sectorOf(position + length - 1) ? first : -1;
    }

    void makeUnreadable(int sector) {
        unreadable.add(sector);
    }

    void write(long operation, long position, ByteBuffer from) {
        grow(operation, position + from.remaining());
        long at = position;
        while (from.hasRemaining()) {
            int sector = sectorOf(at);
            int begin = (int) (at % SECTOR_BYTES);
            int length = Math.min(SECTOR_BYTES - begin, from.remaining());
            byte[] old = sector(sector);
            byte[] changed = old == null ? new byte[SECTOR_BYTES] : old.clone();
            from.get(changed, begin, length);
            change(operation, sector, changed);
            unreadable.remove(sector);
            at += length;
        }
    }

    void grow(long operation, long newSize) {
        if (newSize > size) {
            resize(operation, newSize);
        }
    }

    void truncate(long operation, long newSize) {
        if (newSize >= size) {
            return;
        }
        int cut = sectorOf(newSize);
        int rest = (int) (newSize % SECTOR_BYTES);
        for (int sector = cut; sector < Math.min(sectors.length, sectorCount()); sector++) {
            byte[] old = sectors[sector];
            if (old != null) {
                change(operation, sector, sector == cut && rest > 0 ? head(old, rest) : null);
            }
        }
        resize(operation, newSize);
    }

    /** Makes everything durable that the cache believes not to be; returns how many sectors those were. */
    int force() {
        int before = unforced.size();
        unforced.values().removeIf(history -> !history.isBelievedClean());
        if (sizes != null && !sizes.isBelievedClean()) {
            sizes = null;
        }
        return before - unforced.size();
    }

    /** A force that failed: the cache believes in it all the same. */
    void failForce() {
        unforced.values().forEach(History::believeClean);
        if (sizes != null) {
            sizes.believeClean();
        }
    }

    /** The power goes: what is on the platter is the content from now on. */
    void lose(Survival survival) {
        unforced.forEach((sector, history) -> place(sector, survival.choose(history)));
        unforced.clear();
        if (sizes != null) {
            size = Objects.requireNonNull(survival.choose(sizes));
            sizes = null;
            for (int sector = sectorCount(); sector < sectors.length; sector++) {
                sectors[sector] = null;
            }
        }
    }

    /** Adds the numbers of the operations whose outcome is open. */
    void openOperations(Set<Long> into) {
        unforced.values().forEach(history -> addOperations(history, into));
        if (sizes != null) {
            addOperations(sizes, into);
        }
    }

    private static <T> void addOperations(History<T> history, Set<Long> into) {
        for (int version = 1; version < history.size(); version++) {
            into.add(history.operation(version));
        }
    }

    /** What is in a sector, null for zeros. The array must not be changed. */
    byte @Nullable [] sector(int sector) {
        return sector < sectors.length ? sectors[sector] : null;
    }

    /** Puts something else into a sector, durable if the sector was: damage. */
    void damage(int sector, byte @Nullable [] bytes) {
        place(sector, bytes);
        History<byte[]> history = unforced.get(sector);
        if (history != null) {
            history.replaceNewest(bytes);
        }
    }

    /** The sectors written last, in order of their first writing; what a fault strikes. */
    int @Nullable [] freshSectors() {
        if (unforced.isEmpty()) {
            return null;
        }
        return unforced.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private void change(long operation, int sector, byte @Nullable [] bytes) {
        History<byte[]> history = unforced.get(sector);
        if (history == null) {
            history = new History<>(sector(sector));
            unforced.put(sector, history);
        }
        history.add(operation, bytes);
        place(sector, bytes);
    }

    private void place(int sector, byte @Nullable [] bytes) {
        if (sector >= sectors.length) {
            if (bytes == null) {
                return;
            }
            sectors = Arrays.copyOf(sectors, Math.max(sector + 1, 2 * sectors.length));
        }
        sectors[sector] = bytes;
    }

    private void resize(long operation, long newSize) {
        if (sizes == null) {
            sizes = new History<>(size);
        }
        sizes.add(operation, newSize);
        size = newSize;
    }

    private static byte[] head(byte[] bytes, int length) {
        byte[] head = new byte[SECTOR_BYTES];
        System.arraycopy(bytes, 0, head, 0, length);
        return head;
    }

    private static int sectorOf(long position) {
        return Math.toIntExact(position / SECTOR_BYTES);
    }
}
