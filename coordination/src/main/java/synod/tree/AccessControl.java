package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may do what, by the schemes world, digest, ip and super; {@code auth} stands for the caller in a request. */
@SuppressWarnings("DoNotCallSuggester")
public final class AccessControl {
    private AccessControl() {}

    /** Whether one of the bits of {@code wanted} is granted to one of the identities. */
    public static boolean allows(List<Acl> acl, int wanted, List<Identity> identities) {
        throw NotYet.built();
    }

    /**
     * The list to store for the one in a request: duplicates dropped, {@code auth} expanded to the caller's identities.
     *
     * @return null when the list is invalid
     */
    public static @Nullable List<Acl> fix(List<Acl> requested, List<Identity> identities) {
        throw NotYet.built();
    }

    /** The list to show to a caller of getACL: without ADMIN, digest ids lose everything behind the first colon. */
    public static List<Acl> shown(List<Acl> acl, List<Identity> identities) {
        throw NotYet.built();
    }
}
