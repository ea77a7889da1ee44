package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * Whether a request may go ahead, and what it then means exactly: the checks of each operation in the order of the
 * protocol. A check leaves what it has found in the fields, for the transaction or for the tree to go on with. Looking
 * at a tree with nothing pending allocates nothing.
 */
final class Rules {
    private static final int SEQUENCE_DIGITS = 10;

    private final Tree tree;
    private final Walk walk;
    private final Quotas quotas;

    // What a request means, once it was allowed.
    /** The path to create, completed. */
    Bytes path = Paths.ROOT;
    /** The list to store. */
    List<Acl> fixedAcl = Acl.OPEN;
    /** The version, or version of the permissions, afterwards. */
    int newVersion;
    /** The parent's counter of created children afterwards. */
    int newCreates;

    // What the last look at a znode has shown.
    private int version;
    private int aversion;
    private int children;
    private int dataLength;
    private int creates;
    private long owner;
    private List<Acl> acl = Acl.OPEN;

    Rules(Tree tree, Walk walk, Quotas quotas) {
        this.tree = tree;
        this.walk = walk;
        this.quotas = quotas;
    }

    /**
     * With nothing pending and {@link ErrorCode#OK} the walk stands at the parent afterwards, and its child is where the
     * new znode belongs.
     */
    ErrorCode create(Request.Create request, Caller caller, Pending pending) {
        if (request.mode().isEphemeral() && caller.session() == Caller.NO_SESSION) {
            return ErrorCode.EPHEMERAL_ON_LOCAL_SESSION;
        }
        Bytes wanted = request.path();
        if (!Paths.hasSlashAndNoNul(wanted)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        List<Acl> fixed = AccessControl.fix(request.acl(), caller.identities());
        if (fixed == null) {
            return ErrorCode.INVALID_ACL;
        }
        if (!lookAtParent(wanted, pending)) {
            return ErrorCode.NO_NODE;
        }
        if (!AccessControl.allows(acl, Acl.CREATE, caller.identities())) {
            return ErrorCode.NO_AUTH;
        }
        Bytes full = request.mode().isSequential() ? completed(wanted, creates) : wanted;
        if (!Paths.isValid(full)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        if (full.length() == 1 || isThere(full, pending)) {
            return ErrorCode.NODE_EXISTS;
        }
        if (Lifetime.isSession(owner)) {
            return ErrorCode.NO_CHILDREN_FOR_EPHEMERALS;
        }
        if (caller.isBounded() && quotas.forbids(full, 1, length(request.data()))) {
            return ErrorCode.QUOTA_EXCEEDED;
        }
        path = full;
        fixedAcl = fixed;
        newCreates = creates + 1;
        return ErrorCode.OK;
    }

    /** With nothing pending and OK the walk stands at the parent afterwards, and its child is the znode. */
    ErrorCode delete(Request.Delete request, Caller caller, Pending pending) {
        Bytes wanted = request.path();
        if (!Paths.hasSlashAndNoNul(wanted) || Paths.isReserved(wanted)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        if (!lookAtParent(wanted, pending)) {
            return ErrorCode.NO_NODE;
        }
        if (!AccessControl.allows(acl, Acl.DELETE, caller.identities())) {
            return ErrorCode.NO_AUTH;
        }
        if (!lookAtChild(wanted, pending)) {
            return ErrorCode.NO_NODE;
        }
        if (isOther(request.version(), version)) {
            return ErrorCode.BAD_VERSION;
        }
        return children > 0 ? ErrorCode.NOT_EMPTY : ErrorCode.OK;
    }

    /** With nothing pending and OK the walk stands at the znode afterwards; so for the rest. */
    ErrorCode setData(Request.SetData request, Caller caller, Pending pending) {
        ErrorCode code = reach(request.path(), Acl.WRITE, caller, pending);
        if (code != ErrorCode.OK) {
            return code;
        }
        if (caller.isBounded() && quotas.forbids(request.path(), 0, length(request.data()) - dataLength)) {
            return ErrorCode.QUOTA_EXCEEDED;
        }
        newVersion = version + 1;
        return isOther(request.version(), version) ? ErrorCode.BAD_VERSION : ErrorCode.OK;
    }

    private static int length(@Nullable Bytes data) {
        return data == null ? 0 : data.length();
    }

    ErrorCode setAcl(Request.SetAcl request, Caller caller, Pending pending) {
        if (!Paths.isValid(request.path())) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        List<Acl> fixed = AccessControl.fix(request.acl(), caller.identities());
        if (fixed == null) {
            return ErrorCode.INVALID_ACL;
        }
        ErrorCode code = reach(request.path(), Acl.ADMIN, caller, pending);
        if (code != ErrorCode.OK) {
            return code;
        }
        fixedAcl = fixed;
        newVersion = aversion + 1;
        return isOther(request.version(), aversion) ? ErrorCode.BAD_VERSION : ErrorCode.OK;
    }

    ErrorCode check(Request.Check request, Caller caller, Pending pending) {
        ErrorCode code = reach(request.path(), Acl.READ, caller, pending);
        if (code != ErrorCode.OK) {
            return code;
        }
        return isOther(request.version(), version) ? ErrorCode.BAD_VERSION : ErrorCode.OK;
    }

    private ErrorCode reach(Bytes wanted, int permission, Caller caller, Pending pending) {
        if (!Paths.isValid(wanted)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        if (!look(wanted, pending)) {
            return ErrorCode.NO_NODE;
        }
        return AccessControl.allows(acl, permission, caller.identities()) ? ErrorCode.OK : ErrorCode.NO_AUTH;
    }

    private static boolean isOther(int wanted, int actual) {
        return wanted != -1 && wanted != actual;
    }

    private boolean look(Bytes wanted, Pending pending) {
        if (!pending.isEmpty()) {
            Pending.Node node = pending.node(wanted);
            if (node != null) {
                return show(node);
            }
        }
        return walk.to(wanted) && show(walk.record(), walk.childCount());
    }

    private boolean lookAtParent(Bytes child, Pending pending) {
        if (!pending.isEmpty()) {
            return look(Paths.parent(child), pending);
        }
        return walk.toParent(child) && show(walk.record(), walk.childCount());
    }

    private boolean lookAtChild(Bytes child, Pending pending) {
        if (!pending.isEmpty()) {
            return look(child, pending);
        }
        if (!walk.toChild(child)) {
            return false;
        }
        Object entry = walk.child.entry();
        return show(Page.record(entry), entry instanceof Directory directory ? directory.count() : 0);
    }

    private boolean isThere(Bytes child, Pending pending) {
        if (pending.isEmpty()) {
            return walk.toChild(child);
        }
        Pending.Node node = pending.node(child);
        return node != null ? node.exists() : walk.to(child);
    }

    private boolean show(byte[] record, int childCount) {
        version = Packed.version(record);
        aversion = Packed.aversion(record);
        creates = Packed.creates(record);
        owner = Packed.owner(record);
        acl = tree.acl(record);
        children = childCount;
        dataLength = Packed.dataLength(record);
        return true;
    }

    private boolean show(Pending.Node node) {
        version = node.version();
        aversion = node.aversion();
        creates = node.creates();
        owner = node.owner();
        acl = node.acl();
        children = node.children();
        dataLength = node.dataLength();
        return node.exists();
    }

    /** The path with the counter behind it: at least ten places, a minus sign among them, padded with zeros. */
    static Bytes completed(Bytes wanted, int counter) {
        long magnitude = Math.abs((long) counter);
        int digits = 1;
        for (long rest = magnitude / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int sign = counter < 0 ? 1 : 0;
        int width = Math.max(SEQUENCE_DIGITS, sign + digits);
        byte[] full = new byte[wanted.length() + width];
        System.arraycopy(wanted.array(), wanted.offset(), full, 0, wanted.length());
        for (int at = full.length - 1; at >= wanted.length() + sign; at--) {
            full[at] = (byte) ('0' + magnitude % 10);
            magnitude /= 10;
        }
        if (sign == 1) {
            full[wanted.length()] = '-';
        }
        return Bytes.wrap(full);
    }

    /** The znode as it is, for a layer of pending changes to start from; null when there is none. */
    static Pending.@Nullable Node nodeOf(Tree tree, Walk walk, Bytes path) {
        if (!walk.to(path)) {
            return null;
        }
        byte[] record = walk.record();
        return new Pending.Node(
                true,
                Packed.version(record),
                Packed.aversion(record),
                walk.childCount(),
                Packed.creates(record),
                Packed.owner(record),
                tree.acl(record),
                Packed.dataLength(record),
                0);
    }
}
