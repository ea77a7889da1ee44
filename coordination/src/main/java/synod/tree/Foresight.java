package synod.tree;

import java.util.List;
import synod.kernel.Bytes;

/**
 * What the state as it is says of a write whose turn has not come: whether its sender may not do it. It looks at the lists
 * alone, in the order in which {@link Rules} does; what else may be wrong is found in its turn, and so is everything that
 * is wrong with a multi.
 */
public final class Foresight {
    private final Tree tree;
    private final Znode znode = new Znode();

    /** Looks at this tree. */
    public Foresight(Tree tree) {
        this.tree = tree;
    }

    /** {@link ErrorCode#INVALID_ACL} or {@link ErrorCode#NO_AUTH} when it would be refused now, otherwise OK. */
    public ErrorCode refusal(Request request, List<Identity> identities) {
        if (request instanceof Request.Create create) {
            return hasParent(create.path())
                    ? withList(Paths.parent(create.path()), Acl.CREATE, create.acl(), identities)
                    : ErrorCode.OK;
        } else if (request instanceof Request.Delete delete) {
            return hasParent(delete.path()) && !Paths.isReserved(delete.path())
                    ? reach(Paths.parent(delete.path()), Acl.DELETE, identities)
                    : ErrorCode.OK;
        } else if (request instanceof Request.SetData set) {
            return reach(set.path(), Acl.WRITE, identities);
        } else if (request instanceof Request.SetAcl set) {
            return Paths.isValid(set.path()) ? withList(set.path(), Acl.ADMIN, set.acl(), identities) : ErrorCode.OK;
        }
        return ErrorCode.OK;
    }

    private static boolean hasParent(Bytes path) {
        return path.length() > 1 && Paths.hasSlashAndNoNul(path);
    }

    private ErrorCode withList(Bytes path, int wanted, List<Acl> acl, List<Identity> identities) {
        return AccessControl.fix(acl, identities) == null ? ErrorCode.INVALID_ACL : reach(path, wanted, identities);
    }

    private ErrorCode reach(Bytes path, int wanted, List<Identity> identities) {
        boolean isRefused = tree.find(path, znode) && !AccessControl.allows(znode.acl(), wanted, identities);
        return isRefused ? ErrorCode.NO_AUTH : ErrorCode.OK;
    }
}
