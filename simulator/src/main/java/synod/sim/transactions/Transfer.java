package synod.sim.transactions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** A client with one transaction: what it has still to do, and what it has seen. */
final class Transfer {
    /** Something it wants of a store: a value, or that one is written. */
    record Wish(NodeId member, String key, @Nullable Bytes value) {}

    private static final int MARKER_BYTES = 400;

    final TransactionId id;
    final List<NodeId> members;
    final long start;
    boolean isAudit;
    boolean isJoined;
    boolean hasAsked;

    @Nullable
    Result result;

    private final Deque<Wish> wishes = new ArrayDeque<>();
    private final TreeMap<Long, Wish> awaited = new TreeMap<>();
    private final TreeMap<String, Long> read = new TreeMap<>();
    private @Nullable String fromKey;
    private @Nullable String toKey;
    private long amount;

    Transfer(TransactionId id, List<NodeId> members, long start) {
        this.id = id;
        this.members = members;
        this.start = start;
    }

    void plan(SplittableRandom random, int accounts) {
        if (isAudit) {
            for (NodeId member : members) {
                for (int account = 0; account < accounts; account++) {
                    wishes.add(new Wish(member, "a" + account, null));
                }
            }
            return;
        }
        String from = "a" + random.nextInt(accounts);
        String to = "a" + random.nextInt(accounts);
        fromKey = from;
        toKey = to;
        amount = 1L + random.nextInt(9);
        wishes.add(new Wish(members.get(0), from, null));
        if (members.size() > 1) {
            wishes.add(new Wish(members.get(1), to, null));
        }
    }

    void write(NodeId member, String key, long value) {
        wishes.add(new Wish(member, key, Bytes.wrap(Long.toString(value).getBytes(StandardCharsets.UTF_8))));
    }

    /** So long that a few transactions fill a segment of the journal. */
    void writeMarkers() {
        for (NodeId member : members) {
            wishes.add(new Wish(member, marker(), Bytes.wrap(new byte[MARKER_BYTES])));
        }
    }

    String marker() {
        return "t" + id;
    }

    @Nullable
    Wish next() {
        String from = fromKey;
        String to = toKey;
        if (wishes.isEmpty() && from != null && to != null) {
            // All is read: now it is written.
            fromKey = null;
            if (members.size() > 1) {
                write(members.get(0), from, read.getOrDefault(members.get(0) + from, 0L) - amount);
                write(members.get(1), to, read.getOrDefault(members.get(1) + to, 0L) + amount);
            }
            writeMarkers();
        }
        return wishes.poll();
    }

    boolean isDone() {
        return wishes.isEmpty() && fromKey == null;
    }

    void awaits(long request, Wish wish) {
        awaited.put(request, wish);
    }

    boolean isAwaiting() {
        return !awaited.isEmpty();
    }

    void answered(long request, @Nullable Bytes value) {
        Wish wish = awaited.remove(request);
        if (wish != null && wish.value == null) {
            read.put(wish.member + wish.key, MoneyWorld.amount(value));
        }
    }

    /** All that it has read. */
    long seen() {
        return read.values().stream().mapToLong(Long::longValue).sum();
    }
}
