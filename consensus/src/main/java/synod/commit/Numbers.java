package synod.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import synod.kernel.NodeId;

/**
 * A set of transactions that grows as long as a process lives, kept as ranges of numbers: as small as the gaps in it are
 * few, whatever its size.
 */
public final class Numbers {
    private record Key(NodeId origin, long life) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byOrigin = origin.compareTo(other.origin);
            return byOrigin != 0 ? byOrigin : Long.compare(life, other.life);
        }
    }

    /** First to last number of each range. No two ranges touch. */
    private final TreeMap<Key, TreeMap<Long, Long>> ranges = new TreeMap<>();

    /** Adds one; adding it again changes nothing. */
    public void add(TransactionId id) {
        if (contains(id)) {
            return;
        }
        TreeMap<Long, Long> own = ranges.computeIfAbsent(new Key(id.origin(), id.life()), key -> new TreeMap<>());
        long first = id.number();
        long last = id.number();
        Map.Entry<Long, Long> before = own.floorEntry(first);
        if (before != null && before.getValue() == first - 1) {
            first = before.getKey();
        }
        Long after = own.remove(last + 1);
        if (after != null) {
            last = after;
        }
        own.put(first, last);
    }

    /** Whether it was added. */
    public boolean contains(TransactionId id) {
        TreeMap<Long, Long> own = ranges.get(new Key(id.origin(), id.life()));
        if (own == null) {
            return false;
        }
        Map.Entry<Long, Long> at = own.floorEntry(id.number());
        return at != null && at.getValue() >= id.number();
    }

    /** Drops all that have the origin of {@code mark} and are below it. */
    public void dropBelow(TransactionId mark) {
        Key last = new Key(mark.origin(), mark.life());
        ranges.subMap(new Key(mark.origin(), 1), last).clear();
        TreeMap<Long, Long> own = ranges.get(last);
        if (own == null) {
            return;
        }
        Map.Entry<Long, Long> cut = own.lowerEntry(mark.number());
        own.headMap(mark.number()).clear();
        if (cut != null && cut.getValue() >= mark.number()) {
            own.put(mark.number(), cut.getValue());
        }
        if (own.isEmpty()) {
            ranges.remove(last);
        }
    }

    /** All of them, in order. */
    public List<TransactionId> all() {
        List<TransactionId> all = new ArrayList<>();
        ranges.forEach((key, own) -> own.forEach((first, last) -> {
            for (long number = first; number <= last; number++) {
                all.add(new TransactionId(key.origin, key.life, number));
            }
        }));
        return all;
    }

    /** How many ranges there are: what it costs to keep. */
    public int size() {
        int size = 0;
        for (TreeMap<Long, Long> own : ranges.values()) {
            size += own.size();
        }
        return size;
    }
}
