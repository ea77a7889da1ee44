package synod.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * What subtrees may hold and do hold. A quota of the subtree at {@code /a} is made of two znodes:
 * {@code /zookeeper/quota/a/zookeeper_limits}, which a client writes, and {@code .../zookeeper_stats}, in which the count
 * of znodes and the sum of their data's lengths are kept up to date with each change, without a version, a time or a
 * watch of their own. A change counts for the longest path that has limits, and for no other.
 *
 * <p>All that is known stands in these znodes; the index of paths that have limits follows from them.
 */
final class Quotas {
    private static final Bytes LIMITS = Paths.of("zookeeper_limits");
    private static final int MOST_PASSED = 16;
    private static final Bytes STATS = Paths.of("zookeeper_stats");

    private final Tree tree;
    private final Walk walk;
    private final TreeSet<Bytes> limited = new TreeSet<>(Order.BY_BYTES);
    private final List<SoftLimit> passed = new ArrayList<>();

    Quotas(Tree tree, Directory root) {
        this.tree = tree;
        this.walk = new Walk(root);
    }

    /** The subtree that a znode of this path limits or counts, or null when it does neither. */
    private static @Nullable Bytes subject(Bytes path, Bytes name) {
        int prefix = Paths.QUOTA.length();
        int length = path.length() - name.length() - 1;
        boolean isOne = length > prefix + 1
                && path.at(prefix) == '/'
                && path.at(length) == '/'
                && path.slice(0, prefix).equals(Paths.QUOTA)
                && path.slice(length + 1, name.length()).equals(name);
        if (!isOne) {
            return null;
        }
        Bytes subject = path.slice(prefix, length - prefix);
        return subject.equals(Paths.ZOOKEEPER) ? null : subject;
    }

    /** A znode came; {@code dataLength} is what it counts for. The znode is in its place already. */
    void created(Bytes path, int dataLength) {
        Bytes newlyLimited = subject(path, LIMITS);
        if (newlyLimited != null) {
            limited.add(newlyLimited.compact());
        }
        Bytes counted = subject(path, STATS);
        if (counted != null) {
            recount(counted, path);
        }
        changed(path, 1, dataLength);
    }

    /** A znode went; it is gone already. */
    void deleted(Bytes path, int dataLength) {
        Bytes unlimited = subject(path, LIMITS);
        if (unlimited != null) {
            limited.remove(unlimited);
        }
        changed(path, -1, -dataLength);
    }

    /** For a loader: a znode was put in its place. */
    void loaded(Bytes path) {
        Bytes subject = subject(path, LIMITS);
        if (subject != null) {
            limited.add(subject.compact());
        }
    }

    /** So much more, or less, is in the subtree that this path belongs to. */
    void changed(Bytes path, int count, long bytes) {
        if (limited.isEmpty() || (count == 0 && bytes == 0)) {
            return;
        }
        Bytes subject = subjectOf(path);
        if (subject == null) {
            return;
        }
        Bytes stats = path(subject, STATS);
        if (walk.to(stats)) {
            Quota held = Quota.parse(Packed.data(walk.record()));
            Quota now = held.plus(count, bytes);
            tree.replaceUncounted(walk, stats, now.text());
            if (count > 0 || bytes > 0) {
                watchSoftLimits(subject, now);
            }
        }
    }

    private void watchSoftLimits(Bytes subject, Quota held) {
        if (passed.size() >= MOST_PASSED || !walk.to(path(subject, LIMITS))) {
            return;
        }
        Quota limits = Quota.parse(Packed.data(walk.record()));
        boolean tooMany = limits.count() > -1 && held.count() > limits.count();
        boolean tooLong = limits.bytes() > -1 && held.bytes() > limits.bytes();
        if (tooMany || tooLong) {
            passed.add(new SoftLimit(Znode.text(subject), held.count(), limits.count(), held.bytes(), limits.bytes()));
        }
    }

    /** Hands over the soft limits that were passed since the last time, or the first of them. */
    void takePassed(Consumer<SoftLimit> sink) {
        if (!passed.isEmpty()) {
            passed.forEach(sink);
            passed.clear();
        }
    }

    /** Counts afresh what lies at and below {@code subject}, and writes it into the znode at {@code stats}. */
    private void recount(Bytes subject, Bytes stats) {
        long count = 0;
        long bytes = 0;
        if (walk.to(subject)) {
            ArrayDeque<Object> rest = new ArrayDeque<>();
            rest.add(walk.entry());
            for (Object entry = rest.pollLast(); entry != null; entry = rest.pollLast()) {
                count++;
                bytes += Packed.dataLength(Page.record(entry));
                if (entry instanceof Directory directory) {
                    addChildren(directory, rest);
                }
            }
        }
        if (walk.to(stats)) {
            Quota before = Quota.parse(Packed.data(walk.record()));
            tree.replaceUncounted(walk, stats, before.with(count, bytes).text());
        }
    }

    private static void addChildren(Directory directory, ArrayDeque<Object> rest) {
        for (int i = 0; i < directory.pageCount(); i++) {
            Page page = directory.page(i);
            for (int j = 0; j < page.used; j++) {
                rest.addLast(page.entries[j]);
            }
        }
    }

    /** Whether a hard limit forbids so much more at this path. Stands for the state as it is applied. */
    boolean forbids(Bytes path, int count, long bytes) {
        if (limited.isEmpty() || (count == 0 && bytes == 0)) {
            return false;
        }
        Bytes subject = subjectOf(path);
        if (subject == null || !walk.to(path(subject, LIMITS))) {
            return false;
        }
        Quota limits = Quota.parse(Packed.data(walk.record()));
        if (!walk.to(path(subject, STATS))) {
            return false;
        }
        Quota held = Quota.parse(Packed.data(walk.record()));
        boolean tooMany = count != 0 && limits.hardCount() > -1 && held.count() + count > limits.hardCount();
        boolean tooLong = bytes != 0 && limits.hardBytes() > -1 && held.bytes() + bytes > limits.hardBytes();
        return tooMany || tooLong;
    }

    /** The longest path with limits that is this one or lies above it. */
    private @Nullable Bytes subjectOf(Bytes path) {
        for (int end = path.length(); end > 1; end = lastSlash(path, end)) {
            Bytes candidate = path.slice(0, end);
            if (limited.contains(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static int lastSlash(Bytes path, int end) {
        int at = end - 1;
        while (at > 0 && path.at(at) != '/') {
            at--;
        }
        return at;
    }

    private static Bytes path(Bytes subject, Bytes name) {
        byte[] path = new byte[Paths.QUOTA.length() + subject.length() + 1 + name.length()];
        int at = append(path, 0, Paths.QUOTA);
        at = append(path, at, subject);
        path[at] = '/';
        append(path, at + 1, name);
        return Bytes.wrap(path);
    }

    private static int append(byte[] path, int at, Bytes part) {
        System.arraycopy(part.array(), part.offset(), path, at, part.length());
        return at + part.length();
    }
}
