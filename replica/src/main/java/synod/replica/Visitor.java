package synod.replica;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.tree.AccessControl;
import synod.tree.Acl;
import synod.tree.Identity;
import synod.tree.Paths;
import synod.tree.Tree;
import synod.tree.Znode;
import synod.wire.zookeeper.DigestScheme;

/**
 * Somebody who has no session, and says with each question who it is. A session's identities add up; a visitor has those of
 * the one scheme that it names.
 *
 * @param identities who it has proved to be; empty for nobody
 * @param mayAll whether this server's operator lets everybody do everything
 */
public record Visitor(List<Identity> identities, boolean mayAll) {
    public Visitor {
        identities = List.copyOf(identities);
    }

    /**
     * Hears what a visitor says.
     *
     * @param address where it comes from, a literal without a port
     * @param credentials what it says to be believed
     */
    public static Visitor of(ClientRules rules, Bytes address, Bytes scheme, Bytes credentials) {
        List<Identity> identities = new ArrayList<>();
        if (scheme.equals(Schemes.IP)) {
            identities.add(new Identity(Schemes.IP, address));
        } else if (scheme.equals(Schemes.DIGEST) && rules.hasDigest() && credentials.length() > 0) {
            Identity identity = DigestScheme.identity(credentials, rules.digestAlgorithm());
            identities.add(identity);
            Bytes superDigest = rules.superDigest();
            if (superDigest != null && superDigest.equals(identity.id())) {
                identities.add(Authentication.SUPER);
            }
        }
        return new Visitor(identities, rules.skipAcl());
    }

    /** Whether it has proved to be anybody. */
    public boolean isKnown() {
        return !identities.isEmpty();
    }

    /** Whether it has every permission on the root of this tree, by one entry of its list or by several. */
    public boolean ownsRoot(Tree tree) {
        Znode root = new Znode();
        if (!tree.find(Paths.ROOT, root)) {
            throw new InvariantViolation("the tree has no root");
        }
        for (int permission = 1; permission <= Acl.ALL; permission <<= 1) {
            if (!mayAll && !AccessControl.allows(root.acl(), permission, identities)) {
                return false;
            }
        }
        return true;
    }
}
