package synod.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;

/**
 * Lists of permissions, each kept once under a small number and counted by the znodes that have it. A new list takes the
 * smallest free number, so that the numbers, which stand in packed znodes, are the same on every server.
 */
final class AclTable {
    /** The number of {@link Acl#OPEN}, which is always there and not counted. */
    static final int OPEN_ID = 0;

    /** Lists with smaller numbers are found in an array; a number read from a damaged image must not make it huge. */
    private static final int DIRECT = 1 << 16;

    private static final int FIRST_CAPACITY = 8;
    private static final Comparator<List<Acl>> ORDER = AclTable::compare;

    private final TreeMap<List<Acl>, Entry> byList = new TreeMap<>(ORDER);
    private final TreeMap<Integer, Entry> byId = new TreeMap<>();
    private @Nullable Entry[] direct = new Entry[FIRST_CAPACITY];
    /** No number below this one is free. */
    private int lowestFree = OPEN_ID + 1;

    /** The list with this number. */
    List<Acl> list(int id) {
        return id == OPEN_ID ? Acl.OPEN : entry(id).list;
    }

    boolean contains(int id) {
        return id == OPEN_ID || byId.containsKey(id);
    }

    /** How many lists there are, the open one included. */
    int size() {
        return byId.size() + 1;
    }

    /** The number of this list, counted once more. */
    int acquire(List<Acl> list) {
        if (isOpen(list)) {
            return OPEN_ID;
        }
        Entry known = byList.get(list);
        if (known == null) {
            while (byId.containsKey(lowestFree)) {
                lowestFree++;
            }
            known = new Entry(lowestFree, list);
            put(known);
        }
        known.count++;
        return known.id;
    }

    /** Gives a list the number it has in a snapshot; nothing counts it yet. False when either is there already. */
    boolean define(int id, List<Acl> list) {
        if (contains(id) || isOpen(list) || byList.containsKey(list)) {
            return false;
        }
        put(new Entry(id, list));
        return true;
    }

    /** Counts a list that is known by its number. */
    void acquire(int id) {
        if (id != OPEN_ID) {
            entry(id).count++;
        }
    }

    /** One znode less has it; with the last one it goes. */
    void release(int id) {
        if (id == OPEN_ID) {
            return;
        }
        Entry entry = entry(id);
        entry.count--;
        if (entry.count == 0) {
            byList.remove(entry.list);
            byId.remove(id);
            if (id < direct.length) {
                direct[id] = null;
            }
            lowestFree = Math.min(lowestFree, id);
        }
    }

    /** Whether every list but the open one is counted at least once. */
    boolean isAllCounted() {
        for (Entry entry : byId.values()) {
            if (entry.count == 0) {
                return false;
            }
        }
        return true;
    }

    /** Order-independent digest of all numbers and lists. */
    long digest() {
        long sum = 0;
        for (Entry entry : byId.values()) {
            sum += digest(entry.id, entry.list);
        }
        return sum;
    }

    /** The share of one list in {@link #digest()}. */
    static long digest(int id, List<Acl> list) {
        long digest = Mix.fold(Mix.SEED, id);
        for (Acl acl : list) {
            digest = fold(fold(Mix.fold(digest, acl.perms()), acl.scheme()), acl.id());
        }
        return digest;
    }

    private void put(Entry entry) {
        byList.put(entry.list, entry);
        byId.put(entry.id, entry);
        if (entry.id < DIRECT) {
            if (entry.id >= direct.length) {
                direct = Arrays.copyOf(direct, Math.min(DIRECT, Math.max(entry.id + 1, 2 * direct.length)));
            }
            direct[entry.id] = entry;
        }
    }

    private Entry entry(int id) {
        Entry entry = id < direct.length ? direct[id] : byId.get(id);
        if (entry == null) {
            throw new InvariantViolation("a znode has the permissions numbered " + id + ", which are not there");
        }
        return entry;
    }

    private static long fold(long digest, @Nullable Bytes bytes) {
        return bytes == null ? Mix.fold(digest, -1) : Mix.fold(digest, bytes.array(), bytes.offset(), bytes.length());
    }

    private static boolean isOpen(List<Acl> list) {
        return list == Acl.OPEN || list.equals(Acl.OPEN);
    }

    private static int compare(List<Acl> one, List<Acl> other) {
        int order = Integer.compare(one.size(), other.size());
        for (int i = 0; order == 0 && i < one.size(); i++) {
            Acl a = one.get(i);
            Acl b = other.get(i);
            order = Integer.compare(a.perms(), b.perms());
            order = order != 0 ? order : compare(a.scheme(), b.scheme());
            order = order != 0 ? order : compare(a.id(), b.id());
        }
        return order;
    }

    /** Stored lists have no nulls; were there one, it would count as empty. */
    private static int compare(@Nullable Bytes one, @Nullable Bytes other) {
        return Order.BY_BYTES.compare(one == null ? Bytes.EMPTY : one, other == null ? Bytes.EMPTY : other);
    }

    private static final class Entry {
        final int id;
        final List<Acl> list;
        int count;

        Entry(int id, List<Acl> list) {
            this.id = id;
            this.list = list;
        }
    }
}
