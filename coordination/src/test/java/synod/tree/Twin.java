package synod.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** The tree as one would write it on a slow afternoon: a map of full paths, rules spelled out on strings. */
final class Twin {
    static final class Node {
        long czxid;
        long mzxid;
        long pzxid;
        long ctime;
        long mtime;
        int version;
        int creates;
        int aversion;
        long owner;

        @Nullable
        Bytes data;

        List<Acl> acl = Acl.OPEN;

        Node copy() {
            Node copy = new Node();
            copy.czxid = czxid;
            copy.mzxid = mzxid;
            copy.pzxid = pzxid;
            copy.ctime = ctime;
            copy.mtime = mtime;
            copy.version = version;
            copy.creates = creates;
            copy.aversion = aversion;
            copy.owner = owner;
            copy.data = data;
            copy.acl = acl;
            return copy;
        }
    }

    final TreeMap<String, Node> nodes = new TreeMap<>();

    private static final String QUOTA = "/zookeeper/quota";
    private static final String LIMITS = "/zookeeper_limits";
    private static final String STATS = "/zookeeper_stats";

    /** What quotas are judged by: the state before a multi. */
    private Map<String, Node> judged = nodes;

    Twin() {
        for (String path : List.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
            Node node = new Node();
            node.data = Bytes.EMPTY;
            nodes.put(path, node);
        }
        node("/zookeeper/config").acl = Acl.READ_ONLY;
        node("/zookeeper/config").aversion = -1;
    }

    private Twin(Map<String, Node> from) {
        from.forEach((path, node) -> nodes.put(path, node.copy()));
    }

    Node node(String path) {
        Node node = nodes.get(path);
        if (node == null) {
            throw new IllegalStateException(path);
        }
        return node;
    }

    static String text(Bytes path) {
        return new String(path.toArray(), StandardCharsets.UTF_8);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    List<String> children(String path) {
        List<String> children = new ArrayList<>();
        for (String other : nodes.keySet()) {
            if (!other.equals("/") && parent(other).equals(path)) {
                children.add(other.substring(other.lastIndexOf('/') + 1));
            }
        }
        return children;
    }

    int descendants(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        int count = 0;
        for (String other : nodes.keySet()) {
            if (other.startsWith(prefix) && !other.equals("/")) {
                count++;
            }
        }
        return count;
    }

    Stat stat(String path) {
        Node n = node(path);
        int children = children(path).size();
        return new Stat(
                n.czxid,
                n.mzxid,
                n.ctime,
                n.mtime,
                n.version,
                2 * n.creates - children,
                n.aversion,
                n.owner,
                n.data == null ? 0 : n.data.length(),
                children,
                n.pzxid);
    }

    Reply execute(Request request, Caller caller, long zxid, long now) {
        if (request instanceof Request.Check) {
            return Reply.Failed.of(ErrorCode.UNIMPLEMENTED);
        }
        if (!(request instanceof Request.Multi multi)) {
            return part(request, caller, zxid, now);
        }
        Twin before = new Twin(nodes);
        judged = before.nodes;
        try {
            return multi(multi, before, caller, zxid, now);
        } finally {
            judged = nodes;
        }
    }

    private Reply multi(Request.Multi multi, Twin before, Caller caller, long zxid, long now) {
        List<Reply> results = new ArrayList<>();
        for (Request each : multi.parts()) {
            Reply reply = part(each, caller, zxid, now);
            if (reply instanceof Reply.Failed) {
                nodes.clear();
                nodes.putAll(before.nodes);
                int failed = results.size();
                results.clear();
                for (int i = 0; i < multi.parts().size(); i++) {
                    results.add(
                            i < failed
                                    ? Reply.Failed.of(ErrorCode.OK)
                                    : i == failed ? reply : Reply.Failed.of(ErrorCode.RUNTIME_INCONSISTENCY));
                }
                return new Reply.Multi(results);
            }
            results.add(reply);
        }
        return new Reply.Multi(results);
    }

    private Reply part(Request request, Caller caller, long zxid, long now) {
        if (request instanceof Request.Create create) {
            return create(create, caller, zxid, now);
        } else if (request instanceof Request.Delete delete) {
            return delete(delete, caller, zxid);
        } else if (request instanceof Request.SetData set) {
            return setData(set, caller, zxid, now);
        } else if (request instanceof Request.SetAcl set) {
            return setAcl(set, caller);
        } else if (request instanceof Request.Check check) {
            String path = text(check.path());
            if (!isValid(path)) {
                return fail(ErrorCode.BAD_ARGUMENTS);
            }
            Node node = nodes.get(path);
            if (node == null) {
                return fail(ErrorCode.NO_NODE);
            }
            if (!allows(node, Acl.READ, caller)) {
                return fail(ErrorCode.NO_AUTH);
            }
            return check.version() != -1 && check.version() != node.version
                    ? fail(ErrorCode.BAD_VERSION)
                    : new Reply.Checked();
        }
        return fail(ErrorCode.UNIMPLEMENTED);
    }

    private Reply create(Request.Create create, Caller caller, long zxid, long now) {
        String path = text(create.path());
        if (!path.contains("/") || path.indexOf('\0') >= 0) {
            return fail(ErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = fix(create.acl(), caller);
        if (acl == null) {
            return fail(ErrorCode.INVALID_ACL);
        }
        Node parent = nodes.get(parent(path));
        if (parent == null) {
            return fail(ErrorCode.NO_NODE);
        }
        if (!allows(parent, Acl.CREATE, caller)) {
            return fail(ErrorCode.NO_AUTH);
        }
        String full = create.mode().isSequential()
                ? path + String.format(java.util.Locale.ROOT, "%010d", parent.creates)
                : path;
        if (!isValid(full)) {
            return fail(ErrorCode.BAD_ARGUMENTS);
        }
        if (nodes.containsKey(full)) {
            return fail(ErrorCode.NODE_EXISTS);
        }
        if (parent.owner != 0) {
            return fail(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
        }
        if (caller.isBounded() && isForbidden(full, 1, length(create.data()))) {
            return fail(ErrorCode.QUOTA_EXCEEDED);
        }
        Node node = new Node();
        node.czxid = zxid;
        node.mzxid = zxid;
        node.pzxid = zxid;
        node.ctime = now;
        node.mtime = now;
        node.owner = create.mode().isEphemeral() ? caller.session() : 0;
        node.data = create.data();
        node.acl = acl;
        nodes.put(full, node);
        parent.creates++;
        parent.pzxid = zxid;
        Reply reply = new Reply.Created(Paths.of(full), create.withStat() ? stat(full) : null);
        if (full.matches(QUOTA + "/.+" + STATS)) {
            String subject = full.substring(QUOTA.length(), full.length() - STATS.length());
            long count = 0;
            long bytes = 0;
            for (var entry : nodes.entrySet()) {
                if (entry.getKey().equals(subject) || entry.getKey().startsWith(subject + "/")) {
                    count++;
                    bytes += length(entry.getValue().data);
                }
            }
            node.data = Quota.parse(node.data).with(count, bytes).text();
        }
        account(full, 1, length(create.data()));
        return reply;
    }

    private Reply delete(Request.Delete delete, Caller caller, long zxid) {
        String path = text(delete.path());
        if (!path.contains("/")
                || path.indexOf('\0') >= 0
                || List.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")
                        .contains(path)) {
            return fail(ErrorCode.BAD_ARGUMENTS);
        }
        Node parent = nodes.get(parent(path));
        if (parent == null) {
            return fail(ErrorCode.NO_NODE);
        }
        if (!allows(parent, Acl.DELETE, caller)) {
            return fail(ErrorCode.NO_AUTH);
        }
        Node node = nodes.get(path);
        if (node == null) {
            return fail(ErrorCode.NO_NODE);
        }
        if (delete.version() != -1 && delete.version() != node.version) {
            return fail(ErrorCode.BAD_VERSION);
        }
        if (!children(path).isEmpty()) {
            return fail(ErrorCode.NOT_EMPTY);
        }
        nodes.remove(path);
        parent.pzxid = zxid;
        account(path, -1, -length(node.data));
        return new Reply.Deleted();
    }

    private Reply setData(Request.SetData set, Caller caller, long zxid, long now) {
        String path = text(set.path());
        if (!isValid(path)) {
            return fail(ErrorCode.BAD_ARGUMENTS);
        }
        Node node = nodes.get(path);
        if (node == null) {
            return fail(ErrorCode.NO_NODE);
        }
        if (!allows(node, Acl.WRITE, caller)) {
            return fail(ErrorCode.NO_AUTH);
        }
        int difference = length(set.data()) - length(node.data);
        if (caller.isBounded() && isForbidden(path, 0, difference)) {
            return fail(ErrorCode.QUOTA_EXCEEDED);
        }
        if (set.version() != -1 && set.version() != node.version) {
            return fail(ErrorCode.BAD_VERSION);
        }
        node.version++;
        node.mzxid = zxid;
        node.mtime = now;
        node.data = set.data();
        Reply reply = new Reply.DataSet(stat(path));
        account(path, 0, difference);
        return reply;
    }

    private static int length(@Nullable Bytes data) {
        return data == null ? 0 : data.length();
    }

    private static @Nullable String subjectOf(Map<String, Node> state, String path) {
        for (String at = path; at.length() > 1; at = parent(at)) {
            if (!at.equals("/zookeeper") && state.containsKey(QUOTA + at + LIMITS)) {
                return at;
            }
        }
        return null;
    }

    private boolean isForbidden(String path, int count, long bytes) {
        String subject = subjectOf(judged, path);
        Node stats = subject == null ? null : judged.get(QUOTA + subject + STATS);
        if (stats == null) {
            return false;
        }
        Quota limits = Quota.parse(java.util.Objects.requireNonNull(judged.get(QUOTA + subject + LIMITS)).data);
        Quota held = Quota.parse(stats.data);
        return (count > 0 && limits.hardCount() >= 0 && held.count() + count > limits.hardCount())
                || (bytes != 0 && limits.hardBytes() >= 0 && held.bytes() + bytes > limits.hardBytes());
    }

    private void account(String path, int count, long bytes) {
        String subject = subjectOf(nodes, path);
        Node stats = subject == null ? null : nodes.get(QUOTA + subject + STATS);
        if (stats != null && (count != 0 || bytes != 0)) {
            stats.data = Quota.parse(stats.data).plus(count, bytes).text();
        }
    }

    private Reply setAcl(Request.SetAcl set, Caller caller) {
        String path = text(set.path());
        if (!isValid(path)) {
            return fail(ErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = fix(set.acl(), caller);
        if (acl == null) {
            return fail(ErrorCode.INVALID_ACL);
        }
        Node node = nodes.get(path);
        if (node == null) {
            return fail(ErrorCode.NO_NODE);
        }
        if (!allows(node, Acl.ADMIN, caller)) {
            return fail(ErrorCode.NO_AUTH);
        }
        if (set.version() != -1 && set.version() != node.aversion) {
            return fail(ErrorCode.BAD_VERSION);
        }
        node.aversion++;
        node.acl = acl;
        return new Reply.AclSet(stat(path));
    }

    /** Ends a session; the paths that went. */
    List<String> close(long session, long zxid) {
        List<String> gone = ephemerals(session);
        for (String path : gone) {
            Bytes data = node(path).data;
            nodes.remove(path);
            node(parent(path)).pzxid = zxid;
            account(path, -1, -length(data));
        }
        return gone;
    }

    List<String> ephemerals(long session) {
        List<String> owned = new ArrayList<>();
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            if (entry.getValue().owner == session) {
                owned.add(entry.getKey());
            }
        }
        return owned;
    }

    private static Reply fail(ErrorCode code) {
        return Reply.Failed.of(code);
    }

    private static boolean allows(Node node, int wanted, Caller caller) {
        for (Identity identity : caller.identities()) {
            if (text(identity.scheme()).equals("super")) {
                return true;
            }
        }
        for (Acl acl : node.acl) {
            boolean everyone = acl.equals(Acl.of(acl.perms(), "world", "anyone"));
            boolean matches = everyone
                    || caller.identities().stream()
                            .anyMatch(identity -> new Acl(0, identity.scheme(), identity.id())
                                    .equals(new Acl(0, acl.scheme(), acl.id())));
            if ((acl.perms() & wanted) != 0 && matches) {
                return true;
            }
        }
        return false;
    }

    /** As long as lists are made of world, auth and digest, and digest ids are well-formed or have no colon. */
    private static @Nullable List<Acl> fix(List<Acl> requested, Caller caller) {
        List<Acl> fixed = new ArrayList<>();
        for (Acl acl : requested.stream().distinct().toList()) {
            if (acl.scheme() == null || acl.id() == null) {
                return null;
            }
            switch (text(acl.scheme())) {
                case "world" -> {
                    if (!text(acl.id()).equals("anyone")) {
                        return null;
                    }
                    fixed.add(acl);
                }
                case "auth" -> {
                    List<Acl> own = caller.identities().stream()
                            .filter(identity -> text(identity.scheme()).equals("digest"))
                            .map(identity -> new Acl(acl.perms(), identity.scheme(), identity.id()))
                            .toList();
                    if (own.isEmpty()) {
                        return null;
                    }
                    fixed.addAll(own);
                }
                case "digest" -> {
                    if (!text(acl.id()).contains(":")) {
                        return null;
                    }
                    fixed.add(acl);
                }
                default -> {
                    return null;
                }
            }
        }
        return fixed.isEmpty() ? null : fixed;
    }

    static boolean isValid(String path) {
        if (path.equals("/")) {
            return true;
        }
        if (!path.startsWith("/") || path.endsWith("/") || path.contains("//")) {
            return false;
        }
        for (String name : path.substring(1).split("/", -1)) {
            if (name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0) {
                return false;
            }
        }
        return true;
    }
}
