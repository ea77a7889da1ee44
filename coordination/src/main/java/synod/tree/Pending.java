package synod.tree;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The tree as it will be: what was prepared and is not applied yet. The primary of a protocol that orders changes of
 * state prepares on it; where requests are ordered it stays empty. A multi is prepared on a fork, which is thrown away
 * when one of its parts fails.
 */
public final class Pending {
    private final Tree tree;
    private final @Nullable Pending base;
    private final TreeMap<Bytes, Node> nodes = new TreeMap<>(Order.BY_BYTES);
    /** What was put, in order, so that confirming costs no more than pushing did. */
    private final ArrayDeque<Put> puts = new ArrayDeque<>();

    /** Nothing outstanding on {@code tree}. */
    public Pending(Tree tree) {
        this(tree, null);
    }

    private Pending(Tree tree, @Nullable Pending base) {
        this.tree = tree;
        this.base = base;
    }

    /** A layer above this one; nothing that is pushed on it reaches this. */
    Pending fork() {
        return new Pending(tree, this);
    }

    /** Whether the tree is as it will be. */
    public boolean isEmpty() {
        return nodes.isEmpty() && (base == null || base.isEmpty());
    }

    /** Adds a transaction that was prepared on this and is on its way. */
    public void push(Txn txn) {
        if (txn instanceof Txn.Create create) {
            pushCreate(create);
        } else if (txn instanceof Txn.Delete delete) {
            pushDelete(delete.zxid(), delete.path());
        } else if (txn instanceof Txn.SetData set) {
            put(set.zxid(), set.path(), required(set.path()).withData(set.version(), set.data()));
        } else if (txn instanceof Txn.SetAcl set) {
            put(set.zxid(), set.path(), required(set.path()).withAcl(set.acl(), set.aversion()));
        } else if (txn instanceof Txn.Multi multi) {
            multi.parts().forEach(this::push);
        } else if (txn instanceof Txn.CloseSession close) {
            for (Bytes path : close.paths()) {
                pushDelete(close.zxid(), path);
            }
        } else if (txn instanceof Txn.Configure configure) {
            put(configure.zxid(), Paths.CONFIG, required(Paths.CONFIG).withData(-1, configure.data()));
        }
    }

    private void pushCreate(Txn.Create create) {
        Bytes parent = Paths.parent(create.path());
        Node before = required(parent);
        put(create.zxid(), parent, before.withChildren(before.children + 1, create.parentCreates()));
        put(
                create.zxid(),
                create.path(),
                new Node(true, 0, 0, 0, 0, create.lifetime(), create.acl(), length(create.data()), 0));
    }

    private void pushDelete(long zxid, Bytes path) {
        Bytes parent = Paths.parent(path);
        Node before = required(parent);
        put(zxid, parent, before.withChildren(before.children - 1, before.creates));
        put(zxid, path, Node.ABSENT);
    }

    /** The transaction with this zxid, and all before it, were applied to the tree. */
    public void confirm(long zxid) {
        while (!puts.isEmpty() && puts.getFirst().zxid <= zxid) {
            Bytes path = puts.removeFirst().path;
            Node node = nodes.get(path);
            if (node != null && node.zxid <= zxid) {
                nodes.remove(path);
            }
        }
    }

    /** Nothing of what is outstanding will come. */
    public void drop() {
        nodes.clear();
        puts.clear();
    }

    /** What will be at this path, or null when that is what the tree has. */
    @Nullable
    Node node(Bytes path) {
        Node node = nodes.get(path);
        return node != null || base == null ? node : base.node(path);
    }

    /** The ephemerals that a session will own, ascending by path. */
    List<Bytes> ephemerals(long session) {
        List<Bytes> applied = tree.ephemerals(session, Bytes.EMPTY);
        if (isEmpty()) {
            return applied;
        }
        Map<Bytes, Boolean> paths = new TreeMap<>(Order.BY_BYTES);
        for (Bytes path : applied) {
            paths.put(path, true);
        }
        collectEphemerals(session, paths);
        return List.copyOf(paths.keySet());
    }

    private void collectEphemerals(long session, Map<Bytes, Boolean> paths) {
        if (base != null) {
            base.collectEphemerals(session, paths);
        }
        for (Map.Entry<Bytes, Node> entry : nodes.entrySet()) {
            if (entry.getValue().exists && entry.getValue().owner == session) {
                paths.put(entry.getKey(), true);
            } else {
                paths.remove(entry.getKey());
            }
        }
    }

    private Node required(Bytes path) {
        Node node = node(path);
        return node != null ? node : tree.nodeForPending(path);
    }

    private void put(long zxid, Bytes path, Node node) {
        nodes.put(path, node.at(zxid));
        puts.addLast(new Put(zxid, path));
    }

    private static int length(@Nullable Bytes data) {
        return data == null ? 0 : data.length();
    }

    private record Put(long zxid, Bytes path) {}

    /** What preparing has to know of a znode, and when it will have come about. */
    record Node(
            boolean exists,
            int version,
            int aversion,
            int children,
            int creates,
            long owner,
            List<Acl> acl,
            int dataLength,
            long zxid) {
        static final Node ABSENT = new Node(false, 0, 0, 0, 0, 0, Acl.OPEN, 0, 0);

        Node at(long newZxid) {
            return new Node(exists, version, aversion, children, creates, owner, acl, dataLength, newZxid);
        }

        Node withData(int newVersion, @Nullable Bytes data) {
            return new Node(exists, newVersion, aversion, children, creates, owner, acl, length(data), zxid);
        }

        Node withAcl(List<Acl> newAcl, int newAversion) {
            return new Node(exists, version, newAversion, children, creates, owner, newAcl, dataLength, zxid);
        }

        Node withChildren(int newChildren, int newCreates) {
            return new Node(exists, version, aversion, newChildren, newCreates, owner, acl, dataLength, zxid);
        }
    }
}
