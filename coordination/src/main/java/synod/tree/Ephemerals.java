package synod.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import synod.kernel.Bytes;

/** Which ephemerals each session owns, by path. What is in here follows from the znodes; it is kept for speed. */
final class Ephemerals {
    private final TreeMap<Long, TreeSet<byte[]>> bySession = new TreeMap<>();
    private int count;

    void add(long session, Bytes path) {
        bySession
                .computeIfAbsent(session, id -> new TreeSet<>(Arrays::compareUnsigned))
                .add(path.toArray());
        count++;
    }

    void remove(long session, Bytes path) {
        TreeSet<byte[]> paths = bySession.get(session);
        if (paths != null && paths.remove(path.toArray())) {
            count--;
            if (paths.isEmpty()) {
                bySession.remove(session);
            }
        }
    }

    int count() {
        return count;
    }

    /** The sessions that own any, ascending. */
    long[] owners() {
        long[] owners = new long[bySession.size()];
        int size = 0;
        for (Map.Entry<Long, TreeSet<byte[]>> entry : bySession.entrySet()) {
            owners[size++] = entry.getKey();
        }
        return owners;
    }

    /** The paths of a session that begin with a prefix, ascending by their bytes. */
    List<Bytes> paths(long session, Bytes prefix) {
        TreeSet<byte[]> paths = bySession.get(session);
        if (paths == null) {
            return List.of();
        }
        List<Bytes> found = new ArrayList<>();
        for (byte[] path : paths.tailSet(prefix.toArray())) {
            boolean begins = path.length >= prefix.length()
                    && Arrays.equals(
                            path,
                            0,
                            prefix.length(),
                            prefix.array(),
                            prefix.offset(),
                            prefix.offset() + prefix.length());
            if (!begins) {
                break;
            }
            found.add(Bytes.wrap(path));
        }
        return found;
    }
}
